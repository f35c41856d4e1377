"""The timeline, and other futures from any moment of it."""

from dataclasses import replace
from typing import Any

import solara
import solara.lab
from mesa.visualization.utils import force_update, update_counter

from nanoimmune.state.dose import Dose
from nanoimmune.trial.regimen import Regimen
from nanoimmune.view.charts import dose_days
from nanoimmune.view.choices import first_regimen
from nanoimmune.view.desk import Desk
from nanoimmune.view.timeline import Change
from nanoimmune.view.twins import BRANCH, TREATED, Twins
from nanoimmune.view.widgets import TimelineBar, Transport


@solara.component
def Future(desk: Desk, model: Any) -> None:  # noqa: N802
    """A slider over all days, and what can be done otherwise from the shown one on."""
    update_counter.get()
    twins: Twins = model.value
    if not twins.lives or twins.plan is None:
        return
    regimen: Any = first_regimen(twins.plan.treated)

    def go(day: int) -> None:
        twins.go_to(int(day))
        force_update()

    def fork(change: Change) -> None:
        twins.branch(change)
        force_update()

    def drop() -> None:
        twins.drop_branch()
        force_update()

    day, treated = twins.day, twins.plan.treated.is_treated
    with solara.Div(classes=["ni-card"], style="margin-bottom: 12px"):
        TimelineBar(
            day=day,
            first=twins.first_day,
            last=twins.days,
            lived=twins.lives[TREATED].last_day,
            doses=dose_days(twins),
            event_go=go,
        )
        with solara.Div(classes=["ni-row"]):
            Transport(event_seen_dark=_seen_dark)
            solara.Text(f"Another future from day {day}:")
            solara.Button(
                "give a dose here", outlined=True, small=True, disabled=regimen is None,
                on_click=lambda: fork(Change(day, give=(_given(regimen, day),))),
            )  # fmt: skip
            solara.Button(
                "no doses from here", outlined=True, small=True, disabled=not treated,
                on_click=lambda: fork(Change(day, withhold=True)),
            )  # fmt: skip
            if BRANCH in twins.lives:
                solara.Button("drop the branch", text=True, small=True, on_click=drop)


def _seen_dark(dark: bool) -> None:
    """Let pictures and curves be as dark as the page is."""
    solara.lab.theme.dark_effective = dark


def _given(regimen: Regimen, day: int) -> Dose:
    """One more dose of the same, on a day."""
    return replace(regimen.as_doses()[0], day=float(day))
