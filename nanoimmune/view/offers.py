"""What a visitor can choose from: each control with its value, unit, range and source, from the files of numbers."""

from dataclasses import dataclass
from typing import Any

from nanoimmune.parameters.load import passports
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.formulation import COATS, DIAMETERS, DRUGS, USUAL_DIAMETERS
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import EPITOPE_NAMES

NOTHING = "none"
"""How an absent part is called in a menu."""


@dataclass(frozen=True)
class Offer:
    """One control.

    Attributes:
        name: Name of the part or parameter that it sets.
        label: Its name in words.
        value: What it stands at.
        values: What it can be set to, in order.
        unit: Unit of numbers.
        hint: Meaning, range, source and status.
        is_number: Whether it is a slider and not a menu.
    """

    name: str
    label: str
    value: Any
    values: tuple[Any, ...]
    unit: str = ""
    hint: str = ""
    is_number: bool = True

    @property
    def told(self) -> str:
        """Label, value and unit."""
        value = f"{self.value:.4g}" if isinstance(self.value, float | int) else str(self.value)
        return f"{self.label}: {value} {self.unit}".rstrip()


def particle_offers(regimen: Regimen, arm: Arm) -> list[Offer]:
    """Controls of a particle.

    Args:
        regimen: The regimen that gives it, with what the visitor changed.
        arm: Whose host's repertoire and whose source are used.

    Returns:
        The controls that the particle has a place for.
    """
    particle = regimen.particle
    assert particle is not None
    note = arm_hint(arm)
    epitopes = tuple(EPITOPE_NAMES[each] for each in sorted(arm.scenario.repertoire))
    low, high = DIAMETERS.get(particle.core, USUAL_DIAMETERS)
    said = "Composition only: what the particle does follows from it."
    offers = [
        _menu("ligand", "pMHC ligand", particle.ligand, epitopes, f"Peptide-MHC on the surface. {note}"),
        _numbers("diameter", "size", particle.diameter, "nm", low, high, f"Outer diameter. {note}"),
        _menu("coat", "coat", particle.coat, tuple(COATS), f"Surface chemistry. {said}", optional=False),
        _menu("cargo", "antigen cargo", particle.cargo, epitopes, f"Antigen that it carries inside. {note}"),
        _menu("drug", "drug cargo", particle.drug, tuple(DRUGS), f"Drug inside. {said}"),
    ]
    if particle.ligand is not None:
        offers.insert(1, _numbers("valency", "valency", particle.valency, "per particle", 1, 1000, note))
    if particle.cargo is not None and not particle.copies:
        offers.append(_numbers("cargo_load", "antigen", particle.cargo_load, "fg", 1e-3, 1e4, note))
    if particle.drug is not None:
        offers.append(_numbers("drug_load", "drug", particle.drug_load, "fg", 1e-3, 1e4, note))
    return offers


def regimen_offers(regimen: Regimen, arm: Arm) -> list[Offer]:
    """Controls of the dates and the dose of a regimen; doses that are dated one by one keep their dates."""
    note, scenario = arm_hint(arm), arm.scenario
    if regimen.ligand_ug is not None:
        dose = _numbers("ligand_ug", "dose", regimen.ligand_ug, "µg pMHC", 0.01, 1000, note)
    else:
        dose = _numbers("particles", "dose", regimen.particles or 1.0, "particles", 1e6, 1e15, note)
    if regimen.days is not None:
        return [dose]
    lead = scenario.parameters.world.lead / 24.0
    first = 0 if regimen.trigger is not None else -int(lead)
    since = f"days after {regimen.trigger}" if regimen.trigger is not None else "day"
    start, last = float(regimen.start_day or 0.0), scenario.days - 1
    days = tuple(sorted({*range(first, last), start}))
    offers = [
        dose,
        Offer("start_day", "first dose", start, days, since, _hint("Day of the first dose.", first, last, "d", note)),
        Offer("doses", "doses", regimen.doses, tuple(sorted({*range(1, 31), regimen.doses})), "",
              _hint("How many doses.", 1, 30, "", note)),
    ]  # fmt: skip
    if regimen.doses > 1:
        every = float(regimen.every_days or 1.0)
        intervals = tuple(
            sorted({0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 10.0, 14.0, 21.0, 28.0, every})
        )
        hint = _hint("Days between doses.", 0.5, 28, "d", note)
        offers.append(Offer("every_days", "interval", every, intervals, "days", hint))
    return offers


def parameter_offer(name: str, scenario: Scenario) -> Offer:
    """The control of one parameter of the model, with its passport.

    Args:
        name: `group.name`.
        scenario: Whose value it stands at.

    Returns:
        The control.
    """
    passport = passports()[name]
    group, _, field = name.partition(".")
    value = float(getattr(getattr(scenario.parameters, group), field))
    unit = "" if passport.unit == "1" else passport.unit
    values = rising(passport.low, passport.high, value)
    said = f"{passport.says} Range {passport.low:g} to {passport.high:g} {unit}. {passport.status}; {passport.source}."
    return Offer(name, name, value, values, unit, said)


def arm_hint(arm: Arm) -> str:
    """What an arm means and on whose authority, as its scenario says."""
    declared = arm.scenario.arms.get(arm.name)
    return "" if declared is None else f"In this arm: {declared.says} Source: {declared.source}."


def rising(low: float, high: float, value: float) -> tuple[float, ...]:
    """Values of a slider over a range: evenly spread, or, over several powers of ten, 1, 2 and 5 of each.

    Args:
        low: Lower limit, which is included.
        high: Upper limit, which is included.
        value: One more value, so that what is set can be shown.

    Returns:
        The values, rising.
    """
    low, high = float(low), float(high)
    if low <= 0.0 or high / low < 50.0:
        steps = {low + (high - low) * number / 50.0 for number in range(51)}
        return tuple(sorted({round(each, 10) for each in steps} | {low, high, float(value)}))
    powers = [mantissa * 10.0**power for power in range(-12, 19) for mantissa in (1.0, 2.0, 5.0)]
    within = {float(f"{each:.1e}") for each in powers if low <= each <= high}
    return tuple(sorted(within | {low, high, float(value)}))


def _numbers(name: str, label: str, value: float, unit: str, low: float, high: float, note: str) -> Offer:
    """A slider."""
    return Offer(name, label, float(value), rising(low, high, value), unit, _hint("", low, high, unit, note))


def _menu(name: str, label: str, value: Any, known: tuple[str, ...], hint: str, optional: bool = True) -> Offer:
    """A menu; what stands in it is kept even where it is no single name."""
    names = (NOTHING, *known) if optional else known
    shown = NOTHING if value is None else value if isinstance(value, str) else ", ".join(value)
    return Offer(name, label, shown, names if shown in names else (*names, shown), "", hint, False)


def _hint(says: str, low: float, high: float, unit: str, note: str) -> str:
    """Meaning, range and source in one line."""
    return " ".join(f"{says} Range {low:g} to {high:g} {unit}. {note}".split())
