"""What a record holds of each disease, and the insulitis score of hosts that are made by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from islet_worlds import diseased_host

from nanoimmune import Scenario
from nanoimmune.host import Host
from nanoimmune.readouts import record
from nanoimmune.readouts.islets import INFILTRATED, infiltration, insulitis_scores, with_neighbours
from nanoimmune.words import Compartment, Epitope, Phenotype

BODY = {"world.cns_extent": 8, "world.spleen_extent": 8, "world.node_extent": 8, "world.liver_extent": 4}
PHENOTYPES = ("naive", "primed", "effector", "memory", "anergic", "exhausted", "treg", "tr1")
PARTICLES = ["particles_injected", "particles_free", "particles_bound", "particles_inside", "particles_cleared"]


def columns_of(
    target: str, own: Sequence[str], phenotypes: Sequence[str], others: Sequence[str], antigens: Sequence[str]
) -> list[str]:
    """Columns that the records of both diseases have in common, and their order."""
    places = ("blood", "spleen", "liver", "node", target)
    return [
        *(f"{phenotype}_{place}" for phenotype in phenotypes for place in places),
        "challenge_cells",
        *others,
        *(f"effector_{epitope}" for epitope in own),
        *(f"{state}_{place}" for place in places for state in ("licensed", "tolerogenic")),
        f"monocyte_{target}",
        *PARTICLES,
        *(f"antibody_{antigen}" for antigen in [*antigens, "ova323_339", "gp61_80"]),
        *("breg_node", "breg_spleen"),
        *(f"particles_in_{place}" for place in places),
        "inflammation_node",
    ]


def test_the_record_of_ms_has_the_columns_that_it_always_had() -> None:
    """A new disease adds no column to them: run files and tables of MS stay what they were."""
    ms = Host(Scenario.named("ms").with_parameters(BODY))
    first = ["day", "score", "deficit_score", "inflammation", "suppression", "permeability", "myelin", "axons"]
    own = ["mog35_55", "plp178_191", "ova323_339", "gp61_80"]
    antigens = ["mog", "plp"]
    expected = [*first, "tissue_preserved", *columns_of("cns", own, PHENOTYPES, ["cognate_tr1_blood_spleen"], antigens)]
    assert list(record(ms)) == expected


def test_the_record_of_diabetes_has_the_columns_that_the_analysis_reads() -> None:
    """Of its own tissue only, with CD8 cells."""
    first = ["day", "glucose", "beta_mass", "beta_cells", "granulation", "insulitis", "insulitis_islets"]
    first += ["tissue_preserved", "inflammation", "suppression", "permeability"]
    own = ["ova323_339", "gp61_80", "insb9_23", "chga_we14", "gad65_206_220", "insb15_23", "igrp206_214", "tum"]
    others = ["cognate_tr1_blood_spleen", "cognate_autoregulatory_blood_spleen"]
    phenotypes = [*PHENOTYPES, "autoregulatory"]
    antigens = ["insulin", "chromogranin", "gad65"]
    assert list(record(diseased_host())) == [*first, *columns_of("pancreas", own, phenotypes, others, antigens)]


def test_the_record_is_read_off_the_tissue() -> None:
    """Mass is of living beta cells that are filled, cells are the living, granulation their mean filling."""
    host = diseased_host()
    tissue, islets = host.life.tissue, host.life.tissue.islet >= 0
    tissue.beta[islets] = np.where(np.arange(islets.sum()) % 2, 0.5, 0.0)
    tissue.granules[islets] = np.where(np.arange(islets.sum()) % 2, 0.4, 1.0)
    row = record(host)
    share = (np.arange(islets.sum()) % 2).mean()
    assert row["beta_cells"] == pytest.approx(0.5 * share)
    assert row["beta_mass"] == row["tissue_preserved"] == pytest.approx(0.2 * share)
    assert row["granulation"] == pytest.approx(0.4)
    tissue.beta[:] = 0.0
    assert record(host)["granulation"] == 0.0
    assert row["day"] == 14.0
    assert row["glucose"] == pytest.approx(100.0)


def test_autoregulatory_cells_are_counted_where_they_are_and_by_what_they_know() -> None:
    """In cells and not agents; those of an irrelevant peptide are not cognate."""
    host = diseased_host()
    cells = host.life.cells
    for place, epitope, weight in (
        (Compartment.BLOOD, Epitope.IGRP206_214, 3),
        (Compartment.SPLEEN, Epitope.INSB15_23, 4),
        (Compartment.SPLEEN, Epitope.TUM, 16),
        (Compartment.NODE, Epitope.IGRP206_214, 32),
    ):
        cells.add(
            1, phenotype=Phenotype.AUTOREGULATORY, uid=5_000_000 + weight, epitope=epitope, weight=weight, place=place,
            site=host.life.sites_of(place).start, partner=-1,
        )  # fmt: skip
    row = record(host)
    assert [row[f"autoregulatory_{place}"] for place in ("blood", "spleen", "node", "pancreas")] == [3, 20, 32, 0]
    assert row["cognate_autoregulatory_blood_spleen"] == 7
    assert row["cognate_tr1_blood_spleen"] == 0


# Insulitis ------------------------------------------------------------------------------------------------------------

ISLET = np.array([[0, 0, 0, -1, -1, -1], [0, 0, 0, -1, -1, -1], [-1] * 6, [-1] * 6, [-1] * 6, [-1, -1, -1, -1, 1, 1]])


def test_a_site_next_to_an_islet_counts_for_it_and_walls_are_walls() -> None:
    """One site further in every direction, and never around the edge of the lattice."""
    reach = with_neighbours(ISLET[:, :, None].astype(np.int16))[:, :, 0]
    expected = np.full((6, 6), -1)
    expected[:3, :4] = 0
    expected[4:, 3:] = 1
    assert reach.tolist() == expected.tolist()


def test_a_deep_lattice_has_neighbours_along_its_depth() -> None:
    numbers = np.full((5, 5, 5), -1, np.int16)
    numbers[2, 2, 2] = 7
    reach = with_neighbours(numbers)
    assert (reach[1:4, 1:4, 1:4] == 7).all()
    assert (reach == 7).sum() == 27


def emptied() -> tuple[Host, np.ndarray]:
    """A host without T cells, and the islet of every site."""
    host = diseased_host()
    host.life.cells.remove(host.life.cells.rows())
    return host, host.life.tissue.islet


def infiltrate(host: Host, site: int, weight: int, **columns: object) -> None:
    """Put one agent of so many effectors onto a site of the pancreas."""
    given = {"phenotype": Phenotype.EFFECTOR, "place": Compartment.PANCREAS, "epitope": Epitope.INSB9_23} | columns
    first = host.life.sites_of(Compartment.PANCREAS).start
    host.life.cells.add(1, uid=6_000_000 + site, site=first + site, weight=weight, partner=-1, **given)


def cells_for(host: Host, share: float, islet: int) -> int:
    """Cells that, with their bystanders, take this share of an islet's volume: of 7 um, beta cells being 1280 um3."""
    sites = int((host.life.tissue.islet == islet).sum())
    volume = sites * host.life.cells_per_site * 1280.0
    return round(share * volume / (np.pi / 6.0 * 343.0) / host.life.parameters.islets.bystanders)


