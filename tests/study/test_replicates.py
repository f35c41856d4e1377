"""How many subjects are enough: Vargha and Delaney's A, the agreement of groups by chance, and precision."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import ndtri
from typer.testing import CliRunner

from nanoimmune.analysis.a_test import a_test, fewest_for, stability
from nanoimmune.analysis.effects import geometric_interval, mean_interval, proportion_interval
from nanoimmune.analysis.figures.replicates import Narrowing, draw_replicates
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.study.replicates import replicates

NORMAL = ndtri((np.arange(400) + 0.5) / 400)


def test_a_is_the_chance_of_being_larger() -> None:
    """Against every pair counted one by one, and against the statistic of Mann and Whitney's test."""
    assert a_test([1, 2, 3], [4, 5]) == 0
    assert a_test([4, 5], [1, 2, 3]) == 1
    assert a_test([2, 2], [2]) == 0.5
    rng = np.random.default_rng(1)
    first, second = rng.integers(9, size=40).astype(float), rng.integers(7, size=25).astype(float)
    pairs = [(x > y) + (x == y) / 2 for x in first for y in second]
    assert a_test(first, second) == pytest.approx(float(np.mean(pairs)))
    whitney = stats.mannwhitneyu(first, second).statistic / (40 * 25)
    assert a_test(first, second) == pytest.approx(float(whitney))
    assert a_test(NORMAL + 1, NORMAL) == pytest.approx(stats.norm.cdf(1 / math.sqrt(2)), abs=0.01)
    with pytest.raises(ValueError, match="no values"):
        a_test([], [1.0])


def test_groups_agree_as_published() -> None:
    """The worst of 20 groups that differ by chance alone: Read and others 2012 print .92, .58, .55 and .52."""
    found = {each.subjects: each for each in stability(NORMAL, (5, 50, 200, 1000))}
    published = {5: 0.92, 50: 0.58, 200: 0.55, 1000: 0.52}
    for subjects, worst in published.items():
        each = found[subjects]
        assert each.low - 0.02 <= worst <= each.high + 0.02
    assert [each.worst for each in found.values()] == sorted((each.worst for each in found.values()), reverse=True)


def test_ties_are_half() -> None:
    """Subjects who are all alike agree at once; what most have and few lack does so earlier than a spread."""
    assert [each.worst for each in stability(np.ones(12), (5, 20))] == [0.5, 0.5]
    rare = np.repeat([0.0, 1.0], [95, 5])
    assert stability(rare, (50,))[0].worst < stability(NORMAL, (50,))[0].worst


def test_the_first_size_from_which_all_are_near() -> None:
    found = stability(NORMAL, (20, 100, 300, 500, 1000))
    assert fewest_for(found) in (300, 500)
    assert fewest_for(found, 0.5001) is None


def test_precision_is_that_of_the_interval() -> None:
    """The number found is the smallest whose interval, of values with that spread, is narrow enough."""
    found = replicates("auc", NORMAL, 0.25, sizes=(20, 100))
    spread = float(NORMAL.std(ddof=1))

    def width(subjects: int) -> float:
        values = spread * stats.zscore(np.arange(subjects), ddof=1)
        return mean_interval(values).high - float(values.mean())

    assert found.precise_from is not None
    assert width(found.precise_from) <= 0.25 < width(found.precise_from - 1)
    assert found.table["half_width"].to_list() == pytest.approx([width(20), width(100)])
    assert replicates("auc", NORMAL + 2).wanted == pytest.approx(0.2)
    share = replicates("incidence", np.repeat([1.0, 0.0], [15, 5]), kind="proportion", sizes=(20,))
    known = proportion_interval(np.repeat([1.0, 0.0], [15, 5]))
    assert share.table["half_width"].to_list() == pytest.approx([(known.high - known.low) / 2])
    assert share.wanted == 0.1
    assert replicates("auc", np.zeros(12), sizes=(20,)).precise_from is None, "mice that are all alike tell of no other"


def test_folds_are_summed_up_by_their_logarithms() -> None:
    """The half-width of a fold is how far its upper limit lies above the geometric mean."""
    found = replicates("tr1_fold", 20 * 3.0**NORMAL, kind="ratio", sizes=(400,))
    assert (found.mean, found.spread) == (pytest.approx(20), pytest.approx(3.0 ** NORMAL.std(ddof=1)))
    assert found.wanted == 0.1
    upper = geometric_interval(3.0**NORMAL).high
    assert found.table["half_width"].to_list() == pytest.approx([upper - 1])
    assert found.table["a_worst"].to_list() == replicates("auc", NORMAL, sizes=(400,)).table["a_worst"].to_list()
    alike = replicates("tr1_fold", np.full(12, 0.1), kind="ratio", sizes=(20,))
    assert (alike.alike, alike.precise_from) == (True, None)


def test_a_pool_that_is_too_small_is_refused() -> None:
    with pytest.raises(InputError, match="10 at least"):
        replicates("auc", np.array([1.0] * 9 + [math.nan]))
    with pytest.raises(InputError, match="above 0"):
        replicates("auc", NORMAL, -1.0)


def test_the_figure_shows_agreement_and_precision() -> None:
    found = [replicates(name, NORMAL + 1, sizes=(20, 50, 100)) for name in ("treated", "effect")]
    agreement, precision = draw_replicates([Narrowing(each.response, each.table, each.wanted) for each in found]).axes
    assert len(agreement.lines) == 2 + 1
    assert len(precision.lines) == 2 * 2


def test_the_command_tells_it(tmp_path: Path) -> None:
    small = ["--set", "world.cns_extent=16", "--set", "world.cells_per_agent=256", "--workers", "1", "--days", "1"]
    asked = [
        "--arm",
        "plg-cognate",
        "--endpoint",
        "treg_teff_ratio",
        "--subjects",
        "10",
        "--out",
        str(tmp_path / "out"),
    ]
    told = CliRunner().invoke(app, ["replicates", "ms", *small, *asked, "--json"])
    assert told.exit_code == 0, told.output
    arm, effect = json.loads(told.stdout)["answers"]
    assert (arm["response"], arm["pool"], effect["response"]) == ("plg-cognate", 10, "effect")
    assert arm["precise_from"] > 1
    assert set(pd.read_csv(tmp_path / "out" / "replicates.csv")["response"]) == {"plg-cognate", "effect"}
    assert (tmp_path / "out" / "figures" / "replicates.png").stat().st_size > 0
    for wrong in (["--subjects", "5"], ["--half-width", "0"], ["--arm", "a,b"]):
        refused = CliRunner().invoke(app, ["replicates", "ms", *wrong])
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
