"""A forest plot of several findings: a panel each, on one axis, with what stands out marked."""

from importlib import import_module
from pathlib import Path

from matplotlib.colors import to_hex

from nanoimmune.analysis import figures
from nanoimmune.analysis.effects import Interval
from nanoimmune.analysis.figures.forest_panels import CLEAR, Panel, forest


def test_a_panel_a_finding_and_a_line_a_variation() -> None:
    """The first estimate is a line through its own panel, and not through the others."""
    names = ["as it is", "half the step"]
    panels = [
        Panel("plg", [Interval(10.0, 5.0, 15.0), Interval(2.0, -1.0, 5.0)], [False, True]),
        Panel("pmhc2", [Interval(4.0, 3.0, 5.0), Interval(4.0, 3.0, 5.0)], [False, False]),
    ]
    drawn = forest(names, panels, "benefit").axes
    assert [axes.get_title("left") for axes in drawn] == ["plg", "pmhc2"]
    assert [axes.lines[1].get_xdata()[0] for axes in drawn] == [10.0, 4.0]
    assert [label.get_text() for label in drawn[0].get_yticklabels()] == names
    first, second = drawn[0].lines[2::2]
    assert (list(first.get_xdata()), list(second.get_xdata())) == ([5.0, 15.0], [-1.0, 5.0])
    assert [to_hex(line.get_color()).upper() == CLEAR for line in (first, second)] == [False, True]
    assert drawn[0].get_xlim() == drawn[1].get_xlim()
    assert drawn[0].yaxis_inverted(), "the first line is on top"


def test_a_line_for_each_effect_that_others_are_compared_with() -> None:
    """What is below a second base is beside its line, and not beside the first's."""
    effects = [Interval(each, each - 1.0, each + 1.0) for each in (10.0, 4.0, 8.0, 7.0)]
    axes = forest(list("abcd"), [Panel("", effects, [False] * 4)], "benefit", bases=(0, 2)).axes[0]
    lines = [(line.get_xdata()[0], list(line.get_ydata())) for line in axes.lines if line.get_linestyle() == ":"]
    assert lines == [(10.0, [-0.5, 1.5]), (8.0, [1.5, 3.5])]


def test_what_stands_out_is_told_in_a_key() -> None:
    panels = [Panel("", [Interval(10.0, 5.0, 15.0)], [True])]
    (key,) = forest(["as it is"], panels, "benefit", marks="fragile").legends
    assert [text.get_text() for text in key.get_texts()] == ["what is compared with", "fragile"]
    assert not forest(["as it is"], panels, "benefit").legends


def test_no_figure_is_hidden_by_a_module_of_its_name() -> None:
    """A module that is imported becomes an attribute of its package, in place of a function of that name."""
    for path in Path(str(figures.__path__[0])).glob("*.py"):
        import_module(f"{figures.__name__}.{path.stem}")
    assert all(callable(getattr(figures, name)) for name in figures.__all__)
