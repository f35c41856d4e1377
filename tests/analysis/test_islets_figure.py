"""The figure of islets shows the right arms, the right part of the tissue, and every cell where it is."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_mice import made_up_mice

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.islets import WINDOW, Window, islets, outlines, shown_arms, spread, window_of
from nanoimmune.analysis.gallery import draw
from nanoimmune.analysis.report import render
from nanoimmune.errors import InputError
from nanoimmune.readouts.snapshot import Snapshot

EXTENT, SPACING = 100, 20.0
SIDE = round(WINDOW / SPACING)


def picture(day: float = 28, insulin: float = 0.5) -> Snapshot:
    """Make up a section: one islet far from the edge, a larger one at the edge, three cells on one site."""
    islet = np.full((EXTENT, EXTENT), -1, np.int16)
    islet[70:75, 20:24] = 0
    islet[0:20, 80:100] = 1
    share = np.where(islet >= 0, insulin, 0).astype(np.float32)
    return Snapshot(
        day, SPACING, islet, share, share,
        kind=np.array([0, 1, 4, 2], np.int8),
        weight=np.array([64, 32, 1, 8], np.int32),
        position=np.array([[72, 21], [72, 21], [72, 21], [3, 3]], np.int16),
        macrophages=np.array([[71, 22]], np.int16),
    )  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """Made-up mice, of which three arms were pictured on two days."""
    results = made_up_mice()
    taken = {arm: (picture(28), picture(70, 0.1)) for arm in ("untreated", "pmhc1-irrelevant", "pmhc2-cognate")}
    return Evidence.of(replace(results, snapshots=taken))


def test_the_window_holds_whole_islets_and_not_those_at_the_edge() -> None:
    shown = window_of(picture())
    assert (shown.width, shown.height) == (SIDE, SIDE)
    assert shown.x + 2 <= 70
    assert shown.x + SIDE > 74 + 2
    assert shown.y + 2 <= 20
    assert shown.y + SIDE > 23 + 2


def test_a_small_section_is_shown_whole() -> None:
    small = picture()
    small = small._replace(islet=small.islet[60:80, 10:30], insulin=small.insulin[60:80, 10:30])
    assert window_of(small) == Window(0, 0, 20, 20)


def test_cells_on_one_site_are_spread_over_it_and_those_outside_left_out() -> None:
    window = Window(60, 10, 20, 20)
    places, weights, kinds = spread(picture(), window)
    assert weights.tolist() == [64, 32, 1]
    assert kinds.tolist() == [0, 1, 4]
    assert len(np.unique(places.round(3), axis=0)) == 3
    assert np.abs(places - (12, 11)).max() < 0.5


def test_an_outline_goes_once_around() -> None:
    islet = np.full((8, 8), -1, np.int16)
    islet[2:5, 3:5] = 0
    lines = outlines(islet)
    assert lines.shape == (2 * (3 + 2), 2, 2)
    assert np.abs(lines[:, 1] - lines[:, 0]).sum(axis=1).tolist() == [1.0] * 10, "each is as long as a site"
    xs, ys = lines[..., 0], lines[..., 1]
    assert {tuple(x) for x in xs if x[0] == x[1]} == {(1.5, 1.5), (4.5, 4.5)}
    assert {tuple(y) for y in ys if y[0] == y[1]} == {(2.5, 2.5), (4.5, 4.5)}


def test_the_reference_and_cognate_arms_come_first(evidence: Evidence) -> None:
    assert shown_arms(evidence) == ["untreated", "pmhc1-irrelevant", "pmhc2-cognate"]
    everyone = dict.fromkeys((arm.name for arm in evidence.results.trial.arms), (picture(),))
    more = replace(evidence, results=replace(evidence.results, snapshots=everyone))
    assert shown_arms(more) == ["untreated", "pmhc1-cognate", "pmhc2-cognate"]


def test_a_row_an_arm_and_a_column_an_age(evidence: Evidence) -> None:
    figure = draw("islets", evidence.results)
    panels = figure.axes[:6]
    assert [panel.get_title() for panel in panels[:3]] == ["4 weeks", "10 weeks", ""]
    assert [panel.get_ylabel() for panel in panels[::2]] == ["untreated", "pmhc1-irrelevant", "pmhc2-cognate"]
    first, later = (panel.get_images()[0].get_array() for panel in panels[:2])
    assert (first.max(), later.max()) == (0.5, pytest.approx(0.1))
    assert (~first.mask).sum() == 20, "exocrine tissue holds no insulin to show"
    areas = sorted(float(dots.get_sizes()[0]) for dots in panels[0].collections[2:] if len(dots.get_offsets()))
    assert areas == [pytest.approx(1.1), pytest.approx(4.2), pytest.approx(7.4)]
    assert any("200 µm" in text.get_text() for text in panels[4].texts)


def test_an_arm_without_a_picture_of_an_age_leaves_its_place_empty(evidence: Evidence) -> None:
    taken = {"untreated": (picture(28), picture(70)), "pmhc1-cognate": (picture(70),)}
    figure = islets(replace(evidence, results=replace(evidence.results, snapshots=taken)))
    assert not figure.axes[2].get_images()
    assert figure.axes[3].get_images()


def test_the_figure_is_there_where_pictures_are(evidence: Evidence) -> None:
    assert "islets" in evidence.figures
    assert "Islets of one subject in each arm" in render(evidence)
    with pytest.raises(InputError, match="figure: got 'islets'"):
        draw("islets", made_up_mice())
