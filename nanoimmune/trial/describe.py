"""Scenarios and arms told in English, assumed numbers first, from the passports of the numbers themselves."""

import textwrap
from collections.abc import Iterable, Sequence

from nanoimmune.parameters.load import Passport, passports
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import EPITOPE_NAMES

WIDTH = 100
CERTAINTY = ("assumed", "fitted", "derived", "measured")
"""Statuses of numbers, the least certain first."""


def describe(told: Scenario | Arm | str) -> str:
    """Tell a scenario or an arm as a page of English, with its assumed numbers first.

    Args:
        told: A scenario, an arm, or the name of a packaged scenario.

    Returns:
        The page.

    Raises:
        InputError: If there is no scenario of that name.
    """
    if isinstance(told, str):
        told = Scenario.named(told)
    if isinstance(told, Arm):
        scenario, arms = told.scenario, [told]
        says = {told.name: ""}
    else:
        scenario = told
        arms = [Arm.named(name, scenario) for name in scenario.default_arms]
        says = {name: declared.says for name, declared in scenario.arms.items()}
    parts = [
        scenario.title,
        "=" * len(scenario.title),
        "",
        *_assumptions(scenario),
        "",
        "The disease",
        "-----------",
        _wrapped(scenario.description),
        _wrapped(disease(scenario)),
        "",
        "The arms",
        "--------",
        *[line for arm in arms for line in _arm_lines(arm, says.get(arm.name, ""))],
        "",
        "What is measured",
        "----------------",
        _wrapped(measurements(scenario)),
        "",
        _wrapped(f"Sources: {', '.join(scenario.sources)}; full references in parameters/references.bib."),
    ]
    return "\n".join(parts)


def assumed_numbers(scenario: Scenario) -> list[Passport]:
    """List the numbers of the model that are assumed, with the scenario's own values."""
    return [_current(passport, scenario) for passport in passports().values() if passport.status == "assumed"]


def all_numbers(scenario: Scenario) -> list[Passport]:
    """List every number of the model with the scenario's own values, the least certain first."""
    found = [_current(passport, scenario) for passport in passports().values()]
    return sorted(found, key=lambda passport: CERTAINTY.index(passport.status))


def disease(scenario: Scenario) -> str:
    """Say in words how the disease is made, who lacks which cells, and what is changed from the defaults."""
    sentences = [_induction(dose) for dose in scenario.induction if isinstance(dose, ImmunisationDose)]
    repertoire = scenario.parameters.repertoire
    sentences.append(
        f"Each subject is dealt {repertoire.fewest_precursors:g} to {repertoire.most_precursors:g} naive precursors "
        "for each epitope, and its own affinities, antigen uptake and barrier."
    )
    if scenario.lacking:
        lacking = ", ".join(sorted(EPITOPE_NAMES[epitope] for epitope in scenario.lacking))
        sentences.append(f"The host has no T cells specific for {lacking}.")
    if scenario.overrides:
        changed = ", ".join(f"{name} = {value:g}" for name, value in sorted(scenario.overrides.items()))
        sentences.append(f"Changed from the defaults: {changed}.")
    return " ".join(sentences)


def measurements(scenario: Scenario) -> str:
    """Say in words what is recorded, when an animal is dead, and how immunity is challenged."""
    clinical = scenario.parameters.clinical
    sentences = [
        "Every subject is scored once a day from 0 to 5; the score is a read-out of inflammation, demyelination and "
        "axon loss in the CNS.",
        f"An animal dies at an unrounded score of {clinical.lethal_score:g} and scores 5 from then on.",
    ]
    if scenario.humane_endpoint is not None:
        humane = scenario.humane_endpoint
        sentences.append(f"It is killed after {humane.days} days at {humane.score:g} or more, and scores 5 likewise.")
    if scenario.challenge is not None:
        challenge = scenario.challenge
        sentences.append(
            f"On day {challenge.day} a copy of each living host is vaccinated with {EPITOPE_NAMES[challenge.epitope]} "
            f"and its response followed for {challenge.watch_days} days; the host itself is not."
        )
    return " ".join(sentences)


