"""The cell that was picked, and the clones."""

from html import escape
from typing import Any

import solara
import solara.lab
from mesa.visualization.utils import force_update, update_counter

from nanoimmune.view.cell import Portrait, portrait
from nanoimmune.view.charts import clones_chart, pasts_chart
from nanoimmune.view.clones import COMPARED_DAYS, largest, lost, pasts
from nanoimmune.view.desk import Desk
from nanoimmune.view.twins import TREATED, Twins


@solara.component
def CellPanel(desk: Desk, model: Any) -> None:  # noqa: N802
    """The life of the cell that was picked."""
    update_counter.get()
    twins: Twins = model.value
    followed = desk.followed.value
    with solara.Div(classes=["ni-card"]):
        solara.HTML("h2", "One cell")
        if followed is None or followed[0] not in twins.lives:
            solara.Text("Click a cell in a picture to see its life.")
            return
        name, uid = followed
        with twins.lock:
            found = portrait(twins.lives[name], uid)

        def let_go() -> None:
            desk.followed.value = None
            force_update()

        solara.HTML("div", _portrait(found, name), attributes={"data-cell": f"{uid:x}"})
        with solara.Div(classes=["ni-row"]):
            for each in found.mothers[:4]:
                solara.Button(f"mother {each:x}"[:14], text=True, on_click=lambda uid=each: _follow(desk, name, uid))
            solara.Button("let go", text=True, on_click=let_go)


def _follow(desk: Desk, name: str, uid: int) -> None:
    """Follow another cell of the same life."""
    desk.followed.value = (name, uid)
    force_update()


def _portrait(found: Portrait, life: str) -> str:
    """One cell as HTML."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in found.facts)
    past = "; ".join(f"day {day}: {seen}" for day, seen in found.history) or "none of the kept days shows it"
    line = " ← ".join(f"{each:x}"[:6] for each in (found.uid, *found.mothers))
    rows += f"<tr><th>seen before</th><td>{escape(past)}</td></tr><tr><th>line</th><td>{escape(line)}</td></tr>"
    return f'<p><b>{escape(found.title)}</b>, {escape(life)}</p><table class="ni-facts">{rows}</table>'


@solara.component
def ClonePanel(model: Any) -> None:  # noqa: N802
    """The largest clones of one life: which expand, convert or contract, and how many have died out."""
    update_counter.get()
    dark = bool(solara.lab.use_dark_effective())
    chosen, choose = solara.use_state(TREATED)
    twins: Twins = model.value
    name = chosen if chosen in twins.lives else TREATED
    life = twins.lives.get(name)
    lived = (name, life.day, life.last_day, len(life.changes)) if life is not None else ()
    history = solara.use_memo(lambda: _history(twins, name, dark), [id(twins), lived, dark])
    if life is None or history is None:
        return
    with twins.lock:
        now = life.censuses[life.day]
        before = life.censuses.get(life.day - COMPARED_DAYS, now)
        clones, gone = largest(now, before), lost(now, before)
    with solara.Div(classes=["ni-card"]):
        solara.HTML("h2", f"Largest clones, {name}, day {life.day}")
        with solara.Div(classes=["ni-row"]):
            for each in twins.lives:
                solara.Button(
                    each, text=each != name, outlined=True, small=True, on_click=lambda each=each: choose(each)
                )
        if not clones:
            solara.Text("No T cell has met its antigen yet.")
            return
        solara.FigureEcharts(
            clones_chart(clones, dark), attributes={"style": "height: 260px; width: 100%"}, responsive=True
        )
        solara.FigureEcharts(history, attributes={"style": "height: 240px; width: 100%"}, responsive=True)
        told = "; ".join(f"{clone.name} {clone.fate} ({clone.change:.2g}×)" for clone in clones[:5])
        solara.Text(f"In {COMPARED_DAYS} days: {told}. {gone} clones died out.")


def _history(twins: Twins, name: str, dark: bool) -> dict[str, Any] | None:
    """What became of the clones of one life so far."""
    if name not in twins.lives:
        return None
    with twins.lock:
        censuses = {day: each for day, each in twins.lives[name].censuses.items() if day <= twins.day}
        return pasts_chart(twins, dark, sorted(censuses), pasts(censuses))
