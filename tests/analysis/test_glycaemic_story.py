"""A trial of diabetic mice is told by survival and glucose, against records made up beforehand."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_mice import SUBJECTS, made_up_mice, made_up_reversal
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from nanoimmune.analysis.diabetes_free import CURVES, TESTS
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures import glycaemic
from nanoimmune.analysis.figures.reversal import reversal
from nanoimmune.analysis.figures.survival import diabetes_free
from nanoimmune.analysis.gallery import draw_all
from nanoimmune.analysis.report import findings, render
from nanoimmune.analysis.stories import story_of
from nanoimmune.analysis.tables import main_table
from nanoimmune.errors import InputError
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """The findings of the made-up mice."""
    return Evidence.of(made_up_mice())


@pytest.fixture(scope="module")
def reversed_mice() -> Evidence:
    """The findings of mice that are treated from onset on."""
    return Evidence.of(made_up_reversal())


def visible(panels: list[Axes]) -> list[Axes]:
    """Leave out what is hidden."""
    return [panel for panel in panels if panel.get_visible()]


def column(evidence: Evidence, heading: str) -> dict[str, str]:
    """Read one column of the main table."""
    place = 1 + [column.heading for column in evidence.story.columns].index(heading)
    return {row[0]: row[place] for row in main_table(evidence)}


def test_the_tissue_chooses_the_story(evidence: Evidence) -> None:
    assert evidence.story.primary.endpoint == "diabetes_free_weeks"
    ms = Trial([Arm("untreated", Scenario.named("ms"))])
    assert story_of(ms).primary.endpoint == "auc"


def test_the_summary_has_the_columns_of_every_trial(evidence: Evidence) -> None:
    table = evidence.summary
    assert ",".join(table.columns) == "arm,endpoint,n,mean,sd,low,high,effect,effect_low,effect_high"
    ends = set(table["endpoint"])
    assert {"incidence", "onset_week", "beta_mass_at_onset", "reversal", "remission_weeks", "specificity_index"} <= ends


def test_more_weeks_are_a_benefit(evidence: Evidence) -> None:
    """All of the gain is owed to the epitope where the irrelevant particle gains nothing."""
    index = evidence.row("pmhc1-cognate", "specificity_index")
    assert evidence.row("pmhc1-cognate", "diabetes_free_weeks")["effect"] > 0
    assert (index["n"], index["mean"]) == (SUBJECTS, 1.0)
    told = {sentence.split(":")[0]: sentence for sentence in findings(evidence)}
    assert "less disease; diabetes-free time 7.5" in told["pmhc1-cognate"]
    assert "equivalent to untreated" in told["pmhc1-irrelevant"]
    assert "became diabetic by week 30, median onset in week 21" in told["untreated"]


def test_the_restricted_mean_of_the_curve_is_the_mean_of_the_weeks(evidence: Evidence) -> None:
    tests = evidence.tables[TESTS].set_index("arm")
    for arm in evidence.arms:
        assert tests.loc[arm, "restricted_mean_weeks"] == pytest.approx(
            evidence.row(arm, "diabetes_free_weeks")["mean"]
        )


def test_the_curve_ends_at_the_share_that_escaped(evidence: Evidence) -> None:
    curves = evidence.tables[CURVES]
    assert curves.columns.tolist() == ["arm", "week", "at_risk", "events", "free", "low", "high"]
    for arm in evidence.arms:
        own = curves[curves["arm"] == arm]
        assert own["week"].iloc[0] == 2
        assert own["free"].iloc[-1] == pytest.approx(1 - evidence.row(arm, "incidence")["mean"])
        assert own["events"].sum() == round(SUBJECTS * evidence.row(arm, "incidence")["mean"])


def test_the_main_table_has_a_dash_where_there_is_no_hazard(evidence: Evidence) -> None:
    assert column(evidence, "HR [95 % CI]")["pmhc1-cognate"] == "–", "it has no event"
    assert column(evidence, "HR [95 % CI]")["pmhc1-irrelevant"].startswith("1.00 [")
    assert column(evidence, "onset week") == {
        "untreated": "21",
        "pmhc1-cognate": "not reached",
        "pmhc1-irrelevant": "21",
        "pmhc2-cognate": "29",
    }
    assert column(evidence, "log-rank p")["pmhc1-cognate"] == "<0.0001"
    assert column(evidence, "ΔRMST [95 % CI]")["untreated"] == "reference"


def test_an_arm_in_another_host_is_compared_with_its_own_reference() -> None:
    """Mice without the cells live like those that the drug protects; the drug adds nothing in them."""
    results = made_up_mice()
    cognate = next(arm for arm in results.trial.arms if arm.name == "pmhc1-cognate")
    arms = [
        Arm("untreated", cognate.scenario),
        Arm("untreated-null", cognate.scenario),
        replace(cognate, name="pmhc1-null", reference="untreated-null"),
    ]
    lived = results.table
    null = lived[lived["arm"] == "pmhc1-cognate"]
    parts = [lived[lived["arm"] == "untreated"], null.assign(arm="untreated-null"), null.assign(arm="pmhc1-null")]
    evidence = Evidence.of(Results(Trial(arms, results.trial.cohort), pd.concat(parts, ignore_index=True)))
    assert evidence.row("untreated-null", "diabetes_free_weeks")["effect"] == 7.5
    assert evidence.row("pmhc1-null", "diabetes_free_weeks")["effect"] == 0
    assert evidence.row("pmhc1-null", "autoregulatory_fold")["mean"] == 1
    assert evidence.row("untreated-null", "autoregulatory_fold")["mean"] > 1000
    panels = visible(glycaemic.glucose(evidence).axes)
    keys = [panel.get_legend().get_texts()[0].get_text() for panel in panels if panel.get_legend()]
    assert keys == ["untreated", "untreated-null"]


def test_weekly_readings_are_the_scores(evidence: Evidence) -> None:
    sheet = evidence.results.scores()
    assert sheet.columns[:2].tolist() == ["week", "untreated 1"]
    assert sheet["week"].tolist() == list(range(2, 31))
    assert sheet.shape == (29, 1 + 4 * SUBJECTS)
    chosen = evidence.records.query("arm == 'untreated' and subject == 0 and day == 210")
    assert sheet["untreated 1"].iloc[-1] == chosen["reading"].item()


def test_the_survival_figure_draws_the_curve_and_the_numbers_at_risk(evidence: Evidence) -> None:
    axes = diabetes_free(evidence).axes
    panels, tables = axes[::2], axes[1::2]
    assert [panel.get_title(loc="left") or panel.get_title() for panel in panels] == evidence.compared
    assert panels[0].get_ylabel() == "free of diabetes\n(fraction)"
    assert tables[0].get_xlabel() == "age (weeks)"
    assert panels[0].get_xlim() == (2, 30)
    line = next(line for line in panels[2].lines if line.get_label() == "pmhc2-cognate")
    own = evidence.tables[CURVES].query("arm == 'pmhc2-cognate'")
    np.testing.assert_allclose(line.get_ydata(), own["free"])
    written = [(text.get_position(), text.get_text()) for text in tables[2].texts]
    assert ((30.0, 0), "1") in written
    assert ((30.0, 1), "6") in written


def test_the_glucose_figure_draws_weekly_means_and_the_threshold(evidence: Evidence) -> None:
    panels = visible(glycaemic.glucose(evidence).axes)
    assert panels[0].get_ylabel() == "glucose (mg/dL)"
    line = next(line for line in panels[0].lines if line.get_label() == "untreated")
    mean = evidence.records.query("arm == 'untreated'").groupby("day")["reading"].mean().dropna()
    np.testing.assert_allclose(line.get_xdata(), mean.index / 7)
    np.testing.assert_allclose(line.get_ydata(), mean)
    assert all(any(set(line.get_ydata()) == {250} for line in panel.lines) for panel in panels)
    doses = next(line for line in panels[0].lines if line.get_marker() == "v")
    assert doses.get_xdata().tolist() == list(range(10, 20))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("overview", "fraction free of diabetes"),
        ("individual_glucose", "glucose (mg/dL)"),
        ("beta_cells", "beta cells\n(fraction of healthy)"),
        ("insulitis", "insulitis score"),
        ("cells_in_pancreas", "cells in the pancreas + 1"),
        ("tr1", "cognate Tr1 in blood\nand spleen (cells + 1)"),
        ("autoregulatory", "autoregulatory CD8 in blood\nand spleen (cells + 1)"),
    ],
)
def test_axes_over_time_are_labelled(evidence: Evidence, name: str, label: str) -> None:
    panels = visible(evidence.figures[name](evidence).axes)
    assert panels[0].get_ylabel() == label
    assert "age (weeks)" in {panel.get_xlabel() for panel in panels}
    assert panels[0].get_xlim() == (2, 30)


def test_the_figure_of_reversal_lines_up_on_the_trigger(reversed_mice: Evidence, evidence: Evidence) -> None:
    glucose, free = visible(reversal(reversed_mice).axes)
    assert (glucose.get_ylabel(), free.get_ylabel()) == ("glucose (mg/dL)", "free of diabetes\n(fraction)")
    assert free.get_xlabel() == "weeks since the trigger"
    treated = next(line for line in free.lines if line.get_label() == "from-onset")
    shares = dict(zip(treated.get_xdata(), treated.get_ydata(), strict=True))
    assert (shares[0], shares[2], shares[3]) == (0, 0, 1), "two low readings in the third week"
    doses = next(line for line in glucose.lines if line.get_marker() == "v")
    assert doses.get_xdata().tolist() == [0, 1, 2, 3]
    assert "reversal" not in evidence.figures, "nothing waits for a trigger"
    with pytest.raises(InputError, match="figure"):
        evidence.results.figure("reversal")


def test_reversal_is_told_where_treatment_waits_for_diabetes(reversed_mice: Evidence) -> None:
    assert findings(reversed_mice)[1].startswith("from-onset: reversal in 100% of 12 diabetic subjects (untreated 0%)")
    assert column(reversed_mice, "reversal") == {"untreated": "0%", "from-onset": "100%"}
    assert column(reversed_mice, "durability")["untreated"] == "–"
    assert float(column(reversed_mice, "durability")["from-onset"]) > 1


@pytest.mark.parametrize("made_up", ["evidence", "reversed_mice"])
def test_a_trial_is_saved_whole(made_up: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    evidence = request.getfixturevalue(made_up)
    evidence.results.save(tmp_path)
    for name in (CURVES, TESTS, "summary.csv", "scores.csv", "report.html"):
        assert (tmp_path / name).stat().st_size > 0
    assert {path.stem for path in (tmp_path / "figures").glob("*.png")} == set(evidence.figures)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for words in ("Survival free of diabetes", "log-rank p", "to week 30 of age", "arms as independent"):
        assert words in " ".join(text.split())
    assert "clinical" not in text.split("Numbers, the assumed ones first")[0]


def test_one_arm_alone_can_be_drawn_and_told(evidence: Evidence) -> None:
    trial = evidence.results.trial
    part = Results(Trial(trial.arms[:1], trial.cohort), evidence.records.query("arm == 'untreated'"))
    alone = Evidence.of(part)
    assert set(draw_all(alone)) == set(alone.figures)
    assert len(findings(alone)) == 1
    assert "Survival free of diabetes" in render(alone, draw_all(alone))
    assert math.isnan(alone.tables[TESTS]["hazard_ratio"].item())


def test_the_longest_name_of_an_arm_fits_into_the_overview(reversed_mice: Evidence) -> None:
    results, longest = reversed_mice.results, "a-regimen-of-which-the-name-is-sixty-characters-long-at-most"
    arms = [results.trial.arms[0], replace(results.trial.arms[1], name=longest)]
    records = reversed_mice.records.replace({"arm": {"from-onset": longest}})
    figure = Results(Trial(arms, results.trial.cohort), records).figure()
    FigureCanvasAgg(figure).draw()
    (left,) = [panel for panel in figure.axes if panel.get_xlabel().startswith("diabetes-free time")]
    assert [label.get_text() for label in left.get_yticklabels()] == ["untreated", longest]
    assert min(label.get_window_extent().x0 for label in left.get_yticklabels()) > 0


def test_a_trigger_that_nobody_comes_to_is_said(reversed_mice: Evidence) -> None:
    healthy = reversed_mice.records.assign(glucose=100.0, diabetic=0.0, days_since_trigger=math.nan)
    evidence = Evidence.of(Results(reversed_mice.results.trial, healthy.assign(reading=healthy["reading"] * 0 + 100)))
    assert "no subject came to it" in {text.get_text() for text in reversal(evidence).axes[1].texts}
    assert findings(evidence)[1] == "from-onset: no subject became diabetic."