def test_an_islet_without_lymphocytes_scores_nothing() -> None:
    host, _ = emptied()
    assert insulitis_scores(host).tolist() == [0] * 6
    row = record(host)
    assert (row["insulitis"], row["insulitis_islets"]) == (0.0, 0.0)


def test_each_islet_is_scored_by_the_share_that_lymphocytes_take() -> None:
    """Just below and above each border, as a pathologist reads it; the record has the mean and the share of islets."""
    assert INFILTRATED == (0.02, 0.25, 0.5, 0.75)
    host, islet = emptied()
    shares = [0.01, 0.03, 0.3, 0.6, 0.9, 0.2]
    for number, share in enumerate(shares):
        infiltrate(host, int(np.flatnonzero(islet == number)[0]), cells_for(host, share, number))
    assert infiltration(host) == pytest.approx(shares, rel=0.02)
    assert insulitis_scores(host).tolist() == [0, 1, 2, 3, 4, 1]
    row = record(host)
    assert row["insulitis"] == pytest.approx(11.0 / 6.0)
    assert row["insulitis_islets"] == pytest.approx(5.0 / 6.0)


@pytest.mark.parametrize(
    "absent", [{"phenotype": Phenotype.NAIVE}, {"place": Compartment.NODE}], ids=["naive", "elsewhere"]
)
def test_who_is_naive_or_elsewhere_is_no_infiltrate(absent: dict[str, object]) -> None:
    host, islet = emptied()
    infiltrate(host, int(np.flatnonzero(islet == 0)[0]), 10**6, **absent)
    assert infiltration(host).max() == 0.0


def test_peri_insulitis_counts_for_the_islet_and_what_is_further_away_does_not() -> None:
    """A cell beside an islet is of it; one that stands among acini is of none."""
    host, islet = emptied()
    near = with_neighbours(islet.reshape(host.life.geometry.extent[Compartment.PANCREAS])).ravel()
    beside = int(np.flatnonzero((islet < 0) & (near == 2))[0])
    infiltrate(host, beside, 500)
    scores = infiltration(host)
    assert scores[2] > 0.0
    assert np.delete(scores, 2).max() == 0.0
    infiltrate(host, int(np.flatnonzero(near < 0)[0]), 10**6)
    assert infiltration(host).tolist() == scores.tolist()
