"""One digest of a life with two target tissues, whatever must not matter."""

import copy
from pathlib import Path

import numpy as np
import pytest
from two_tissues import BOTH, CNS, ISLETS, MEMBRANE, diseased_host, one_digest

from nanoimmune.host import Host
from nanoimmune.host.team import Team
from nanoimmune.trial.engines import Local
from nanoimmune.trial.execution import Outcome, execute
from nanoimmune.words import Compartment

HOURS = 60


@pytest.fixture(scope="module")
def digest() -> str:
    """The digest of a life that nobody disturbs."""
    return one_digest(HOURS)


def test_the_life_is_worth_a_digest(digest: str) -> None:
    """Both tissues are harmed and called to, each design is held somewhere, and no particle is lost."""
    host = diseased_host()
    attacked = 0
    for _ in range(HOURS):
        host.step()
        attacked += int(host.life.organ(ISLETS).tissue.attackers.sum())
    life = host.life
    assert attacked > 0
    assert life.organ(CNS).tissue.myelin.mean() < 0.9
    assert min(organ.chemokine for organ in life.organs) > 0.0
    rows = life.parcels.rows()
    membranes = rows[life.parcels.column("design")[rows] == life.ledger.number_of(MEMBRANE)]
    assert {CNS, ISLETS} <= {Compartment(place) for place in life.parcels.column("place")[membranes].tolist()}
    balance = host.ledger()
    gone = balance["free"] + balance["bound"] + balance["inside"] + balance["cleared"]
    assert gone == pytest.approx(balance["injected"], rel=1e-9)
    assert host.digest() == digest
    host.step()
    assert host.digest() != digest


def test_rows_in_any_order(digest: str) -> None:
    host = diseased_host()
    while host.steps < HOURS:
        draws = np.random.default_rng(host.steps)
        for population in (host.life.cells, host.life.apcs, host.life.parcels):
            population.arrange(draws.permutation(population.rows()))
        host.step()
    assert host.digest() == digest


def test_copied_saved_and_loaded(digest: str, tmp_path: Path) -> None:
    """The file knows both tissues, and what each has to itself."""
    host = diseased_host()
    host.run_for(31)
    host.save(tmp_path / "host.npz")
    again = Host.load(tmp_path / "host.npz")
    assert again.life.targets == BOTH
    assert [vars(organ)["permeability"] for organ in again.life.organs] == [
        organ.permeability for organ in host.life.organs
    ]
    for twin in (again, copy.deepcopy(host)):
        twin.run_for(HOURS - 31)
        assert twin.digest() == digest


def test_any_number_of_threads(digest: str) -> None:
    host = diseased_host(threads=2)
    host.life.team = Team(2, worth_it=0)
    host.run_for(HOURS)
    assert host.digest() == digest


def test_in_other_processes(digest: str) -> None:
    found: dict[int, Outcome[str]] = {}
    execute(eval, [f"__import__('two_tissues').one_digest({HOURS})"] * 2, Local(2), found.__setitem__)
    assert [found[index] for index in range(2)] == [Outcome(digest, None)] * 2


def test_what_one_tissue_has_to_itself_changes_the_digest(digest: str) -> None:
    """The barrier of the second tissue is part of the state, and so are its sites."""
    for name in ("permeability", "inflammation", "chemokine"):
        host = diseased_host()
        before = host.digest()
        setattr(host.life.organ(ISLETS), name, 0.123)
        assert host.digest() != before
    host = diseased_host()
    host.life.organ(ISLETS).tissue.granules[:] *= 0.999
    assert host.digest() != before


def test_both_tissues_have_agents_and_lattices() -> None:
    """Sites of both stand on lattices of their own, with their own columns, and removal harms that tissue alone."""
    host = diseased_host()
    white, islets = host.grids["cns"], host.grids["pancreas"]
    assert host.grid is white
    assert white.layer("myelin") is not None
    assert white.layer("beta") is None
    assert islets.layer("beta") is not None
    kinds = {kind.__name__: len(agents) for kind, agents in host.agents_by_type.items()}
    assert kinds["TissueSite"] == len(white.all_cells)
    assert kinds["PancreasSite"] == len(islets.all_cells)
    site = host.agents_by_type[host.pancreas_site][5]
    assert site.cell is not None
    assert site in list(site.cell.agents)
    site.beta = 0.25
    assert host.life.organ(ISLETS).tissue.beta[site.slot] == 0.25
    site.remove()
    assert len(host.agents_by_type[host.pancreas_site]) == len(islets.all_cells) - 1
    assert len(host.agents_by_type[host.tissue_site]) == len(white.all_cells)
