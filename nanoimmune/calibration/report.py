"""Tables, figures and report of a calibration."""

import base64
import io
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
import numpy as np
import pandas as pd

from nanoimmune.analysis.figures.calibration import (
    Forecast,
    MovedNumber,
    draw_forecasts,
    draw_implausibility,
    draw_marginals,
)
from nanoimmune.analysis.figures.style import house_style
from nanoimmune.calibration.found import AT_PRESENT, Calibrated, values_at
from nanoimmune.calibration.implausibility import CUTOFF
from nanoimmune.trial.store import Store, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POSTERIOR, DESIGNS, DIAGNOSTICS = "posterior.csv", "designs.csv", "diagnostics.csv"
PROPOSED, FRESH = "calibrated.toml", "fresh.csv"
_PNG_DPI = 160
_FIRST = "1"


def save(found: Calibrated, store: Store, scenario: str, subjects: int, failures: int = 0) -> None:
    """Write posterior, designs, diagnostics, the proposed design, figures and report.

    Args:
        found: What a calibration found.
        store: Where they are written.
        scenario: Name of the scenario.
        subjects: Subjects of every design.
        failures: Runs that failed.
    """
    store.write_table(POSTERIOR, found.posterior)
    store.write_table(DESIGNS, found.designs)
    store.write_table(DIAGNOSTICS, found.diagnostics)
    store.write_text(PROPOSED, proposed_design(found, scenario, store.folder.name))
    fresh = pd.DataFrame() if found.fresh is None else found.fresh.table(found.targets)
    if found.fresh is not None:
        store.write_table(FRESH, fresh)
    store.figures.mkdir(exist_ok=True)
    numbers = _numbers(found)
    with house_style():
        pictures = {
            "posterior-predictive": _drawn(draw_forecasts(_forecasts(found)), "posterior-predictive", store),
            "marginals": _drawn(draw_marginals(numbers), "marginals", store),
            "implausibility": _drawn(draw_implausibility(numbers, CUTOFF), "implausibility", store),
        }
    text = (files("nanoimmune.calibration") / "calibration.html.j2").read_text(encoding="utf-8")
    surroundings = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    page = surroundings.from_string(text).render(
        found=found, scenario=scenario, subjects=subjects, failures=failures, pictures=pictures, cutoff=CUTOFF,
        targets=_rows(target_table(found)), numbers=_rows(number_table(found)), diagnostics=_rows(found.diagnostics),
        fresh=_rows(fresh),
        headings={"targets": list(target_table(found)), "numbers": list(number_table(found)),
                  "diagnostics": list(found.diagnostics), "fresh": list(fresh)},
    )  # fmt: skip
    store.write_text("report.html", page)


def proposed_design(found: Calibrated, scenario: str, folder: str) -> str:
    """Write out the design that is proposed, as a table that `--set` and scenario files take.

    Args:
        found: What a calibration found.
        scenario: Name of the scenario.
        folder: Name of the folder of the calibration.
    """
    by = "the cohort of the designs" if found.fresh is None else f"{found.fresh.cohort.subjects} fresh subjects"
    lines = [
        f"# Scenario {scenario}: design {found.proposed} of {folder},",
        f"# implausibility {found.proposed_implausibility:.3g} by {by}.",
        f"# nanoimmune run {scenario} --set FOLDER/{PROPOSED}",
        "",
        "[parameters]",
    ]
    units = {factor.name: factor.unit for factor in found.factors}
    for name, value in {**found.unmoved, **found.points[found.proposed]}.items():
        unit = units.get(name)
        lines.append(f'"{name}" = {value!r}' + (f" # {unit}" if unit else ""))
    return "\n".join(lines) + "\n"


