"""What a study varies: a number of the model, of the particles, or of their doses, and what an arm is at each value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nanoimmune.errors import InputError, did_you_mean, refuse
from nanoimmune.parameters.load import WHOLE, check_override, passports
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.trial import Trial

PARTICLE_FIELDS = ("diameter", "valency", "cargo_load", "copies", "drug_load", "message_load")
REGIMEN_FIELDS = ("start_day", "doses", "every_days", "particles", "ligand_ug", "amount")
_AMOUNTS = ("particles", "ligand_ug", "amount")
_STATED_OTHERWISE = {"copies": "cargo_load", "cargo_load": "copies"}
"""Two ways to state one amount."""

DOSE = "dose"
"""The factor by which every dose of an arm is multiplied, however the arm states it."""

_UNITS = {
    "particle.diameter": "nm", "particle.valency": "pMHC per particle", "particle.cargo_load": "fg",
    "particle.copies": "per particle", "particle.drug_load": "fg", "particle.message_load": "fg",
    "regimen.start_day": "day", "regimen.every_days": "days", "regimen.particles": "per dose",
    "regimen.ligand_ug": "ug per dose", DOSE: "times that of the arm",
}  # fmt: skip
"""Units of what is no parameter; an amount has the unit of its agent, and a number of doses has none."""

_FORMS = "LOW:HIGH:COUNT, LOW:HIGH:COUNT:log, or values with commas; LOW:HIGH where a design is sampled"


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that is varied.

    Attributes:
        name: `group.name` of a parameter, `particle.FIELD`, `regimen.FIELD`, or `dose`.
        values: The values of a grid, or the two limits between which a design is sampled.
        logarithmic: Whether samples are spread evenly over the logarithm.
        count: How many values a grid has; None where only the limits are given.
    """

    name: str
    values: tuple[float, ...]
    logarithmic: bool = False
    count: int | None = None

    @classmethod
    def read(cls, text: str, option: str = "--vary") -> "Factor":
        """Read a factor as it is written on a command line, such as `particle.valency=5:80:8`.

        Args:
            text: Name, equals sign, and values.
            option: Name of the option that it was given with.

        Returns:
            The factor.

        Raises:
            InputError: If it cannot be read, or there is nothing of that name.
        """
        name, equals, written = (part.strip() for part in text.partition("="))
        if not equals or not written:
            raise refuse(option, text, _FORMS, f"Write it as {option} particle.valency=5:80:8.")
        known = known_factors()
        if name not in known:
            mend = did_you_mean(name, known, "nanoimmune parameters lists every GROUP.NAME.")
            allowed = "dose, particle.FIELD, regimen.FIELD, or a parameter as GROUP.NAME"
            raise refuse(option, name, allowed, mend)
        parts = written.split(":")
        logarithmic = parts[-1] == "log"
        parts = parts[:-1] if logarithmic else parts
        try:
            if len(parts) == 1:
                values = tuple(float(value) for value in written.split(","))
                if not np.isfinite(values).all():
                    raise ValueError
                return cls(name, values, count=len(values))
            low, high = float(parts[0]), float(parts[1])
            if len(parts) == 2:
                return cls._checked(option, text, name, (low, high), logarithmic, None)
            (written_count,) = parts[2:]
            count = int(written_count)
            if not 2 <= count <= 1000 or (logarithmic and min(low, high) <= 0):
                raise ValueError
            spread = np.geomspace if logarithmic else np.linspace
            values = tuple(float(value) for value in spread(low, high, count))
            return cls._checked(option, text, name, values, logarithmic, count)
        except InputError:
            raise
        except ValueError as problem:
            raise refuse(option, text, _FORMS, f"Write it as {option} particle.valency=5:80:8.") from problem

    @classmethod
    def _checked(
        cls, option: str, text: str, name: str, values: tuple[float, ...], logarithmic: bool, count: int | None
    ) -> "Factor":
        """Refuse limits in the wrong order, and a logarithm of nothing."""
        if not values[0] < values[-1] or (logarithmic and values[0] <= 0) or not np.isfinite(values).all():
            mend = "Give the lower limit first, and above zero for a logarithm."
            raise InputError(f"{option}: got {text!r}; allowed: {_FORMS}. {mend}")
        return cls(name, values, logarithmic, count)

    def at(self, share: float) -> float:
        """Give the value at a share of the way between the limits, 0 to 1."""
        low, high = self.values[0], self.values[-1]
        value = low * (high / low) ** share if self.logarithmic else low + (high - low) * share
        return self.rounded(float(min(max(value, low), high)))

    def share_of(self, value: float) -> float:
        """Give the share of the way between the limits that a value lies at."""
        low, high = self.values[0], self.values[-1]
        if self.logarithmic:
            return float(np.log(value / low) / np.log(high / low))
        return (value - low) / (high - low)

    @property
    def unit(self) -> str:
        """Unit of its values; empty where they have none."""
        unit = passports()[self.name].unit if self.name in passports() else _UNITS.get(self.name, "")
        return "" if unit == "1" else unit

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.name in WHOLE or self.name == "regimen.doses"

    def rounded(self, value: float) -> float:
        """Give the value that a sampled one stands for."""
        return float(round(value)) if self.is_whole else float(value)


