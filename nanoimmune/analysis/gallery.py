"""Drawing and saving the figures of a trial: one by name, all as text for the report, all as files."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.stories import story_of
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.results import Results
from nanoimmune.trial.store import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PNG_DPI = 160


def draw(name: str, results: Results) -> "Figure":
    """Draw one figure.

    Args:
        name: Which, of the figures of its story.
        results: Results of a trial.

    Returns:
        The figure.

    Raises:
        InputError: If there is no figure of that name.
    """
    chosen = one_of("figure", name, story_of(results.trial).figures(results))
    with house_style():
        return chosen(Evidence.of(results))


def draw_all(evidence: Evidence) -> dict[str, bytes]:
    """Draw every figure as SVG, by name."""
    with house_style():
        return {name: _svg(chosen(evidence)) for name, chosen in evidence.figures.items()}


def save_all(evidence: Evidence, folder: Path) -> dict[str, bytes]:
    """Write every figure as PNG and SVG.

    Args:
        evidence: The findings of a trial.
        folder: Where to.

    Returns:
        The SVG of each figure, by name.
    """
    return {name: _save(chosen, evidence, folder / name) for name, chosen in evidence.figures.items()}


def _save(chosen: Callable[[Evidence], "Figure"], evidence: Evidence, target: Path) -> bytes:
    """Draw one figure, write it as PNG and SVG, and give the SVG."""
    with house_style():
        return save_figure(chosen(evidence), target)


def save_figure(figure: "Figure", target: Path) -> bytes:
    """Write one figure as PNG and SVG.

    Args:
        figure: The figure.
        target: Where to, without an ending.

    Returns:
        The SVG.
    """
    with house_style():
        vector = _svg(figure)
        figure.set_layout_engine("none")  # the layout that the SVG has is kept
        write_whole(target.with_suffix(".svg"), lambda path: path.write_bytes(vector))
        write_whole(target.with_suffix(".png"), lambda path: figure.savefig(path, format="png", dpi=PNG_DPI))
    return vector


def _svg(figure: "Figure") -> bytes:
    """Render a figure as SVG, the same bytes each time."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
