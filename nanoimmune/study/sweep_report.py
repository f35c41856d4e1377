"""Figures and report of a sweep."""

import base64
import io
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2

from nanoimmune.analysis.figures.responses import Response, draw_responses
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.palette import arm_colours
from nanoimmune.analysis.stories import endpoints_of, story_of
from nanoimmune.study.design import GRID
from nanoimmune.trial.checks import one_of
from nanoimmune.trial.store import Store, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nanoimmune.study.sweep_results import SweepResults


def draw(results: "SweepResults", endpoint: str | None = None) -> "Figure":
    """Draw the responses of one end-point.

    Args:
        results: What a sweep found.
        endpoint: Name of the end-point; the primary one by default.

    Returns:
        The figure.

    Raises:
        InputError: If there is no end-point of that name.
    """
    sweep = results.sweep
    known = {each.name: each for each in endpoints_of(sweep.base)}
    chosen = one_of("endpoint", endpoint or story_of(sweep.base).primary.endpoint, known)
    table = results.responses
    response = Response(
        table=table[table["endpoint"] == chosen.name],
        factors={factor.name: factor.unit for factor in sweep.factors},
        logarithmic=frozenset(factor.name for factor in sweep.factors if factor.logarithmic),
        arms=arm_colours(sweep.base),
        reference=sweep.base.reference,
        says=f"{chosen.says} ({chosen.unit})",
        is_grid=sweep.kind == GRID,
        kind=chosen.kind,
    )
    with house_style():
        return draw_responses(response)


def save(results: "SweepResults", store: Store) -> None:
    """Write the figure of the primary end-point, and the report with it inside."""
    sweep = results.sweep
    primary = story_of(sweep.base).primary.endpoint
    figure = draw(results)
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        target = store.figures / f"responses-{primary}"
        write_whole(target.with_suffix(".svg"), lambda path: path.write_bytes(buffer.getvalue()))
        write_whole(target.with_suffix(".png"), lambda path: figure.savefig(path, format="png", dpi=160))
    text = (files("nanoimmune.study") / "sweep.html.j2").read_text(encoding="utf-8")
    surroundings = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    table = results.responses
    shown = table[(table["endpoint"] == primary)].drop(columns=["endpoint"])
    page = surroundings.from_string(text).render(
        sweep=sweep,
        runs=len(results.files),
        failures=results.failures,
        endpoint=next(each for each in endpoints_of(sweep.base) if each.name == primary),
        picture=base64.b64encode(buffer.getvalue()).decode(),
        headings=list(shown.columns),
        rows=[
            [f"{value:.4g}" if isinstance(value, float) else str(value) for value in row] for row in shown.to_numpy()
        ],
    )
    store.write_text("report.html", page)
