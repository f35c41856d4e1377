"""The numbers: names in Python, values with their passports in TOML, sources in `references.bib`."""
