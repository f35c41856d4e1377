"""Read-outs of B cells: antibody in the blood, and regulatory B cells."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nanoimmune.words import EPITOPES_OF, FOLLICLES, BCell, Epitope, Protein, is_class_i

if TYPE_CHECKING:
    from nanoimmune.host import Host


def antigen_of(epitope: Epitope) -> str:
    """Name the antigen of an antibody: the tissue protein that holds the epitope, or else the peptide itself."""
    proteins = [protein for protein in Protein if epitope in EPITOPES_OF[protein]]
    return proteins[0].name.lower() if proteins else epitope.name.lower()


def humoral_state(host: "Host", own: Iterable[Epitope], others: Iterable[Epitope]) -> dict[str, float]:
    """Antibody and regulatory B cells of a host.

    Args:
        host: The life; it is only read.
        own: Epitopes of the target tissue.
        others: Epitopes that the tissue does not hold.

    Returns:
        `antibody_<antigen>` in nM, and `breg_<organ>`, the regulatory B cells that know the target tissue, in cells.
    """
    body = host.life.body
    known = [epitope for epitope in own if not is_class_i(epitope)]
    row: dict[str, float] = {}
    for epitope in [*known, *(other for other in others if not is_class_i(other))]:
        name = f"antibody_{antigen_of(epitope)}"
        row[name] = row.get(name, 0.0) + float(body.antibody[epitope])
    for organ, place in enumerate(FOLLICLES):
        cells = float(body.b_cells[BCell.REGULATORY, organ, known].sum()) * host.life.parameters.world.size
        row[f"breg_{place.name.lower()}"] = cells
    return row
