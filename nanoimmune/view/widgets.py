"""Widgets of the page that are written for the browser itself; each is one template beside this file."""

from collections.abc import Callable, Sequence
from typing import Any

import solara


@solara.component_vue("tissue.vue")
def Tissue(  # noqa: N802
    src: str,
    title: str,
    subtitle: str,
    colour: str,
    frame: int,
    event_pick: Callable[[dict[str, float]], None],
    event_drawn: Callable[[int], None],
) -> None:
    """A picture that can be zoomed, moved and clicked.

    Args:
        src: The picture, as a URL that holds it.
        title: What is shown.
        subtitle: Figures beside the title.
        colour: Colour of the title.
        frame: Number of the picture.
        event_pick: Called with the point that was clicked, as shares of width and height.
        event_drawn: Called with the number of the picture once it is on the screen.
    """


@solara.component_vue("controls.vue")
def Controls(offers: Sequence[dict[str, Any]], event_choose: Callable[[dict[str, Any]], None]) -> None:  # noqa: N802
    """Sliders and menus.

    Args:
        offers: The controls, each the fields of an `Offer`.
        event_choose: Called with name and value of what was chosen.
    """


@solara.component_vue("timeline.vue")
def TimelineBar(  # noqa: N802
    day: int, first: int, last: int, lived: int, doses: Sequence[float], event_go: Callable[[int], None]
) -> None:
    """A slider over all days, with a mark for each dose.

    Args:
        day: Day that is shown.
        first: First day.
        last: Last day.
        lived: Last day that was lived.
        doses: Days of doses.
        event_go: Called with the day that was chosen.
    """


@solara.component_vue("transport.vue")
def Transport(event_seen_dark: Callable[[bool], None]) -> None:  # noqa: N802
    """Play, step and reset beside the pictures, for small windows and the keyboard: they press Mesa's own controls.

    Args:
        event_seen_dark: Called with whether the page is dark, at first and whenever that changes: a page that follows
            the visitor's system tells nobody else.
    """
