"""What every agent of a regimen has in common, and the routes by which agents are given."""

from typing import ClassVar, Protocol

from nanoimmune.medicine_words import Route
from nanoimmune.parameters.medicines import library
from nanoimmune.state.dose import Dose
from nanoimmune.trial.checks import one_of, quantity

ROUTES = {route.name.lower(): route for route in Route}
"""Routes by the name that a user writes."""

ROUTE_WORDS = {"iv": "i.v.", "sc": "s.c.", "ip": "i.p.", "oral": "by mouth"}
"""Routes as a methods section writes them."""

_G_PER_KG = 1000.0


class Agent(Protocol):
    """Something that can be given, as a user declares it; its amount is stated by the regimen.

    Attributes:
        kind: Name of the kind, as scenario files have it.
        routes: Routes by which it can be given, the usual one first.
    """

    kind: ClassVar[str]
    routes: ClassVar[tuple[str, ...]]

    def amount(self, given: object) -> float:
        """Check an amount, and turn it into the unit that this kind is kept in."""

    def dose(self, day: float, amount: float, route: str) -> Dose:
        """One dose, as a host receives it."""

    def epitopes(self) -> frozenset[str]:
        """Names of the epitopes that it carries or is specific for."""

    def told(self, amount: float) -> str:
        """One amount of it, as a methods section writes it."""


def check_route(agent: Agent, route: str | None) -> str:
    """Accept a route by which an agent can be given, or give the usual one.

    Args:
        agent: The agent.
        route: Name of the route, or None for the usual one.

    Returns:
        The name.

    Raises:
        InputError: If the agent is not given so.
    """
    return agent.routes[0] if route is None else one_of("regimen.route", route, {name: name for name in agent.routes})


def mass(field: str, given: object) -> float:
    """Accept a mass in ug, with a unit of its own, or by the mass of the body such as `"5 mg/kg"`.

    Args:
        field: Name of the field as the user writes it.
        given: What the user gave.

    Returns:
        ug for one mouse.

    Raises:
        InputError: If it is no mass, or out of range.
    """
    text = given.strip() if isinstance(given, str) else given
    if isinstance(text, str) and text.endswith("/kg"):
        each = quantity(field, text.removesuffix("/kg"), "ug", 1e-6, 1e8)
        return quantity(field, each * library().kinds["mouse"]["mass"].value / _G_PER_KG, "ug", 1e-6, 1e6)
    return quantity(field, text, "ug", 1e-6, 1e6)


def standard(kind: str, name: str) -> float:
    """Give a number that holds for every agent of a kind."""
    return library().kinds[kind][name].value
