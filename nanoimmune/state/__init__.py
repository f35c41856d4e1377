"""The columns: populations, fields, lattices, tissue, doses and the particle ledger."""
