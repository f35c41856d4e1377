"""The drawings that return axes show what was computed, in units and in one palette."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy.special import stdtrit

from nanoimmune import InputError
from nanoimmune.analysis import FollowUp, figures, fit_dose_response, paired_effect
from nanoimmune.analysis.curves import geometric_band
from nanoimmune.analysis.figures.clones import OTHERS, largest_clonotypes
from nanoimmune.analysis.figures.phase import phase_path
from nanoimmune.analysis.palette import ARM_COLOURS, INK, colours
from nanoimmune.readouts import Snapshot
from nanoimmune.trial.results import Results


def test_a_paired_effect_is_that_of_the_summary(results: Results) -> None:
    summary = results.summary().set_index(["arm", "endpoint"])
    for endpoint in ("auc", "incidence"):
        row = summary.loc[("pmhc2-cognate", endpoint)]
        effect = paired_effect(results, endpoint, "pmhc2-cognate")
        assert effect == pytest.approx(tuple(row[["effect", "effect_low", "effect_high"]]))


def test_a_paired_effect_against_another_arm_turns_round(results: Results) -> None:
    forth = paired_effect(results, "auc", "pmhc2-cognate", against="pmhc2-irrelevant")
    back = paired_effect(results, "auc", "pmhc2-irrelevant", against="pmhc2-cognate")
    assert forth.estimate == pytest.approx(-back.estimate)
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low))
    assert forth.high < 0
    unpaired = results.endpoints().query("endpoint == 'auc'").groupby("arm")["value"].std()
    assert forth.high - forth.low < unpaired["pmhc2-irrelevant"] * 2, "subjects are paired"


@pytest.mark.parametrize(("endpoint", "arm"), [("acu", "plg-cognate"), ("auc", "plg-cognat")])
def test_unknown_names_are_refused(results: Results, endpoint: str, arm: str) -> None:
    with pytest.raises(InputError, match="Did you mean"):
        paired_effect(results, endpoint, arm)


def test_courses_draw_the_means(results: Results) -> None:
    axes = figures.courses(results, "score", "clinical score", ["untreated", "pmhc2-cognate"])
    assert [line.get_label() for line in axes.lines] == ["untreated", "pmhc2-cognate"]
    chosen = results.records().query("arm == 'pmhc2-cognate' and day >= 0").groupby("day")["score"].mean()
    np.testing.assert_allclose(axes.lines[1].get_ydata(), chosen)
    assert axes.lines[0].get_color() == INK
    assert min(path.vertices[:, 1].min() for band in axes.collections for path in band.get_paths()) >= 0.0
    assert "day" in axes.get_xlabel().lower()
    with pytest.raises(InputError, match="column"):
        figures.courses(results, "scor", "clinical score")


def test_a_forest_has_a_row_for_each_treated_arm(results: Results) -> None:
    axes = figures.forest(results, "auc")
    names = [label.get_text() for label in axes.get_yticklabels()]
    summary = results.summary().query("endpoint == 'auc'").set_index("arm")
    dots = {line.get_ydata()[0]: line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"}
    assert "untreated" not in names
    assert [dots[place] for place in range(len(names))] == pytest.approx(list(summary.loc[names, "effect"]))
    assert "score × days" in axes.get_xlabel()


def test_a_forest_of_folds_is_of_ratios(results: Results) -> None:
    """A fold that nothing moved is at 1, on an axis of powers of ten."""
    axes = figures.forest(results, "tr1_fold")
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert axes.get_xscale() == "log"
    assert axes.lines[0].get_xdata()[0] == 1
    assert min(dots) == 1
    assert max(dots) > 1000
    assert "over untreated" in axes.get_xlabel()


def test_an_arm_has_one_colour_however_many_are_shown() -> None:
    """Seen alone, beside others, or after arms of one's own: the declared place tells."""
    declared = ["untreated", "plg-cognate", "plg-irrelevant", "pmhc2-cognate"]
    whole = colours(declared, "untreated", declared)
    few = colours(["mine", "pmhc2-cognate", "untreated"], "untreated", declared)
    assert few["pmhc2-cognate"] == whole["pmhc2-cognate"] != few["mine"]
    assert list(whole.values())[:3] == list(ARM_COLOURS[:3])
    eleven = [f"arm {place}" for place in range(11)]
    shown = colours(["arm 1", "arm 9", "arm 2"], "arm 0", eleven)
    assert (shown["arm 1"], shown["arm 2"]) == ARM_COLOURS[:2], "arm 9, which shares with arm 1, takes nobody's"
    assert len(set(shown.values())) == 4
    many = colours([f"arm {place}" for place in range(9)], "arm 0")
    assert len(set(many.values())) == 9


def test_survival_steps_down_at_events_alone() -> None:
    treated = FollowUp(np.array([20.0, 30.0, 30.0, 30.0]), np.array([True, False, False, False]), 2.0)
    control = FollowUp(np.array([12.0, 14.0, 16.0, 30.0]), np.array([True, True, True, False]), 2.0)
    axes = figures.survival_curves({"untreated": control, "treated": treated}, "untreated", "diabetes")
    curves = {line.get_label(): line.get_ydata() for line in axes.lines}
    np.testing.assert_allclose(curves["untreated"][:4], [1.0, 0.75, 0.5, 0.25])
    assert list(curves["treated"])[:2] == [1.0, 0.75]
    assert axes.get_ylabel() == "free of diabetes (fraction)"


