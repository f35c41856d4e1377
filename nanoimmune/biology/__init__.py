"""The rules: one claim about biology a function, scalars in and scalars out."""
