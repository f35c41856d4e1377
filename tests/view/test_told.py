"""Sentences follow the records, clones are counted, and what is taken home is right."""

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from small_twins import Desk
from typer.testing import CliRunner

from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.view import charts, exports
from nanoimmune.view.choices import Choices, planned
from nanoimmune.view.clones import SORTS, Census, census, largest, lost, pasts
from nanoimmune.view.happening import cells_line, difference_line
from nanoimmune.view.script import script
from nanoimmune.view.tiles import tiles
from nanoimmune.view.timeline import Change, Timeline
from nanoimmune.view.twins import BRANCH, TREATED, UNTREATED, Twins
from nanoimmune.words import Compartment


def made_up(effectors: list[float], tr1: list[float]) -> Any:
    """A life with these counts in the spleen, from day 0 on."""
    rows = {
        day: {"effector_spleen": one, "tr1_spleen": other}
        for day, (one, other) in enumerate(zip(effectors, tr1, strict=True))
    }
    return SimpleNamespace(rows=rows, day=len(rows) - 1, alive=True)


def test_tr1_that_outpace_effectors_are_told_with_their_day() -> None:
    """Tr1 double daily from day 10 on; growth over three days leads that of effectors first on day 11."""
    effectors = [1000 * 1.1**day for day in range(21)]
    tr1 = [100.0 if day < 10 else 100 * 2.0 ** (day - 10) for day in range(21)]
    assert cells_line(made_up(effectors, tr1)) == "Tr1 conversion is outpacing effector expansion since day 11."
    assert "Tr1 cells expand while effectors do not" in cells_line(made_up([1000.0] * 21, tr1))
    assert cells_line(made_up(effectors, [0.0] * 21)).startswith("Effectors expand faster")
    assert cells_line(made_up(effectors[::-1], [0.0] * 21)).startswith("Effectors are dwindling: 1,000 ")
    assert cells_line(made_up([5.0] * 21, [0.0] * 21)) == "No T cell is expanding."
    few = [20 * 1.1**day for day in range(21)]
    assert cells_line(made_up([16000.0] * 21, few)) == "Effectors hold at 16,000 cells.", "134 Tr1 decide nothing"


def test_the_day_on_which_lives_part_is_told(lived: Twins) -> None:
    assert "since day 5" in difference_line(lived.lives[TREATED], lived.lives[UNTREATED])
    assert "same so far" in difference_line(lived.lives[UNTREATED], lived.lives[UNTREATED])


def test_clones_that_expand_convert_and_die_are_told() -> None:
    def counted(cells: dict[int, dict[str, int]]) -> Census:
        table = np.array([[each.get(sort, 0) for sort in SORTS] for each in cells.values()], np.int32)
        return Census(np.array(list(cells), np.int32), np.zeros(len(cells), np.int8), table)

    before = counted({1: {"effector": 10}, 2: {"effector": 50}, 3: {"effector": 40}, 4: {"naive": 1}, 5: {"naive": 1}})
    now = counted({1: {"effector": 100}, 2: {"effector": 20, "Tr1": 40}, 3: {"effector": 10}, 5: {"naive": 9}})
    assert [clone.fate for clone in largest(now, before)] == ["expands", "converts", "contracts"]
    assert lost(now, before) == 1


def test_the_past_of_each_clone_is_followed() -> None:
    """Two days by hand: clone 2 converts, 3 dies out, 4 is new, 7 is too small; naive cells count for none."""

    def counted(cells: dict[int, dict[str, int]]) -> Census:
        table = np.array([[each.get(sort, 0) for sort in SORTS] for each in cells.values()], np.int32)
        return Census(np.array(list(cells), np.int32), np.zeros(len(cells), np.int8), table)

    days = {
        4: counted({2: {"effector": 50}, 3: {"effector": 40, "naive": 9}, 7: {"Foxp3 Treg": 1}}),
        5: counted({2: {"effector": 20, "Tr1": 60}, 4: {"primed": 30}, 9: {"naive": 5}}),
    }
    found = pasts(days, most=3)
    assert [past.name[-4:] for past in found] == ["0003", "0002", "0004"]
    assert [past.cells.tolist() for past in found] == [
        [[40, 0], [0, 0]], [[50, 0], [20, 60]], [[0, 0], [30, 0]],
    ]  # fmt: skip
    assert pasts({0: counted({9: {"naive": 5}})}) == []


