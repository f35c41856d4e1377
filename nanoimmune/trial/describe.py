"""Scenarios and arms told in English, assumed numbers first, from the passports of the numbers themselves."""

import textwrap
from collections.abc import Iterable, Sequence

from nanoimmune.parameters.load import Passport, passports
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.state.geometry import build_geometry, spacing_of
from nanoimmune.trial.arm import HOURS_PER_DAY, Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.medicines_told import medicine_lines
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.wording import DAY_ZERO, TISSUE_WORDS, dealt, idle_numbers, in_a_row, induction, listed
from nanoimmune.words import EPITOPE_NAMES, Compartment

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
        scenario, usual, others = told.scenario, [told], []
        says = {told.name: ""}
    else:
        scenario = told
        further = [name for name in scenario.arms if name not in scenario.default_arms]
        usual, others = ([Arm.named(name, scenario) for name in names] for names in (scenario.default_arms, further))
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
        *[line for arm in usual for line in _arm_lines(arm, says.get(arm.name, ""))],
        *(["", "Further arms, by name:"] if others else []),
        *[line for arm in others for line in _arm_lines(arm, says.get(arm.name, ""))],
        *medicine_lines([*usual, *others]),
        "",
        "What is measured",
        "----------------",
        _wrapped(measurements(scenario)),
        "",
        _wrapped(f"Sources: {', '.join(scenario.sources)}; keys alone stand in parameters/references.bib."),
    ]
    return "\n".join(parts)


def assumed_numbers(scenario: Scenario) -> list[Passport]:
    """List the numbers of the model that are assumed, with the scenario's own values."""
    return [passport for passport in _in_order(scenario) if passport.status == "assumed"]


def all_numbers(scenario: Scenario) -> list[Passport]:
    """List every number of the model with the scenario's own values, the least certain first."""
    return sorted(_in_order(scenario), key=lambda passport: CERTAINTY.index(passport.status))


def disease(scenario: Scenario) -> str:
    """Say in words how the disease is made, who lacks which cells, and what is changed from the defaults."""
    sentences = [induction(dose) for dose in scenario.induction if isinstance(dose, ImmunisationDose)]
    if scenario.day_zero == "birth":
        first = -scenario.parameters.world.lead / HOURS_PER_DAY
        sentences.append(f"Days count from birth, and each life is followed from day {first:g} on.")
    repertoire = scenario.parameters.repertoire
    sentences.append(
        f"Each subject is dealt {repertoire.fewest_precursors:g} to {repertoire.most_precursors:g} naive precursors "
        f"for each epitope, and its own {dealt(scenario.tissues)}."
    )
    if scenario.lacking:
        lacking = ", ".join(sorted(EPITOPE_NAMES[epitope] for epitope in scenario.lacking))
        sentences.append(f"The host has no T cells specific for {lacking}.")
    if scenario.host_names:
        sentences.append(f"The hosts are the {listed(scenario.host_names)} ones of the scenario.")
    if scenario.off:
        sentences.append(f"Switched off: {listed(_short(scenario.off))}.")
    if scenario.overrides:
        changed = ", ".join(f"{name} = {value:g}" for name, value in sorted(scenario.overrides.items()))
        sentences.append(f"Changed from the defaults: {changed}.")
    return " ".join(sentences)


def measurements(scenario: Scenario) -> str:
    """Say in words what is recorded, when an animal is dead, and how immunity is challenged."""
    is_scored = Compartment.CNS in scenario.tissues
    sentences = _scoring(scenario) if is_scored else []
    if scenario.glycaemia is not None:
        sentences += _diagnosis(scenario.glycaemia) + ([] if is_scored else ["No animal is killed."])
    if scenario.snapshots:
        days = listed([f"day {day}" for day in scenario.snapshots])
        sentences.append(f"The tissue of the first subject of each arm is pictured on {days}.")
    if scenario.challenge is not None:
        challenge = scenario.challenge
        sentences.append(
            f"On day {challenge.day} a copy of each living host is vaccinated with {EPITOPE_NAMES[challenge.epitope]} "
            f"and its response followed for {challenge.watch_days} days; the host itself is not."
        )
    sentences += [str(challenge) for challenge in scenario.posed]
    return " ".join(sentences)


