"""What can be taken home."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
import solara.lab
from mesa.visualization.utils import update_counter

from nanoimmune.view import exports
from nanoimmune.view.desk import Desk
from nanoimmune.view.panel_stage import shown_place
from nanoimmune.view.script import script
from nanoimmune.view.twins import BRANCH, Twins

FRAMES = 60
"""Images of a film that is made from the page, at most."""


@solara.component
def Exports(desk: Desk, model: Any) -> None:  # noqa: N802
    """Downloads of picture, curves and film, and the lines of Python that live it again."""
    update_counter.get()
    dark = bool(solara.lab.use_dark_effective())
    twins: Twins = model.value
    if not twins.lives or twins.plan is None:
        return
    name = f"{twins.plan.scenario.name}-{twins.plan.treated.name}-day{twins.day}"
    changes = twins.lives[BRANCH].changes if BRANCH in twins.lives else ()

    def with_lock(make: Callable[[], Any]) -> Callable[[], Any]:
        def made() -> Any:
            with twins.lock:
                return make()

        return made

    def png() -> bytes:
        return exports.png(exports.frame(twins.lives, shown_place(desk, twins), desk.overlay.value, dark))

    with solara.Div(classes=["ni-card"], style="margin-top: 12px"):
        solara.HTML("h2", "Take it with you")
        with solara.Div(classes=["ni-row"]):
            solara.FileDownload(with_lock(png), f"{name}.png", label="picture (PNG)", mime_type="image/png")
            solara.FileDownload(
                with_lock(lambda: exports.curves_csv(twins.lives)),
                f"{name}.csv",
                label="curves (CSV)",
                mime_type="text/csv",
            )
            solara.FileDownload(
                with_lock(lambda: _gif(twins, desk)), f"{name}.gif", label="film so far (GIF)", mime_type="image/gif"
            )
        with solara.Details("Python that lives it again"):
            solara.HTML("code", _escaped(script(twins.plan, changes)), classes=["ni-code"])


def _gif(twins: Twins, desk: Desk) -> bytes:
    """A film from the first day to the one that is shown; the lives come back to that day."""
    day, first = twins.day, twins.first_day
    stride = max(1, -(-(day - first + 1) // FRAMES))
    days = list(range(first, day + 1, stride))
    twins.go_to(first)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.gif"
        exports.film(twins.lives, days, shown_place(desk, twins), desk.overlay.value, path)
        twins.go_to(day)
        return path.read_bytes()


def _escaped(text: str) -> str:
    """Text as HTML shows it."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