def methods(arms: Sequence[Arm], cohort: Cohort, days: int, reference: str) -> str:
    """Write the methods paragraph of a trial.

    Args:
        arms: Its arms.
        cohort: Its subjects.
        days: Its length.
        reference: Name of the arm that the others are compared with.

    Returns:
        One paragraph.
    """
    scenario = arms[0].scenario
    world = scenario.parameters.world
    given = "; ".join(f"{arm.name}: {_given(arm)}" for arm in arms)
    return " ".join(
        [
            f"{scenario.title} was simulated agent by agent in steps of {world.step:g} h, with up to "
            f"{world.cells_per_agent:g} cells an agent and a lattice of {world.cns_extent:g} × {world.cns_extent:g} "
            f"sites of {world.cns_spacing:g} µm for the CNS.",
            disease(scenario),
            f"The same {cohort.subjects} subjects (seed {cohort.seed}) lived through every arm for {days} days from "
            f"immunisation ({given}).",
            measurements(scenario),
            f"Differences are paired by subject, against {reference}; intervals are 95 % (t for means, Wilson for "
            "fractions, Bonett-Price for paired differences of fractions, bootstrap for the specificity index).",
        ]
    )


def _given(arm: Arm) -> str:
    """Say in words what an arm is given."""
    return " and ".join(str(regimen) for regimen in arm.regimens) or "nothing"


def _induction(dose: ImmunisationDose) -> str:
    """Say in words how one immunisation is given."""
    antigen = f"{_times(dose.amount)} dose of {EPITOPE_NAMES[dose.epitope]} in adjuvant"
    toxin = f" and {_times(dose.pertussis)} dose of pertussis toxin" if dose.pertussis else ""
    return f"On day {dose.day:g} the host is immunised with {antigen}{toxin}."


def _times(share: float) -> str:
    """Say how a dose compares with the standard one."""
    return "the standard" if share == 1 else f"{share:g} times the standard"


def _assumptions(scenario: Scenario) -> list[str]:
    """List what is assumed: first what the scenario itself states, then the model's numbers by group."""
    assumed = assumed_numbers(scenario)
    total = len(passports())
    counts = {status: sum(p.status == status for p in passports().values()) for status in CERTAINTY}
    lines = ["What is assumed", "---------------"]
    tally = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    lines.append(_wrapped(f"Of the model's {total} numbers, {tally}. Judge the rest of this page by these."))
    notes = [note for note in scenario.notes if note.status == "assumed"]
    lines += _bullets(f"{note.subject}: {note.says}" for note in notes)
    for group in dict.fromkeys(passport.name.split(".")[0] for passport in assumed):
        mine = [passport for passport in assumed if passport.name.split(".")[0] == group]
        listed = ", ".join(f"{p.name.split('.')[1]} {p.value:g}{_unit(p)}" for p in mine)
        lines += _bullets([f"{group}: {listed}"])
    lines.append("`nanoimmune parameters GROUP` says what each means, its range and its source.")
    return lines


def _current(passport: Passport, scenario: Scenario) -> Passport:
    """Give a passport with the scenario's own value."""
    return passport._replace(value=scenario.overrides.get(passport.name, passport.value))


def _unit(passport: Passport) -> str:
    """Write a unit after a number, or nothing for a pure number."""
    return "" if passport.unit == "1" else f" {passport.unit}"


def _arm_lines(arm: Arm, says: str) -> list[str]:
    """Tell one arm."""
    given = "Nothing is given." if not arm.is_treated else f"Given: {_given(arm)}."
    return _bullets([f"{arm.name}. {says} {given}".replace("  ", " ")])


def _bullets(texts: Iterable[str]) -> list[str]:
    """Wrap texts as a list."""
    return [textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") for text in texts]


def _wrapped(text: str) -> str:
    """Wrap a paragraph."""
    return textwrap.fill(text, WIDTH)