def known_factors() -> tuple[str, ...]:
    """Name everything that can be varied."""
    particle = (f"particle.{field}" for field in PARTICLE_FIELDS)
    regimen = (f"regimen.{field}" for field in REGIMEN_FIELDS)
    return (DOSE, *particle, *regimen, *passports())


def at_point(trial: Trial, values: Mapping[str, float]) -> Trial:
    """Give a trial in which some things are otherwise.

    Args:
        trial: The trial.
        values: Value by name of the factor.

    Returns:
        The trial at that point. An arm that has nothing of the kind is as it was, so its runs are shared by all points.

    Raises:
        InputError: If a value is out of range, or no arm has what is varied.
    """
    arms = list(trial.arms)
    numbers = {name: check_override(name, value) for name, value in values.items() if name in passports()}
    if numbers:
        arms = [replace(arm, scenario=arm.scenario.with_parameters(numbers)) for arm in arms]
    for name, value in values.items():
        if name not in numbers:
            changed = [_with(arm, name, value) for arm in arms]
            if changed == arms and not any(_has(regimen, name) for arm in arms for regimen in arm.regimens):
                mend = "Choose arms that are given such particles or doses."
                raise refuse("--vary", name, "something that an arm of the study has", mend)
            arms = changed
    return Trial(arms, trial.cohort, trial.days)


def _with(arm: Arm, name: str, value: float) -> Arm:
    """Change one thing in every regimen of an arm that has it."""
    if not any(_has(regimen, name) for regimen in arm.regimens):
        return arm
    regimens = tuple(_changed(regimen, name, value) if _has(regimen, name) else regimen for regimen in arm.regimens)
    return replace(arm, regimens=regimens)


def _has(regimen: Regimen, name: str) -> bool:
    """Tell whether a regimen has what a factor varies."""
    kind, _, field = name.partition(".")
    if kind == "particle":
        return regimen.particle is not None and bool(getattr(regimen.particle, field))
    return name == DOSE or getattr(regimen, field) is not None


def _changed(regimen: Regimen, name: str, value: float) -> Regimen:
    """Change one thing in a regimen."""
    kind, _, field = name.partition(".")
    if kind == "particle":
        assert regimen.particle is not None
        particle = regimen.particle
        other = _STATED_OTHERWISE.get(field)
        both: dict[str, Any] = {other: 0.0} if other else {}
        return replace(regimen, particle=replace(particle, **{**both, field: value}))
    if name == DOSE:
        stated: dict[str, Any] = {
            each: getattr(regimen, each) for each in _AMOUNTS if getattr(regimen, each) is not None
        }
        times: dict[str, Any] = {each: amount * value for each, amount in stated.items()}
        return replace(regimen, **times)
    changed: dict[str, Any] = {field: int(value) if field == "doses" else value}
    return replace(regimen, **changed)
