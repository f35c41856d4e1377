"""Empty axes in the house style, for the pictures that are drawn one at a time."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nanoimmune.analysis.figures.style import house_style

WIDTH, HEIGHT, DPI = 4.2, 3.1, 160
"""Size of one picture, inches, and dots an inch in a file."""


class Sheet(Figure):
    """A figure that is saved in the house style, whatever the user's own is."""

    def save(self, path: str | Path) -> Path:
        """Write the figure; the ending of the name says how: png, svg or pdf.

        Args:
            path: The file; its folder is made where it is missing.

        Returns:
            Its path.
        """
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with house_style():
            self.savefig(target, dpi=DPI)
        return target


def sheet(rows: int = 1, columns: int = 1, width: float = WIDTH, height: float = HEIGHT) -> tuple[Sheet, list[Axes]]:
    """Make empty axes in the house style.

    Args:
        rows: Pictures above each other.
        columns: Pictures side by side.
        width: Width of each, inches.
        height: Height of each, inches.

    Returns:
        The figure, and its axes row by row.
    """
    with house_style():
        figure = Sheet(figsize=(width * columns, height * rows), layout="constrained")
        axes = [figure.add_subplot(rows, columns, place + 1) for place in range(rows * columns)]
    return figure, axes


def axes_or_new(ax: Axes | None) -> Axes:
    """Give the axes that were given, or else new ones on a sheet of their own."""
    return sheet()[1][0] if ax is None else ax
