"""The lines of Python that live again what a page shows."""

from typing import Any

from nanoimmune.trial.agents.agent import Agent
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.view.choices import Plan, first_regimen
from nanoimmune.view.timeline import Change


def script(plan: Plan, changes: tuple[Change, ...] = ()) -> str:
    """Write the lines that live again both lives of a plan, and the other future where there is one.

    Args:
        plan: What is lived.
        changes: What the other future does otherwise.

    Returns:
        A program; its results hold the subject of the page as the last of its cohort.
    """
    choices = plan.choices
    lines = [
        "from nanoimmune import Arm, Cohort, Particle, Regimen, Scenario, Trial",
        "",
        f"scenario = {_scenario(plan)}",
        f'declared = Arm.named("{choices.arm}", scenario)',
        f'arms = [Arm("{plan.untreated.name}", declared.scenario)]',
    ]
    regimen = first_regimen(plan.treated)
    if regimen is not None and (choices.particle or choices.regimen):
        assert regimen.particle is not None
        place = plan.treated.regimens.index(regimen)
        lines += [
            f"particle = {_call('Particle', regimen.particle, Particle)}",
            f"regimen = {_regimen(regimen)}",
            f"others = declared.regimens[:{place}], declared.regimens[{place + 1}:]",
            f'arms.append(Arm("{plan.treated.name}", declared.scenario, (*others[0], regimen, *others[1])))',
        ]
    else:
        lines.append(f'arms.append(Arm("{plan.treated.name}", declared.scenario, declared.regimens))')
    for number, change in enumerate(changes):
        lines += _changed(change, number)
    cohort = f"Cohort(subjects={plan.cohort.subjects}, seed={plan.cohort.seed})"
    lines += [
        f"results = Trial(arms, {cohort}, days={plan.days}).run()",
        f'print(results.table[results.table["subject"] == {choices.subject}].to_string())',
    ]
    return "\n".join(lines) + "\n"


def _scenario(plan: Plan) -> str:
    """The scenario with the numbers and hosts that were chosen."""
    choices = plan.choices
    by = "from_file" if choices.scenario.endswith(".toml") else "named"
    told = f'Scenario.{by}("{choices.scenario}")'
    if choices.settings:
        told += f".with_parameters({dict(choices.settings)!r})"
    return told + "".join(f'.host("{host}")' for host in choices.hosts)


def _changed(change: Change, number: int) -> list[str]:
    """The arm of another future."""
    base = "arms[1].regimens" if number == 0 else "arms[-1].regimens"
    lines = []
    if change.withhold:
        kept = f"[dose.day for dose in each.as_doses() if dose.day < {change.day}]"
        lines += [
            "from dataclasses import replace",
            f"kept = [(each, {kept}) for each in {base}]",
            "dates = dict(start_day=None, doses=1, every_days=None, until_day=None)",
            "base = tuple(replace(each, **dates, days=tuple(days)) for each, days in kept if days)",
        ]
        base = "base"
        lines.append("# a regimen that waits for a sign has no dates: it is told here as if its sign showed on day 0")
    if change.give:
        first = "next(each for each in arms[1].regimens if each.particle is not None)"
        lines += [
            f"given = {first}",
            "extra = Regimen(given.particle, particles=given.particles, ligand_ug=given.ligand_ug, route=given.route,",
            f"    days=({change.day},))",
        ]
        lines.append(f'arms.append(Arm("branch", arms[1].scenario, (*{base}, extra)))')
    else:
        lines.append(f'arms.append(Arm("branch", arms[1].scenario, {base}))')
    return lines


def _regimen(regimen: Regimen) -> str:
    """A regimen of the particle that stands above it."""
    parts = {name: getattr(regimen, name) for name in ("particles", "ligand_ug", "route", "trigger", "stop")}
    dates = ("days",) if regimen.days is not None else ("start_day", "doses", "every_days")
    parts |= {name: getattr(regimen, name) for name in dates}
    return f"Regimen(particle, {_arguments({name: value for name, value in parts.items() if value is not None})})"


def _call(name: str, made: Particle | Agent, kind: Any) -> str:
    """A call that makes an object, with the arguments that differ from their defaults."""
    fields = kind.__dataclass_fields__
    stated = {each: getattr(made, each) for each in fields if getattr(made, each) != fields[each].default}
    return f"{name}({_arguments(stated)})"


def _arguments(stated: dict[str, Any]) -> str:
    """Arguments by keyword."""
    return ", ".join(f"{name}={value!r}" for name, value in stated.items())
