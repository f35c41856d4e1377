"""The page: Mesa's SolaraViz with its controls, and beside them our own panels, each redrawn by its update counter."""

from pathlib import Path
from typing import Any

import solara
from mesa.visualization import SolaraViz

from nanoimmune.view.desk import Desk
from nanoimmune.view.panel_cells import CellPanel, ClonePanel
from nanoimmune.view.panel_curves import Curves
from nanoimmune.view.panel_exports import Exports
from nanoimmune.view.panel_future import Future
from nanoimmune.view.panel_settings import Settings
from nanoimmune.view.panel_stage import Happening, Problem, Stage, Tiles
from nanoimmune.view.twins import Twins

STYLE = Path(__file__).with_name("style.css")

QUICK = 1
"""Least pause between two steps, ms; the browser sets the pace, for each step waits until the last one is drawn."""


@solara.component
def Page() -> None:  # noqa: N802
    """Everything that one visitor sees. The model is made here, so that each visitor has one."""
    desk = solara.use_memo(Desk, [])
    model: Any = solara.use_memo(lambda: solara.reactive(Twins(desk)), [])
    solara.use_effect(lambda: lambda: model.value.close(), [])
    solara.Title("nanoimmune")
    solara.Style(STYLE)
    SolaraViz(model, components=[], model_params={"desk": desk}, name="nanoimmune", play_interval=QUICK)
    Settings(desk, model)
    with solara.Div(classes=["ni-page"]):
        Problem(model)
        Happening(model)
        Tiles(model)
        Future(desk, model)
        Stage(desk, model)
        Curves(desk, model)
        with solara.Div(classes=["ni-grid"]):
            CellPanel(desk, model)
            ClonePanel(model)
        Exports(desk, model)
