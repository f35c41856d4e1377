"""Live curves."""

from typing import Any

import solara
import solara.lab
from mesa.visualization.utils import force_update, update_counter

from nanoimmune.view import charts
from nanoimmune.view.desk import Desk
from nanoimmune.view.panel_stage import shown_place
from nanoimmune.view.twins import TREATED, Twins

KINDS = ("effector", "treg", "tr1")


@solara.component
def Curves(desk: Desk, model: Any) -> None:  # noqa: N802
    """Score or glucose, tissue, cells and particles over the days; drawn anew when a day is over."""
    update_counter.get()
    dark = bool(solara.lab.use_dark_effective())
    twins: Twins = model.value
    place = shown_place(desk, twins).name.lower() if twins.lives else ""
    shown = charts.EVERYWHERE if desk.everywhere.value else place
    lived = tuple((name, life.day, life.last_day, len(life.changes)) for name, life in twins.lives.items())
    options = solara.use_memo(lambda: _options(twins, dark, shown), [id(twins), lived, dark, shown])
    if not options:
        return

    def turn(everywhere: bool) -> None:
        desk.everywhere.value = everywhere
        force_update()

    with solara.Div(classes=["ni-card"], style="margin-bottom: 12px"):
        solara.Checkbox(
            label=f"count cells in the whole body, not in the {place} alone",
            value=desk.everywhere.value,
            on_value=turn,
        )
        with solara.Div(classes=["ni-grid"]):
            for option in options:
                solara.FigureEcharts(option, attributes={"style": "height: 190px; width: 100%"}, responsive=True)


def _options(twins: Twins, dark: bool, place: str) -> list[dict[str, Any]]:
    """All charts."""
    if not twins.lives:
        return []
    with twins.lock:
        cells = [charts.cells_chart(twins, dark, kind, place) for kind in KINDS]
        return [
            *charts.disease_charts(twins, dark),
            charts.tissue_chart(twins, dark),
            *cells,
            charts.ledger_chart(twins, dark, TREATED),
        ]
