"""The works that a file may cite: those of the bibliography, and those that it tells of itself."""

from collections.abc import Mapping

from nanoimmune.errors import refuse
from nanoimmune.parameters.load import cited_works, unknown_work

SHORTEST_REFERENCE = 10
"""Characters that the reference of a work has at least."""


def check_works(works: Mapping[str, str]) -> None:
    """Refuse works that a file tells of without saying what they are, or that the bibliography has already.

    Args:
        works: References by key, as a file has them in its table `works`.

    Raises:
        InputError: If a reference is too short for one, or a key is taken or would be two.
    """
    for key, reference in works.items():
        if key in cited_works() | {"assumption"} or ";" in key or key.strip() != key or not key:
            known = "a key that references.bib does not have, without a semicolon or outer spaces"
            raise refuse("works", key, known, "Rename it.")
        if len(reference.strip()) < SHORTEST_REFERENCE:
            raise refuse(f"works.{key}", reference, "authors, title, journal and year", "Write the reference out.")


def demand_cited(field: str, source: str, works: Mapping[str, str], *, assumed: bool = True) -> None:
    """Demand that every cited work is known.

    Args:
        field: Name of the field as the user writes it.
        source: Keys, with semicolons between them.
        works: References by key that the file tells of itself.
        assumed: Whether the word `assumption` may stand in place of a work.

    Raises:
        InputError: If one is not.
    """
    key = unknown_work(source, (*works, "assumption") if assumed else works)
    if key is not None:
        known = "a key of references.bib or of the table works of the file"
        mend = "Write the work into the file, below [works]: a key, and the reference in quotes."
        raise refuse(field, key, f"{known}, or 'assumption'" if assumed else known, mend)
