"""Tables, figures and report of a sensitivity analysis."""

import base64
import io
import math
from importlib.resources import files

import jinja2
import pandas as pd

from nanoimmune.analysis.figures.sensitivity import draw_sensitivity
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.analysis.sensitivity import Sensitivity
from nanoimmune.study.sensitivity import SensitivityResults, Told
from nanoimmune.study.sweep_results import SweepResults
from nanoimmune.trial.store import Store, write_whole

OUTPUTS, INDICES, CONVERGENCE = "outputs.csv", "sensitivity.csv", "convergence.csv"
PNG_DPI = 160

ROUNDING = 1e-9
"""Share of the largest measure below which one is what sums leave over of zero."""


def save(swept: SweepResults, store: Store) -> None:
    """Write the outputs of every point, the measures, their convergence, a figure for each number, and the report.

    Args:
        swept: What lies in the folder of the analysis.
        store: Where they are written.

    Raises:
        InputError: If too few points are lived, or have a value.
    """
    results = SensitivityResults(swept)
    store.write_table(OUTPUTS, results.outputs)
    store.write_table(INDICES, results.table)
    store.write_table(CONVERGENCE, results.convergence)
    pictures = {each.name: _drawn(results, each, store) for each in results.told}
    text = (files("nanoimmune.study") / "sensitivity.html.j2").read_text(encoding="utf-8")
    surroundings = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    page = surroundings.from_string(text).render(
        results=results,
        sweep=swept.sweep,
        runs=len(swept.files),
        failures=swept.failures,
        pictures=pictures,
        tables={each.name: _told_rows(each.found) for each in results.told},
    )
    store.write_text("report.html", page)


def _drawn(results: SensitivityResults, told: Told, store: Store) -> str:
    """Draw one number, write the figure as PNG and SVG, and give the SVG for the report."""
    with house_style():
        figure = draw_sensitivity(told.found, told.says)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        target = store.figures / f"sensitivity-{told.name}"
        write_whole(target.with_suffix(".svg"), lambda path: path.write_bytes(buffer.getvalue()))
        write_whole(target.with_suffix(".png"), lambda path: figure.savefig(path, format="png", dpi=PNG_DPI))
    return base64.b64encode(buffer.getvalue()).decode()


def table_of(found: Sensitivity) -> pd.DataFrame:
    """Lay the measures of one number out side by side, each with its interval as text, the most influential first.

    Args:
        found: How sensitive it is.

    Returns:
        A column `parameter`, a column a measure, and `p` for rank correlations.
    """
    order = found.leading()["parameter"].tolist()
    columns: dict[str, list[str]] = {"parameter": order}
    sizes = found.table[["estimate", "low", "high"]]
    told = sizes.where(sizes.abs() > ROUNDING * sizes.abs().max(axis=None), 0.0)
    table = found.table.assign(**told)
    for measure in found.method.measures:
        rows = table[table["measure"] == measure].set_index("parameter").loc[order]
        columns[measure] = [
            f"{row.estimate:.3g} ({row.low:.3g} to {row.high:.3g})" for row in rows.itertuples(index=False)
        ]
    p = found.leading()["p"]
    if not math.isnan(float(p.iloc[0])):
        columns["p"] = [f"{value:.2g}" for value in p]
    return pd.DataFrame(columns)


def _told_rows(found: Sensitivity) -> tuple[list[str], list[list[str]]]:
    """Give headings and rows of the table of one number."""
    table = table_of(found)
    return list(table.columns), table.to_numpy().tolist()