def target_table(found: Calibrated) -> pd.DataFrame:
    """Lay what was published beside the proposed design and the lived draws: a row a target."""
    rows = []
    checked = found.checked
    for place, target in enumerate(found.targets):
        low, high = target.limits
        lived = found.outputs.values[checked, place]
        lived = lived[np.isfinite(lived)]
        drawn = [float(np.quantile(lived, share)) for share in (0.5, 0.05, 0.95)] if lived.size else [np.nan] * 3
        aim = f"{target.aim:.4g}" if target.side == "both" else f"{target.side} {target.aim:g}"
        span = f"{low:.3g} to {high:.3g}" if target.side == "both" else ""
        rows.append({
            "target": target.name, "says": target.says, "unit": target.unit, "published": aim, "95 %": span,
            "proposed": found.proposed_outputs[place],
            "posterior": f"{drawn[0]:.3g} ({drawn[1]:.3g} to {drawn[2]:.3g})",
        })  # fmt: skip
    return pd.DataFrame(rows)


def number_table(found: Calibrated) -> pd.DataFrame:
    """Lay prior and posterior side by side: a row a number."""
    present = _present(found)
    rows = []
    for factor in found.factors:
        draws = found.posterior[factor.name].to_numpy(float)
        low, middle, high = (float(np.quantile(draws, share)) for share in (0.05, 0.5, 0.95))
        rows.append({
            "number": factor.name, "present": present.get(factor.name, float("nan")),
            "prior": f"{factor.values[0]:.3g} to {factor.values[-1]:.3g}{', log' if factor.logarithmic else ''}",
            "posterior, 90 %": f"{middle:.3g} ({low:.3g} to {high:.3g})",
            "proposed": found.points[found.proposed][factor.name],
        })  # fmt: skip
    return pd.DataFrame(rows)


def _present(found: Calibrated) -> dict[str, float]:
    """Give the present values, if they were lived."""
    places = [place for place, wave in enumerate(found.waves) if wave == AT_PRESENT]
    return found.points[places[0]] if places else {}


def _numbers(found: Calibrated) -> list[MovedNumber]:
    """Lay out what the figures need of every number."""
    present = _present(found)
    shares = found.searched[[factor.name for factor in found.factors]].to_numpy(float)
    judged = found.searched["implausibility"].to_numpy(float)
    points = [values_at(found.factors, each) for each in shares]
    return [
        MovedNumber(
            factor.name, factor.unit, factor.values[0], factor.values[-1], factor.logarithmic,
            found.posterior[factor.name].to_numpy(float), present.get(factor.name, float("nan")),
            found.points[found.proposed][factor.name], np.array([point[factor.name] for point in points]), judged,
        )
        for factor in found.factors
    ]  # fmt: skip


def _forecasts(found: Calibrated) -> list[Forecast]:
    """Lay out what the figure needs of every target."""
    first = [place for place, wave in enumerate(found.waves) if wave == _FIRST]
    values = np.where(np.isfinite(found.outputs.values), found.outputs.values, np.nan)
    return [
        Forecast(
            target.name, f"{target.says} ({target.unit})", target.aim, *target.limits,
            values[first, place], values[found.checked, place], float(found.proposed_outputs[place]),
        )
        for place, target in enumerate(found.targets)
    ]  # fmt: skip


def _drawn(figure: "Figure", name: str, store: Store) -> str:
    """Write a figure as PNG and SVG, and give the SVG for the report."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    target = store.figures / name
    write_whole(target.with_suffix(".svg"), lambda path: path.write_bytes(buffer.getvalue()))
    write_whole(target.with_suffix(".png"), lambda path: figure.savefig(path, format="png", dpi=_PNG_DPI))
    return base64.b64encode(buffer.getvalue()).decode()


def _rows(table: pd.DataFrame) -> Sequence[Sequence[str]]:
    """Write the cells of a table as text."""
    return [[_cell(each) for each in row] for row in table.itertuples(index=False)]


def _cell(value: object) -> str:
    """Write one cell; nothing for what nobody has."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.3g}"
    return "" if value is None else str(value)
