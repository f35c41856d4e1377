"""The whole model once more, in idiomatic Mesa: one Python object an agent, one method a phase, Mesa's own grids.

It reads the same parameters and calls the same rules of `nanoimmune.biology`, as ordinary Python, in the same
fourteen phases. It shares neither the sweeps, nor the columns, nor the keyed chance: it draws from `model.random`.
So the two agree in distribution and never draw by draw, which is what makes it an oracle.

Contents: agents (T cells), presenting (antigen-presenting cells), parcels (nanoparticles), tissue (oligodendrocytes
and tissue sites), space (grids), fields, founding, model (`PlainHost`), transcribe (a `PlainHost` that continues a
compiled life), rules (the rules as ordinary Python).
"""

from benchmarks.plain_mesa.model import PlainHost
from benchmarks.plain_mesa.transcribe import transcribe

__all__ = ["PlainHost", "transcribe"]