def _scoring(scenario: Scenario) -> list[str]:
    """Say how a disease with a clinical score is measured."""
    lethal_score = scenario.parameters.clinical.lethal_score
    sentences = [
        "Every subject is scored once a day from 0 to 5; the score is a read-out of inflammation, demyelination and "
        f"axon loss in the {TISSUE_WORDS[Compartment.CNS].name}.",
        f"An animal dies at an unrounded score of {lethal_score:g} and scores 5 from then on.",
    ]
    if scenario.humane_endpoint is not None:
        humane = scenario.humane_endpoint
        sentences.append(f"It is killed after {humane.days} days at {humane.score:g} or more, and scores 5 likewise.")
    return sentences


def _diagnosis(glycaemia: Glycaemia) -> list[str]:
    """Say how diabetes is measured."""
    above = in_a_row(glycaemia.readings, "reading")
    return [
        "Every subject is recorded once a day; blood glucose follows from the mass and function of its beta cells, and "
        "every islet is scored for insulitis from 0 to 4.",
        f"Glucose is read every {glycaemia.every_days} days: an animal is diabetic once {above} "
        f"{'are' if glycaemia.readings > 1 else 'is'} above {glycaemia.threshold:g} mg/dL, and free of diabetes again "
        f"once {above} {'are' if glycaemia.readings > 1 else 'is'} not.",
    ]


def methods(arms: Sequence[Arm], cohort: Cohort, days: int, reference: str) -> str:
    """Write the methods paragraph of a trial.

    Args:
        arms: Its arms.
        cohort: Its subjects.
        days: Its last day, counted from day zero.
        reference: Name of the arm that the others are compared with.

    Returns:
        One paragraph.
    """
    scenario = arms[0].scenario
    world = scenario.parameters.world
    lattices = listed([_lattice(scenario, tissue) for tissue in scenario.tissues])
    in_all = "; ".join(f"{arm.name}: {given(arm)}" for arm in arms)
    return " ".join(
        [
            f"{scenario.title} was simulated agent by agent in steps of {world.step:g} h, with up to "
            f"{world.cells_per_agent:g} cells an agent and {lattices}.",
            disease(scenario),
            f"The same {cohort.subjects} subjects (seed {cohort.seed}) lived through every arm {_span(scenario, days)} "
            f"({in_all}).",
            *_variants(arms),
            measurements(scenario),
            f"Differences are paired by subject, against {reference}{_own_references(arms, reference)}; intervals are "
            "95 % (t for means, Wilson for fractions, Bonett-Price for paired differences of fractions, bootstrap for "
            "the specificity index). Folds and Treg:Teff are geometric means, and their effects ratios.",
        ]
    )


def _lattice(scenario: Scenario, tissue: Compartment) -> str:
    """Say how finely a target tissue is followed."""
    world = scenario.parameters.world
    length, width, _ = build_geometry(world, (tissue,)).extent[tissue]
    spacing = spacing_of(tissue, world)
    return f"a lattice of {length} × {width} sites of {spacing:g} µm for the {TISSUE_WORDS[tissue].name}"


def given(arm: Arm) -> str:
    """Say in words what an arm is given, and in which variant of the host.

    Args:
        arm: The arm.

    Returns:
        Text such as `"nothing, in male hosts"`.
    """
    return (" and ".join(str(regimen) for regimen in arm.regimens) or "nothing") + _whereabouts(arm)


def _whereabouts(arm: Arm) -> str:
    """Say in which variant of the host an arm is, if it is in one, and without which rules."""
    names, off = arm.scenario.host_names, arm.scenario.off
    return (f", in {listed(names)} hosts" if names else "") + (f", without {listed(_short(off))}" if off else "")


