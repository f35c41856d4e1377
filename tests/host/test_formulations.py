"""Formulations through the front door: parcels that enter the tissue are agents of its grid."""

import pytest

from nanoimmune.host import Nanoparticle
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.words import Coat, Compartment, Field


@pytest.mark.parametrize(("coat", "enters"), [(Coat.NEUTROPHIL_MEMBRANE, True), (Coat.RED_CELL_MEMBRANE, False)])
def test_homed_parcels_stand_on_the_grid_of_the_tissue(make, coat: Coat, enters: bool) -> None:
    """In an inflamed animal those in leukocyte membrane enter, and the ledger counts them as free, eaten or spent."""
    dose = ParticleDose(0, Design(120.0, coat), 1e12)
    host = make(doses=[dose], formulations__homing_rate=1, world__parcels_per_dose=200)
    host.run_for(24)
    host.life.fields[Field.CHEMOKINE, host.life.voxels_of(Compartment.CNS)] = 1.0
    host.life.organs[0].chemokine, host.life.organs[0].permeability = 1.0, 1.0
    host.run_for(3)
    parcels = host.agents_by_type[Nanoparticle].to_list()
    inside = [
        parcel for parcel in parcels if parcel.cell is not None and host.grid[parcel.cell.coordinate] is parcel.cell
    ]
    assert bool(inside) == enters
    assert all(parcel in parcel.cell.agents for parcel in inside)
    ledger = host.ledger()
    assert ledger["free"] + ledger["bound"] + ledger["inside"] + ledger["cleared"] == pytest.approx(1e12, rel=1e-9)
