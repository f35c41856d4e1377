"""A published experiment as a trial of ours: the scenario that it names, with the tables that its file adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from nanoimmune.analysis.stories import endpoints_of
from nanoimmune.errors import InputError, refuse
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.checks import one_of, whole_number
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.scenario import Scenario, packaged_scenarios
from nanoimmune.trial.scenario_file import checked, read_table
from nanoimmune.trial.trial import Trial
from nanoimmune.validation.target_file import LAID_OVER, TargetFile, read

QUICK_CELLS = 32.0
"""Cells that an agent may stand for in the quick form, where the scenario does not let it stand for more."""


@dataclass(frozen=True)
class Experiment:
    """One published experiment.

    Attributes:
        entry: What its file declares.
        scenario: The scenario that it names, with what the file adds.
    """

    entry: TargetFile
    scenario: Scenario

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Read an experiment.

        Args:
            path: The target file.

        Returns:
            The experiment.

        Raises:
            InputError: Naming the file, if anything in it cannot be used.
        """
        path = Path(path)
        entry, table = read(path)
        try:
            found = cls(entry, _scenario(path.name, entry, table))
            found._check()
        except InputError as problem:
            told = str(problem)
            raise InputError(told if told.startswith(path.name) else f"{path.name}: {told}") from None
        return found

    def _check(self) -> None:
        """Refuse arms, end-points and days that there are not."""
        for number in self.entry.numbers:
            for arm in (number.arm, number.against):
                if arm is not None:
                    one_of(f"numbers.{number.name}.arm", arm, self.scenario.arms)
        trial = self.trial(quick=True, seed=1)
        known = {each.name: each for each in endpoints_of(trial)}
        for number in self.entry.numbers:
            for field, name in (("endpoint", number.endpoint), ("among", number.among)):
                if name is not None:
                    one_of(f"numbers.{number.name}.{field}", name, known)
            for field, day in (("day", number.day), ("since_day", number.since_day), ("until_day", number.until_day)):
                if day is not None:
                    whole_number(f"numbers.{number.name}.{field}", day, 0, trial.length)

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms that its numbers are read of, each once, with what they are compared with."""
        wanted = [arm for number in self.entry.numbers for arm in (number.against, number.arm) if arm is not None]
        return tuple(dict.fromkeys(wanted))

    def trial(self, *, quick: bool, seed: int) -> Trial:
        """Declare the trial.

        Args:
            quick: Few subjects and coarse agents.
            seed: Seed of the cohort.

        Returns:
            The trial, with the arms that the numbers need.
        """
        scenario = self.scenario
        if quick:
            coarse = max(QUICK_CELLS, scenario.parameters.world.cells_per_agent)
            scenario = scenario.with_parameters({"world.cells_per_agent": coarse})
        subjects = self.entry.quick_subjects if quick else self.entry.subjects
        arms = [Arm.named(name, scenario) for name in self.arms]
        return Trial(arms, Cohort(subjects, seed), self.entry.days)

    def __repr__(self) -> str:
        """Show id and title in one line."""
        return f"<Experiment {self.entry.id!r}: {self.entry.title}>"


@cache
def _packaged(name: str) -> Scenario:
    """Read a packaged scenario once, for all experiments that add nothing to it."""
    return Scenario.named(name)


def _scenario(file: str, entry: TargetFile, table: Mapping[str, Any]) -> Scenario:
    """Lay the tables of a target file over those of its scenario."""
    path = one_of("scenario", entry.scenario, packaged_scenarios())
    added = {name: table[name] for name in LAID_OVER if table.get(name)}
    if added:
        base = read_table(path)
        both = {name: {**base.get(name, {}), **own} for name, own in added.items()}
        scenario = Scenario.declared(entry.scenario, checked(file, {**base, **both}))
    else:
        scenario = _packaged(entry.scenario)
    if not entry.vaccinated:
        scenario = replace(scenario, challenge=None)
    return replace(scenario, snapshots=()).with_challenges(*entry.default_challenges)


def packaged_targets() -> Path:
    """Folder of the target files that come with the package."""
    return Path(str(files("nanoimmune") / "targets"))


def gathered(
    folders: Sequence[str | Path] = (),
    chosen: Sequence[str] = (),
    scenario: str | None = None,
    option: str = "--only",
) -> list[Experiment]:
    """Read every packaged experiment, and those of further folders.

    Args:
        folders: Further folders of target files.
        chosen: Ids of those that are wanted; none for all.
        scenario: Name of the scenario whose experiments are wanted; None for all.
        option: Name of the option that they were chosen with.

    Returns:
        The experiments, in the order of their ids, packaged ones first.

    Raises:
        InputError: If a folder holds none, one cannot be used, or an id is there twice or unknown.
    """
    known: dict[str, Path] = {}
    for folder in (packaged_targets(), *folders):
        for name, file in _files(folder).items():
            if name in known:
                allowed = "an id that no other target file has"
                raise refuse(f"{file.name}: id", name, allowed, "Choose another id.")
            known[name] = file
    wanted = [one_of(option, name, known) for name in dict.fromkeys(chosen)] if chosen else list(known.values())
    of_scenario = [file for file in wanted if scenario in (None, read_table(file).get("scenario"))]
    return [Experiment.from_file(file) for file in of_scenario]


def experiments(folder: str | Path) -> list[Experiment]:
    """Read every experiment of one folder.

    Args:
        folder: Folder of target files.

    Returns:
        The experiments, in the order of their ids.

    Raises:
        InputError: If there is none, or one cannot be used.
    """
    return [Experiment.from_file(file) for file in _files(folder).values()]


def _files(folder: str | Path) -> dict[str, Path]:
    """List the target files of a folder by the ids that they give, in the order of the ids.

    Raises:
        InputError: If there is none, one cannot be read, or two have one id.
    """
    path = Path(folder)
    found: dict[str, Path] = {}
    for file in sorted(path.glob("*.toml")) if path.is_dir() else []:
        name = str(read_table(file).get("id", file.stem))
        if name in found:
            raise refuse(f"{file.name}: id", name, "an id that no other target file has", "Choose another id.")
        found[name] = file
    if not found:
        raise refuse("--targets", str(folder), "a folder with target files (*.toml)", "See docs/targets.md.")
    return dict(sorted(found.items()))
