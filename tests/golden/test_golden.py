"""Did anything move? If it was meant to: `python tests/golden/update.py`, and an entry in changes.md."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from nanoimmune.words import Phenotype


def load_golden() -> ModuleType:
    """The module beside this file, which stands in no package."""
    spec = importlib.util.spec_from_file_location("golden", Path(__file__).with_name("golden.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


golden = load_golden()


@pytest.mark.parametrize("name", golden.names())
def test_nothing_has_moved(name: str) -> None:
    old = golden.kept(name)
    assert old, f"{name} was never kept"
    assert list(golden.moved(old, golden.lived(name))) == []


@pytest.mark.parametrize("name", golden.names())
def test_a_golden_life_has_something_in_it(name: str) -> None:
    """Disease or its prevention, and particles where they are given: an empty life detects no change."""
    old = golden.kept(name)
    if name.startswith("t1d"):
        assert old["course/beta_mass"].min() < 0.6
        assert old["course/insulitis"].max() >= 1.0
        assert old["Tissue/apoptotic"].max() > 0.0
    else:
        assert max(old["course/score"].max(), old["course/tolerogenic_spleen"].max()) >= 1.0
    assert len(set(old["TCells/phenotype"].tolist())) >= 6
    assert (old["course/particles_injected"].max() > 0) == ("untreated" not in name)
    assert (golden.FOLDER / f"{name}.npz").stat().st_size < 200_000


@pytest.mark.parametrize(
    ("key", "change", "told"),
    [
        ("TCells/uid", lambda a: a + (np.arange(a.size) == 3), "TCells/uid: 1 of"),
        ("TCells/signal", lambda a: a * (1 + 1e-8), "TCells/signal: "),
        ("TCells/place", lambda a: a.astype(np.int16), "TCells/place: int8"),
        ("Tissue/myelin", lambda a: a[:-1], "Tissue/myelin: float64"),
        ("course/myelin", lambda a: a - 1e-6 * (np.arange(a.size) > 7), "course/myelin: from row 8 on"),
    ],
)
def test_a_move_is_seen_and_told(key: str, change: Any, told: str) -> None:
    """And differences of rounding are not."""
    old = golden.kept("ms-untreated")
    (line,) = golden.moved(old, old | {key: change(old[key])})
    assert line.startswith(told)
    rounded = {name: a * (1 + 1e-12) for name, a in old.items() if a.dtype == np.float64}
    assert list(golden.moved(old, old | rounded)) == []
    assert list(golden.moved(old, {name: a for name, a in old.items() if name != key})) == [f"{key}: gone"]


def test_golden_autoregulatory_cells_come_of_particles() -> None:
    """The two lives of diabetes differ where the particles act."""
    untreated, treated = (golden.kept(f"t1d-{arm}")["TCells/phenotype"] for arm in ("untreated", "pmhc1-cognate"))
    assert (treated == Phenotype.AUTOREGULATORY).sum() > 2 * (untreated == Phenotype.AUTOREGULATORY).sum()
