"""The target tissues of one host: what lives in each, how open it stands, and what it shows of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nanoimmune.biology.traffic import barrier_opening
from nanoimmune.parameters.names import Parameters
from nanoimmune.state.columns import Floats, Ints, Processed
from nanoimmune.state.founding import intact_tissue, processing
from nanoimmune.state.islets import healthy_pancreas
from nanoimmune.state.layout import Geometry
from nanoimmune.state.subject import Subject
from nanoimmune.state.transgenes import with_transgenes
from nanoimmune.words import N_COMPARTMENTS, N_EPITOPES, Compartment


class Doors(NamedTuple):
    """The target tissues as those find them who come by in the blood, one entry a tissue.

    Attributes:
        place: Compartment.
        permeability: How open the barrier is, 0 to 1.
        chemokine: Mean chemokine, nM.
    """

    place: Ints
    permeability: Floats
    chemokine: Floats


LEVELS = ("permeability", "inflammation", "chemokine")
"""What a target tissue has beside its columns, and what changes from step to step."""


@dataclass
class TargetOrgan:
    """One tissue that a disease harms, and what it does not share with others.

    Attributes:
        place: Its compartment.
        tissue: Its sites, column by column.
        processed: Which epitopes its proteins are processed into.
        permeability: How open its barrier is, 0 to 1.
        inflammation: Mean inflammatory cytokine, nM.
        chemokine: Mean chemokine, nM.
    """

    place: Compartment
    tissue: Any
    processed: Processed
    permeability: float
    inflammation: float = 0.0
    chemokine: float = 0.0


def found_organs(
    places: Sequence[Compartment], subject: Subject, parameters: Parameters, geometry: Geometry
) -> tuple[TargetOrgan, ...]:
    """Found target tissues in full health, behind barriers at rest.

    Args:
        places: Which; the first of them expresses transgenes that target tissues express.
        subject: Whose islets are drawn.
        parameters: Numbers of the life.
        geometry: The lattices.

    Returns:
        The tissues, in the same order.
    """
    antigens, half_life = parameters.antigens, parameters.presentation.pmhc_half_life
    processed = [processing(antigens, place, half_life) for place in places]
    with_transgenes(processed, parameters.transgenes, places[0])
    return tuple(
        TargetOrgan(
            place,
            healthy_pancreas(subject, parameters, geometry)
            if place == Compartment.PANCREAS
            else intact_tissue(geometry),
            sheds,
            barrier_opening(int(place), 0.0, 0.0, parameters.barrier),
        )
        for place, sheds in zip(places, processed, strict=True)
    )


def processed_in_all(organs: Sequence[TargetOrgan]) -> Processed:
    """What target tissues shed and show taken together; none holds an epitope that another holds."""
    first, *others = (organ.processed for organ in organs)
    protein, share = first.protein, first.share
    for other in others:
        protein, share = np.maximum(protein, other.protein), np.maximum(share, other.share)
    return first._replace(protein=protein, share=share)


def displays_at_rest(organs: Sequence[TargetOrgan], parameters: Parameters) -> Floats:
    """What presenting cells of healthy target tissues would show of the epitopes held there, were all of it shown.

    Returns:
        pMHC of shape (compartments, epitopes); zero where a tissue does not hold the epitope.
    """
    shown = np.zeros((N_COMPARTMENTS, N_EPITOPES))
    residents = parameters.residents
    for organ in organs:
        display = residents.islet_display if organ.place == Compartment.PANCREAS else residents.basal_display
        shown[organ.place] = np.where(organ.processed.protein >= 0, display * organ.processed.stability, 0.0)
    return shown
