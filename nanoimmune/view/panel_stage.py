"""What happens, in words, in figures and in pictures of the tissue."""

from dataclasses import asdict
from html import escape
from typing import Any

import solara
import solara.lab
from mesa.visualization.utils import force_update, update_counter

from nanoimmune.view.colours import LOOKS, life_colour, look_colour
from nanoimmune.view.desk import STRIDES, Desk
from nanoimmune.view.happening import happening
from nanoimmune.view.offers import Offer
from nanoimmune.view.picture import NO_OVERLAY, Picture, nearest, overlays_of, picture
from nanoimmune.view.tiles import Tile, tiles
from nanoimmune.view.timeline import Timeline
from nanoimmune.view.twins import TREATED, Twins
from nanoimmune.view.widgets import Controls, Tissue
from nanoimmune.words import Compartment


@solara.component
def Problem(model: Any) -> None:  # noqa: N802
    """What went wrong and what to do, where something did."""
    update_counter.get()
    twins: Twins = model.value
    if twins.problem:
        solara.Error(twins.problem)
        if twins.details:
            with solara.Details("Details for a report"):
                solara.Preformatted(twins.details)


@solara.component
def Happening(model: Any) -> None:  # noqa: N802
    """Sentences on what is happening."""
    update_counter.get()
    twins: Twins = model.value
    if not twins.lives:
        return
    with twins.lock:
        lines = happening(twins.lives)
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    solara.HTML("div", told, classes=["ni-card", "ni-line"], attributes={"aria-live": "polite"})


@solara.component
def Tiles(model: Any) -> None:  # noqa: N802
    """Key figures of the day that is shown."""
    update_counter.get()
    dark = bool(solara.lab.use_dark_effective())
    twins: Twins = model.value
    if not twins.lives:
        return
    with twins.lock:
        found = tiles(twins)
    solara.HTML("div", "".join(_tile(each, dark) for each in found), classes=["ni-tiles"], style="margin: 10px 0")


def _tile(tile: Tile, dark: bool) -> str:
    """One figure as HTML."""
    values = "".join(
        f'<p style="color:{life_colour(name, dark)}">{escape(value)}<small>{escape(name)}</small></p>'
        for name, value in tile.values
    )
    return f'<div class="ni-tile" title="{escape(tile.hint)}"><h3>{escape(tile.label)}</h3>{values}</div>'


@solara.component
def Stage(desk: Desk, model: Any) -> None:  # noqa: N802
    """The pictures of one compartment, a life each, with a legend."""
    step = update_counter.get()
    dark = bool(solara.lab.use_dark_effective())
    twins: Twins = model.value
    if not twins.lives:
        return
    place = shown_place(desk, twins)
    with twins.lock:
        overlays = overlays_of(twins.lives[TREATED].host, place)
        overlay = desk.overlay.value if desk.overlay.value in overlays else NO_OVERLAY
        followed = desk.followed.value or ("", None)
        drawn = {
            name: picture(life.host, place, overlay, followed[1] if followed[0] == name else None)
            for name, life in twins.lives.items()
        }
    with solara.Div(classes=["ni-card"], style="margin-bottom: 12px"):
        with solara.Div(classes=["ni-bar"]):
            Controls(offers=[asdict(each) for each in _views(desk, twins, place, overlays, overlay)],
                     event_choose=lambda chosen: _choose(desk, chosen))  # fmt: skip
        with solara.Div(classes=["ni-tissues"]):
            for name, each in drawn.items():
                Tissue(
                    src=each.url(dark),
                    title=f"{name}, day {twins.lives[name].hour / 24.0:.1f}",
                    subtitle=_told(twins.lives[name], place),
                    colour=life_colour(name, dark),
                    frame=step,
                    event_pick=lambda point, name=name: _pick(desk, twins, name, place, point),
                    event_drawn=lambda frame: desk.drawn.set(),
                )
        solara.HTML("ul", _legend(drawn, overlay, dark), classes=["ni-legend"])


def shown_place(desk: Desk, twins: Twins) -> Compartment:
    """The compartment that is shown: the chosen one, or the tissue that is harmed where this host lacks it."""
    places = {place.name.lower(): place for place in _places(twins)}
    return places.get(desk.place.value, _places(twins)[0])


def _places(twins: Twins) -> list[Compartment]:
    """Compartments that have a lattice, the harmed tissue first."""
    targets = twins.lives[TREATED].host.life.targets
    return [*targets, Compartment.NODE, Compartment.SPLEEN, Compartment.LIVER]


def _views(desk: Desk, twins: Twins, place: Compartment, overlays: list[str], overlay: str) -> list[Offer]:
    """What can be chosen of the view."""
    places = tuple(each.name.lower() for each in _places(twins))
    over = "A field or the particles of this life, laid over the tissue; each picture has a scale of its own."
    return [
        Offer("place", "compartment", place.name.lower(), places, "", "Where the picture is taken.", False),
        Offer("overlay", "overlay", overlay, tuple(overlays), "", over, False),
        Offer("stride", "a step lives", desk.stride.value, tuple(STRIDES), "", "Speed: time between pictures.", False),
    ]


def _choose(desk: Desk, chosen: dict[str, Any]) -> None:
    """Change the view."""
    getattr(desk, chosen["name"]).value = chosen["value"]
    force_update()


def _pick(desk: Desk, twins: Twins, name: str, place: Compartment, point: dict[str, float]) -> None:
    """Follow the cell that was clicked."""
    with twins.lock:
        if name in twins.lives:
            uid = nearest(twins.lives[name].host, place, point["across"], point["down"])
            desk.followed.value = None if uid is None else (name, uid)
    force_update()


def _told(life: Timeline, place: Compartment) -> str:
    """Figures beside a picture's title."""
    if not life.alive:
        return "dead"
    name = place.name.lower()
    kinds = (("effector", "effectors"), ("treg", "Foxp3 Tregs"), ("tr1", "Tr1"), ("autoregulatory", "autoregulatory"))
    return ", ".join(
        f"{life.row[f'{kind}_{name}']:,.0f} {said}" for kind, said in kinds if f"{kind}_{name}" in life.row
    )


def _legend(drawn: dict[str, Picture], overlay: str, dark: bool) -> str:
    """Looks with the cells of each life, and what the colours of the ground mean."""
    entries = []
    for number, look in enumerate(LOOKS):
        counts = [each.shown[number] for each in drawn.values()]
        if any(counts):
            colour = look_colour(number, dark)
            style = f"background:{colour};border-color:{colour}"
            told = " / ".join(f"{count:,}" for count in counts)
            entries.append(f'<li><i class="{look.shape}" style="{style}"></i>{look.label} <b>{told}</b></li>')
    entries.append("<li>larger marks stand for more cells; blue ground is healthy tissue, brown is lost</li>")
    if overlay != NO_OVERLAY:
        highest = " / ".join(f"{each.highest:.2g}" for each in drawn.values())
        unit = "particles a site" if overlay == "particles" else "nM"
        entries.append(f"<li>purple: {escape(overlay)}, deepest at {highest} {unit}</li>")
    return "".join(entries)
