"""Figures show what the summary says, and the report is whole, escaped and self-contained."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.arm_rows import forests
from nanoimmune.analysis.figures.clinical import FIGURES, clinical_course, effects, individual_curves
from nanoimmune.analysis.gallery import draw_all
from nanoimmune.analysis.palette import ARM_COLOURS, INK, colours
from nanoimmune.analysis.report import findings, render
from nanoimmune.analysis.tables import main_table, number
from nanoimmune.errors import InputError
from nanoimmune.trial.results import Results
from nanoimmune.trial.trial import Trial


@pytest.fixture(scope="session")
def evidence(results: Results) -> Evidence:
    """The findings of the made-up trial."""
    return Evidence.of(results)


@pytest.fixture(scope="session")
def drawings(evidence: Evidence) -> dict[str, bytes]:
    """Every figure as SVG."""
    return draw_all(evidence)


def test_the_course_figure_draws_the_mean_of_the_scores(evidence: Evidence) -> None:
    panels = [axes for axes in clinical_course(evidence).axes if axes.get_visible()]
    assert [panel.get_title(loc="left") or panel.get_title() for panel in panels] == evidence.compared
    line = next(line for line in panels[2].lines if line.get_label() == "pmhc2-cognate")
    chosen = evidence.records.query("arm == 'pmhc2-cognate' and day >= 0")
    np.testing.assert_allclose(line.get_ydata(), chosen.groupby("day")["score"].mean())
    assert panels[0].get_ylabel() == "clinical score"


def test_every_subject_has_its_curve(evidence: Evidence) -> None:
    panels = [axes for axes in individual_curves(evidence).axes if axes.get_visible()]
    assert [len(panel.lines) for panel in panels] == [12 + 1] * 7


def test_the_forest_shows_the_effects_of_the_summary(evidence: Evidence) -> None:
    panel = effects(evidence).axes[0]
    shown = {line.get_ydata()[0]: line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"}
    expected = [evidence.row(arm, "auc")["effect"] for arm in evidence.arms]
    assert [shown[place] for place in range(7)] == pytest.approx(expected)
    assert panel.lines[0].get_xdata()[0] == 0
    assert panel.get_xscale() == "linear"


def test_the_forest_of_folds_has_the_reference_at_one(evidence: Evidence) -> None:
    panel = forests(evidence, {"tr1_fold": "fold"}).axes[0]
    shown = {line.get_ydata()[0]: line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"}
    expected = [evidence.row(arm, "tr1_fold")["effect"] for arm in evidence.arms]
    assert [shown[place] for place in range(7)] == pytest.approx(expected)
    assert shown[evidence.arms.index("untreated")] == 1
    assert panel.lines[0].get_xdata()[0] == 1
    assert panel.get_xscale() == "log"


def test_one_palette(evidence: Evidence) -> None:
    assert evidence.colours["untreated"] == INK
    assert len(set(evidence.colours.values())) == 7
    assert colours(["b", "a"], "a") == {"b": ARM_COLOURS[0], "a": INK}


def test_figures_are_text_and_the_same_bytes_again(evidence: Evidence, drawings: dict[str, bytes]) -> None:
    assert list(drawings) == list(FIGURES)
    assert b"days from immunisation" in drawings["overview"]
    assert draw_all(evidence)["incidence"] == drawings["incidence"]


def test_an_unknown_figure_is_refused(results: Results) -> None:
    with pytest.raises(InputError, match="Did you mean 'overview'"):
        results.figure("overvieu")


def test_a_figure_leaves_the_users_style_alone(results: Results) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    results.figure("tissue")
    assert dict(mpl.rcParams) == before


def test_one_arm_alone_can_be_drawn_and_told(results: Results) -> None:
    alone = Trial(results.trial.arms[:1], results.trial.cohort)
    part = Results(alone, results.table.query("arm == 'untreated'"))
    evidence = Evidence.of(part)
    assert set(draw_all(evidence)) == set(FIGURES)
    assert findings(evidence) == ["untreated: 100% of 12 subjects fell ill, mean peak score 2.88."]


def test_findings_speak_of_equivalence_only_where_it_is_shown(evidence: Evidence) -> None:
    told = {sentence.split(":")[0]: sentence for sentence in findings(evidence)}
    assert "less disease" in told["plg-cognate"]
    assert "equivalent to untreated" in told["plg-irrelevant"]
    assert "less disease" in told["pmhc2-cognate"]


def test_the_main_table_has_every_arm_and_column(evidence: Evidence) -> None:
    rows = main_table(evidence)
    assert [row[0] for row in rows] == evidence.arms
    assert {len(row) for row in rows} == {1 + len(evidence.story.columns)}
    onset = 1 + [column.heading for column in evidence.story.columns].index("onset")
    assert rows[1][onset] == "–"
    assert "reference" in rows[0]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (-1.26, "{:.1f}", "\N{MINUS SIGN}1.3"),
        (-0.01, "{:.1f}", "0.0"),
        (float("nan"), "{}", "–"),
        (12345.6, "{:.3g}", "12,346"),
        (6.84e13, "{:.3g}", "6.84×10¹³"),
    ],
)
def test_numbers_are_written_for_readers(value: float, form: str, text: str) -> None:
    assert number(value, form) == text


class Tags(HTMLParser):
    """Checks that tags nest, and collects what they point at."""

    VOID = frozenset({"meta", "img", "br", "link", "input"})

    def __init__(self) -> None:
        """Start outside everything."""
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go in."""
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Come out of what was last gone into."""
        assert self.open.pop() == tag


def test_the_report_is_one_whole_file(results: Results, tmp_path: Path) -> None:
    text = results.report(tmp_path / "report.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert len(tags.links) >= 6
    assert all(link.startswith("data:image/svg+xml;base64,") for link in tags.links)
    assert not re.search(r"https?://", text)
    for words in ("Methods", "12 subjects (seed 3)", "plg-cognate", "assumed", "Trial.from_manifest"):
        assert words in text


def test_the_report_escapes_what_a_user_wrote(results: Results, drawings: dict[str, bytes]) -> None:
    arm = results.trial.arms[0]
    scenario = replace(arm.scenario, title="<script>alert(1)</script>")
    trial = Trial([replace(each, scenario=scenario) for each in results.trial.arms], results.trial.cohort)
    text = render(Evidence.of(Results(trial, results.table, {"x": "<b>died</b>"})), drawings)
    assert "<script" not in text
    assert "&lt;b&gt;died" in text