def _short(rules: Sequence[str]) -> list[str]:
    """Names of rules without their modules."""
    return [rule.partition(".")[2] for rule in rules]


def _span(scenario: Scenario, days: int) -> str:
    """Say how long the lives of a trial are followed."""
    if scenario.day_zero == "birth":
        return f"to day {days} {DAY_ZERO[scenario.day_zero]}"
    return f"for {days} days {DAY_ZERO[scenario.day_zero]}"


def _variants(arms: Sequence[Arm]) -> list[str]:
    """Say what is different in the variants of the host that other arms live in."""
    usual, sentences = arms[0].scenario, []
    for kind in dict.fromkeys(_kind_of_host(arm.scenario) for arm in arms):
        if kind != _kind_of_host(usual):
            variant = next(arm.scenario for arm in arms if _kind_of_host(arm.scenario) == kind)
            numbers = variant.overrides.items() - usual.overrides.items()
            differs = [f"{name} = {value:g}" for name, value in sorted(numbers)]
            lacking = sorted(EPITOPE_NAMES[each] for each in variant.lacking - usual.lacking)
            differs += [f"no T cells specific for {name}" for name in lacking]
            differs += [f"no {rule}" for rule in _short(variant.off) if rule not in _short(usual.off)]
            names = listed(variant.host_names or ["other"])
            sentences.append(f"In {names} hosts: {listed(differs or ['all as declared'])}.")
    return sentences


def _kind_of_host(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """What sets the hosts of a scenario apart from those of another: their names, and what is switched off."""
    return scenario.host_names, scenario.off


def _own_references(arms: Sequence[Arm], reference: str) -> str:
    """Say which arms are compared with another arm than the rest."""
    named = {arm.name for arm in arms}
    own = [arm for arm in arms if arm.reference in named and arm.reference != reference]
    return "".join(f", {arm.name} against {arm.reference}" for arm in own)


def _assumptions(scenario: Scenario) -> list[str]:
    """List what is assumed: first what the scenario itself states, then numbers of its cells and tissues by group."""
    idle = idle_numbers(scenario.tissues)
    assumed = [passport for passport in assumed_numbers(scenario) if passport.name.split(".")[0] not in idle]
    total = len(passports())
    counts = {status: sum(p.status == status for p in _in_order(scenario)) for status in CERTAINTY}
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


def _in_order(scenario: Scenario) -> list[Passport]:
    """List every number with the scenario's own values, in the order of the parameter files."""
    return [_current(passport, scenario) for passport in passports().values()]


def _current(passport: Passport, scenario: Scenario) -> Passport:
    """Give a passport with the scenario's own value, and with its authority where the scenario states one."""
    current = passport._replace(value=scenario.overrides.get(passport.name, passport.value))
    note = next((note for note in scenario.notes if note.subject == f"parameter {passport.name}"), None)
    if note is None or passport.name in scenario.settings:
        return current
    return current._replace(source=note.source, status=note.status, fitted_to=())


def _unit(passport: Passport) -> str:
    """Write a unit after a number, or nothing for a pure number."""
    return "" if passport.unit == "1" else f" {passport.unit}"


def _arm_lines(arm: Arm, says: str) -> list[str]:
    """Tell one arm."""
    treatment = f"Given: {given(arm)}." if arm.is_treated else f"Nothing is given{_whereabouts(arm)}."
    against = f" Compared with {arm.reference}." if arm.reference else ""
    return _bullets([f"{arm.name}. {says} {treatment}{against}".replace("  ", " ")])


def _bullets(texts: Iterable[str]) -> list[str]:
    """Wrap texts as a list."""
    return [textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") for text in texts]


def _wrapped(text: str) -> str:
    """Wrap a paragraph."""
    return textwrap.fill(text, WIDTH)