def test_a_dose_response_is_drawn_with_its_ec50() -> None:
    dose = np.repeat([0.0, 0.1, 1.0, 10.0, 100.0], 5)
    response = 10 - 8 * dose / (dose + 3) + np.tile([-0.2, -0.1, 0.0, 0.1, 0.2], 5)
    fit = fit_dose_response(dose, response)
    axes = figures.dose_response(fit, dose, response, "dose (µg)", "area")
    assert any(np.allclose(line.get_xdata(), fit.ec50.estimate) for line in axes.lines if len(line.get_xdata()) == 2)
    assert "EC50 3" in axes.get_title(loc="left")


def test_a_surface_puts_each_value_where_it_belongs() -> None:
    table = pd.DataFrame([(x, y, 10 * x + y) for x in (1, 2, 3) for y in (4, 5)], columns=["valency", "dose", "area"])
    axes = figures.response_surface(table.sample(frac=1, random_state=1), "valency", "dose", "area", "area (d)")
    np.testing.assert_allclose(axes.images[0].get_array(), [[14, 24, 34], [15, 25, 35]])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3"]
    assert axes.get_ylabel() == "dose"


def test_a_surface_of_ratios_parts_at_one() -> None:
    table = pd.DataFrame([(x, y, 10.0 ** (x - y)) for x in (1, 2) for y in (1, 3)], columns=["valency", "dose", "fold"])
    axes = figures.response_surface(table, "valency", "dose", "fold", "fold", diverging=True, kind="ratio")
    assert [axes.images[0].norm(fold) for fold in (0.01, 1.0, 100.0)] == pytest.approx([0.0, 0.5, 1.0])
    even = figures.response_surface(table, "valency", "dose", "fold", "fold", kind="ratio")
    assert [even.images[0].norm(fold) for fold in (0.01, 0.1, 10.0)] == pytest.approx([0.0, 1 / 3, 1.0])


def test_a_phase_path_is_the_geometric_mean_of_sums(results: Results) -> None:
    records = results.records()
    path = phase_path(records, "pmhc2-cognate", ["effector_cns"], ["treg_cns", "tr1_cns"])
    last = records.query("arm == 'pmhc2-cognate' and day == 60")
    expected = np.exp(np.log1p(last["treg_cns"] + last["tr1_cns"]).mean())
    assert path.loc[60.0, "regulators"] == pytest.approx(expected)
    assert path.index.min() == 0.0
    axes = figures.phase_portrait(results, ["effector_cns"], ["treg_cns", "tr1_cns"], ["untreated"], "the CNS")
    assert "regulatory cells in the CNS" in axes.get_ylabel()


def test_the_largest_clonotypes_keep_every_cell() -> None:
    sizes = {2.0: {7: 1, 8: 5, 9: 2}, 1.0: {7: 3, 9: 1}, 3.0: {9: 50}}
    table = largest_clonotypes(sizes, most=2)
    assert list(table.index) == [1.0, 2.0, 3.0]
    assert list(table.columns) == [8, 9, OTHERS]
    assert list(table.sum(axis=1)) == [4, 8, 50]
    axes = figures.clonotypes(sizes, most=2, shares=True)
    assert axes.get_ylabel() == "cells (fraction)"
    assert len(axes.collections) == 3


def test_tissue_is_drawn_with_a_scale_bar_of_the_length_that_it_says() -> None:
    layer = np.linspace(0, 1, 64 * 64).reshape(64, 64)
    axes = figures.tissue_map(layer, spacing=50.0, label="myelin (fraction)")
    np.testing.assert_allclose(axes.images[0].get_array(), layer.T)
    (bar,) = axes.lines
    length = float(np.ptp(bar.get_xdata())) * 50.0
    assert axes.texts[0].get_text() == f"{length:g} µm"
    assert length <= 64 * 50 / 4


def test_an_islet_section_is_drawn() -> None:
    islet = np.full((40, 40), -1, np.int16)
    islet[10:20, 12:22] = 0
    share = np.where(islet >= 0, 0.5, 0.0).astype(np.float32)
    nothing = np.empty(0, np.int8), np.empty(0, np.int32), np.empty((0, 2), np.int16), np.empty((0, 2), np.int16)
    axes = figures.islet_section(Snapshot(70.0, 15.0, islet, share, share, *nothing))
    assert axes.get_title(loc="left") == "day 70"
    assert any(text.get_text().endswith("µm") for text in axes.texts)


def test_drawings_fill_the_axes_that_they_are_given(results: Results) -> None:
    page, axes = figures.sheet(columns=2)
    assert isinstance(page, Figure)
    assert figures.forest(results, "auc", ax=axes[1]) is axes[1]
    assert not axes[0].lines
    assert not math.isnan(axes[1].get_xlim()[0])


def test_a_band_of_counts_goes_no_lower_than_no_cell() -> None:
    """The mean by logarithms of 0, 0 and 999 cells is that of 1, 1 and 1000; its interval reaches below one."""
    records = pd.DataFrame({"arm": "untreated", "subject": [0, 1, 2], "day": 1.0, "cells": [0.0, 0.0, 999.0]})
    found = geometric_band(records, "untreated", "cells").iloc[0]
    assert found["mean"] == pytest.approx(10.0)
    assert found["low"] == 1.0
    assert found["high"] == pytest.approx(np.exp(np.log(10) * (1 + stdtrit(2, 0.975))))
