"""The loops: each walks over columns and calls rules by name; no constant, no formula."""
