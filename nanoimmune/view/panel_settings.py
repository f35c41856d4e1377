"""What the next reset will live: scenario, arm, host, particle and regimen."""

from dataclasses import asdict, replace
from typing import Any

import solara

from nanoimmune.errors import InputError
from nanoimmune.parameters.load import passports
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.scenario import packaged_scenarios
from nanoimmune.view.choices import PARTICLE_PARTS, Choices, Plan, first_choices, first_regimen, opened, planned
from nanoimmune.view.desk import Desk
from nanoimmune.view.offers import (
    NOTHING,
    Offer,
    arm_hint,
    parameter_offer,
    particle_offers,
    regimen_offers,
)
from nanoimmune.view.twins import Twins
from nanoimmune.view.widgets import Controls

ADD = "choose …"


@solara.component
def Settings(desk: Desk, model: Any) -> None:  # noqa: N802
    """Sliders and menus for everything that a run starts from; steps of the run do not redraw them."""
    choices: Choices = desk.choices.value
    twins: Twins = model.value
    plan, problem = _tried(choices)

    def choose(chosen: dict[str, Any]) -> None:
        desk.choices.value = changed(desk.choices.value, chosen["name"], chosen["value"])

    lived = None if twins.plan is None else twins.plan.choices
    with solara.Sidebar(), solara.Column(classes=["ni-settings"], gap="6px"):
        if problem:
            solara.HTML("div", problem, classes=["ni-changed"], attributes={"role": "alert"})
        elif choices != lived:
            solara.HTML("div", "Changed. Press <b>Reset</b> to live it.", classes=["ni-changed"],
                        attributes={"role": "status"})  # fmt: skip
        with solara.Card("Scenario and arm"):
            Controls(offers=[asdict(each) for each in _first_offers(choices)], event_choose=choose)
            solara.Text(_given(plan), style="font-size: 13px")
        regimen = None if plan is None else first_regimen(plan.treated)
        if plan is not None and regimen is not None:
            with solara.Card("Particle"):
                Controls(offers=[asdict(each) for each in particle_offers(regimen, plan.treated)], event_choose=choose)
            with solara.Card("Regimen"):
                Controls(offers=[asdict(each) for each in regimen_offers(regimen, plan.treated)], event_choose=choose)
        with solara.Card("Host"):
            Controls(offers=[asdict(each) for each in _host_offers(choices, plan)], event_choose=choose)
            if choices.hosts or choices.settings or choices.particle or choices.regimen:
                usual = replace(choices, hosts=(), settings={}, particle={}, regimen={})
                solara.Button("undo all changes", text=True, small=True, on_click=lambda: desk.choices.set(usual))


def changed(choices: Choices, name: str, value: Any) -> Choices:
    """Give other choices, with one thing chosen anew.

    Args:
        choices: What was chosen so far.
        name: What is chosen: a field of `Choices`, a part of particle or regimen, or the name of a parameter.
        value: Its new value.

    Returns:
        The choices; another scenario or arm begins with its own particle and regimen.
    """
    if name == "scenario":
        return replace(first_choices(value), subject=choices.subject, seed=choices.seed)
    if name == "arm":
        return replace(choices, arm=value, particle={}, regimen={})
    if name == "subject":
        return replace(choices, subject=int(value))
    if name == "seed":
        return replace(choices, seed=int(value))
    if value == ADD:
        return choices
    if name == "host":
        others = tuple(each for each in choices.hosts if each != value)
        toggled = others if len(others) < len(choices.hosts) else (*others, value)
        return replace(choices, hosts=toggled)
    if name == "parameter":
        standing = parameter_offer(value, planned(choices).scenario).value
        return replace(choices, settings={**choices.settings, value: standing})
    if "." in name:
        return replace(choices, settings={**choices.settings, name: float(value)})
    if name in PARTICLE_PARTS:
        part = None if value == NOTHING else value
        return replace(choices, particle={**choices.particle, name: part})
    number = int(value) if name == "doses" else float(value)
    return replace(choices, regimen={**choices.regimen, name: number})


def _tried(choices: Choices) -> tuple[Plan | None, str]:
    """The plan of the choices, or what is wrong with them."""
    try:
        return planned(choices), ""
    except InputError as problem:
        return None, str(problem)


def _first_offers(choices: Choices) -> list[Offer]:
    """Menus of scenarios and arms, and which subject it is."""
    scenario = opened(choices.scenario)
    names = tuple(dict.fromkeys((*packaged_scenarios(), choices.scenario)))
    arm = Arm.named(choices.arm, scenario)
    return [
        Offer("scenario", "scenario", choices.scenario, names, "", scenario.title, False),
        Offer("arm", "arm", choices.arm, tuple(scenario.arms), "", arm_hint(arm), False),
        Offer("subject", "subject", choices.subject, tuple(range(max(40, choices.subject + 1))), "",
              "Which animal of the cohort; its twin is the same one, untreated.", True),
        Offer("seed", "seed", choices.seed, tuple(sorted({*range(1, 31), choices.seed})), "",
              "Seed of the cohort: another seed deals other animals.", True),
    ]  # fmt: skip


def _host_offers(choices: Choices, plan: Plan | None) -> list[Offer]:
    """Menus of variants of the host and of all numbers of the model, and a slider for each that was changed."""
    scenario = opened(choices.scenario)
    told = "; ".join(f"{name}: {scenario.known_hosts[name].says}" for name in choices.hosts)
    standing = ", ".join(choices.hosts) or "none"
    offers = [
        Offer("host", f"variants ({standing})", ADD, (ADD, *scenario.known_hosts), "",
              told or "Choose to add a variant of the host, choose it again to take it away.", False),
        Offer("parameter", "number to change", ADD, (ADD, *passports()), "",
              "Any number of the model; it then has a slider with its unit, range and source.", False),
    ]  # fmt: skip
    if plan is not None:
        offers += [parameter_offer(name, plan.scenario) for name in choices.settings]
    return offers


def _given(plan: Plan | None) -> str:
    """What the arm gives, as a methods section says it."""
    if plan is None:
        return ""
    told = "; ".join(str(regimen) for regimen in plan.treated.regimens)
    return f"Given: {told}." if told else "Nothing is given in this arm; choose another to treat."