def test_a_page_that_is_closed_ends_a_long_way_ahead(choices: Choices) -> None:
    """At the day that is being lived, not at the day that was asked for."""
    twins = Twins(Desk(choices))
    treated = twins.lives[TREATED]
    lived, begun = treated.live, []

    def live(hour: float) -> None:
        begun.append(hour)
        lived(hour)
        twins.closed = len(begun) == 2

    treated.live = live  # type: ignore[method-assign]
    twins.go_to(10)
    assert begun == [-6 * 24.0, -5 * 24.0]
    assert treated.day == -5


def test_a_census_counts_every_cell(lived: Twins) -> None:
    host = lived.lives[TREATED].host
    rows = host.life.cells.rows()
    assert census(host).cells.sum() == host.life.cells.column("weight")[rows].sum()


def test_tiles_and_charts_show_the_record(lived: Twins) -> None:
    shown = {tile.label: dict(tile.values) for tile in tiles(lived)}
    row = lived.lives[UNTREATED].rows[12]
    assert shown["tissue preserved"]["untreated"] == f"{100 * row['tissue_preserved']:.0f} %"
    assert "e+" not in shown["particles in the body"]["treated"]
    assert float(shown["particles in the body"]["treated"].partition("×10")[0]) > 1.0
    (option,) = charts.disease_charts(lived, dark=False)
    assert option["series"][0]["data"][-1] == [12, row["score"]]
    assert charts.dose_days(lived) == [4.0, 7.5, 11.0, 14.5]
    stack = [each["data"][-1][1] for each in charts.ledger_chart(lived, False, TREATED)["series"][:4]]
    assert sum(stack) * 1e12 == pytest.approx(lived.lives[TREATED].row["particles_injected"])


def test_curves_are_those_of_a_trial(lived: Twins) -> None:
    table = pd.read_csv(io.StringIO(exports.curves_csv(lived.lives)))
    assert set(table["life"]) == {"untreated", "treated"}
    assert table.groupby("life")["day"].max().tolist() == [12.0, 12.0]
    assert {"score", "tissue_preserved", "effector_cns", "tr1_spleen", "particles_free"} <= set(table.columns)


def test_pictures_and_films_can_be_opened(choices: Choices, tmp_path: Path) -> None:
    plan = planned(choices)
    lives = {"untreated": Timeline.begin(plan.untreated, plan.cohort, 0)}
    exports.film(lives, [-7.0, -6.5, -6.0], Compartment.NODE, "tissue only", tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 3
    image = Image.open(io.BytesIO(exports.png(exports.frame(lives, Compartment.NODE, "tissue only"))))
    assert image.size[0] > 500
    with pytest.raises(InputError, match=r"\.gif or \.mp4"):
        exports.film(lives, [0.0], Compartment.NODE, "tissue only", tmp_path / "film.avi")


def test_an_mp4_needs_ffmpeg_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.shutil, "which", lambda _: None)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(InputError, match="ffmpeg"):
        exports.film_program()


def test_a_film_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "film.gif"
    command = ["movie", "ms", "--arm", "plg-cognate", "--out", str(out), "--to", "-5", "--place", "node"]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    assert "3 images, days -7 to -5" in told.output
    with Image.open(out) as film:
        assert film.n_frames == 3
    wrong = CliRunner().invoke(app, [*command, "--overlay", "colour"])
    assert wrong.exit_code == 2


def test_the_example_in_mesas_own_components_runs() -> None:
    """As it stands in the documents, but for a day in place of 17."""
    import matplotlib as mpl
    import solara

    mpl.use("Agg")
    text = (Path(__file__).parents[2] / "docs" / "view.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(code.replace("24 * 17", "24"), names)
    solara.render(names["page"], handle_error=False)


def test_the_lines_of_python_live_it_again(choices: Choices) -> None:
    """Both lives and the other future, to the last bit of their records; wrong if a choice were left out."""
    changed = replace(choices, particle={"valency": 30.0}, subject=1, seed=5, hosts=("no-treg",))
    twins = Twins(Desk(changed))
    assert twins.plan is not None
    dose = replace(twins.plan.treated.doses[0], day=6.0)
    twins.branch(Change(6, give=(dose,), withhold=True))
    twins.go_to(9)
    text = script(twins.plan, twins.lives[BRANCH].changes)
    names: dict[str, Any] = {}
    exec(text.replace("days=60", "days=16").replace("print(", "str("), names)
    table = names["results"].table
    table = table[(table["subject"] == 1) & (table["day"] == 9)].set_index("arm")
    for life, arm in ((UNTREATED, "untreated"), (TREATED, "pmhc2-cognate"), (BRANCH, "branch")):
        row = twins.lives[life].row
        compared = [name for name in row if name in table.columns and not np.isnan(row[name])]
        assert len(compared) > 40
        assert {name: table.loc[arm, name] for name in compared} == {name: row[name] for name in compared}, life
