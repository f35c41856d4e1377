"""A trial: several arms, one cohort that lives through each of them, and what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from nanoimmune.errors import refuse
from nanoimmune.trial import provenance
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.carry_out import Progress
from nanoimmune.trial.checks import one_of, whole_number
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.conduct import Conduct
from nanoimmune.trial.engines import Engine, InProcess, Local
from nanoimmune.trial.execution import available_workers
from nanoimmune.trial.fields_file import check_netcdf
from nanoimmune.trial.observed import check_triggers
from nanoimmune.trial.partners import irrelevant_partners
from nanoimmune.trial.posterior import Posterior
from nanoimmune.trial.progress_bar import told_of
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import LONGEST_TRIAL
from nanoimmune.trial.store import Store

MOST_WORKERS = 1024


@dataclass(frozen=True)
class Trial:
    """Arms compared over one cohort of paired subjects.

    Attributes:
        arms: The arms; `untreated` is what the others are compared with, or else the first.
        cohort: The subjects, the same in every arm.
        days: Last day of the trial, counted from day zero; by default that of the first arm's scenario.
        field_days: Days on which the target tissues of every subject are kept site by site, in a netCDF file a run.
        posterior: Draws of numbers of the model, of which each subject lives by one, in all arms; None for the numbers
            of the arms.
    """

    arms: Sequence[Arm]
    cohort: Cohort = field(default_factory=Cohort)
    days: int | None = None
    field_days: Sequence[int] = ()
    posterior: Posterior | None = None

    def __post_init__(self) -> None:
        """Check arms, days and every date of a dose."""
        arms = (self.arms,) if isinstance(self.arms, Arm) else tuple(self.arms)
        if not arms:
            raise refuse("arms", (), "at least one arm", "Name an arm.")
        for arm in arms:
            if not isinstance(arm, Arm):
                raise refuse("arms", arm, "an Arm", "Declare it with Arm(...).")
        names = [arm.name for arm in arms]
        for name in names:
            if names.count(name) > 1:
                raise refuse("arms", name, "names that differ", "Name each arm once.")
        if not isinstance(self.cohort, Cohort):
            raise refuse("cohort", self.cohort, "a Cohort", "Use Cohort(subjects=20, seed=1).")
        object.__setattr__(self, "arms", arms)
        if self.days is None:
            object.__setattr__(self, "days", arms[0].scenario.days)
        whole_number("days", self.days, 1, LONGEST_TRIAL)
        for arm in arms:
            arm.check_days(self.length)
        object.__setattr__(self, "field_days", tuple(sorted(set(self.field_days))))
        for day in self.field_days:
            whole_number("field_days", day, -LONGEST_TRIAL, self.length)

    @classmethod
    def from_manifest(cls, path: str | Path) -> Self:
        """Declare a trial again from the manifest that it left behind.

        Args:
            path: A `manifest.json`, or the folder that holds it.

        Returns:
            The same trial; run it again for the same bits.

        Raises:
            InputError: If the manifest cannot be read, or something is missing in it.
        """
        manifest = provenance.read_manifest(path)
        arms = provenance.arms_from(manifest)
        with provenance.complete():
            cohort = Cohort(manifest["cohort"]["subjects"], manifest["cohort"]["seed"])
            drawn = manifest.get("posterior") and Posterior.from_manifest(manifest["posterior"])
            return cls(arms, cohort, manifest["days"], manifest.get("field_days", ()), drawn)

    @property
    def length(self) -> int:
        """Last day of the trial, counted from day zero."""
        assert self.days is not None
        return self.days

    @property
    def reference(self) -> str:
        """Name of the arm that the others are compared with."""
        names = [arm.name for arm in self.arms]
        return "untreated" if "untreated" in names else names[0]

    def reference_of(self, arm: str) -> str:
        """Name the arm that one arm is compared with.

        Args:
            arm: Name of an arm of the trial.

        Returns:
            Name of its own reference where that is in the trial, or else of the trial's reference.

        Raises:
            InputError: If the trial has no such arm.
        """
        arms = {each.name: each for each in self.arms}
        own = one_of("arm", arm, arms).reference
        return own if own is not None and own in arms else self.reference

    def irrelevant_partners(self) -> dict[str, str]:
        """Pair each cognate arm with the arm that differs from it by the epitope alone."""
        return irrelevant_partners(tuple(self.arms))

    def run(
        self,
        workers: int | None = None,
        progress: Callable[[Progress], object] | None = None,
        out: str | Path | None = None,
        command: Sequence[str] | None = None,
        engine: Engine | None = None,
    ) -> Results:
        """Let every subject live through every arm.

        The results depend on the trial alone, not on workers or on the order of arms. In a folder, runs that are there
        already are kept and only the others are lived.

        Args:
            workers: Processes at a time; by default one for each processor core. With 1 all is done in this process.
            progress: Called whenever something happens; in a notebook a bar is shown by default.
            out: Folder for run files, tables, figures, report and manifest, or None for none.
            command: The command that asked for this, for the manifest.
            engine: Where the runs are lived, in place of `workers`.

        Returns:
            What was found.

        Raises:
            InputError: If `workers`, `out` or the column of a trigger cannot be used; nothing has been written then.
            StudyStoppedError: If the disk takes no more; what is finished is kept.
        """
        if workers is not None:
            whole_number("workers", workers, 1, MOST_WORKERS)
        for arm in self.arms:
            check_triggers(arm)
        if self.field_days:
            check_netcdf()
            if out is None:
                raise refuse("out", out, "a folder, where tissue fields are kept", "Give one, or ask for no fields.")
        store = None if out is None else Store(out)
        runs = len(self.arms) * self.cohort.subjects
        conduct = Conduct(self, engine or usual_engine(workers, runs), store, command)
        with told_of(progress) as tell:
            return conduct.run(tell)

    def __repr__(self) -> str:
        """Show arms, cohort and length in one line."""
        return f"<Trial of {len(self.arms)} arms, {self.cohort.subjects} subjects, {self.days} days>"


def usual_engine(workers: int | None, runs: int) -> Engine:
    """Choose where runs are lived on this machine.

    Args:
        workers: Processes at a time; None for one a core, and 1 for this process alone.
        runs: Runs in all.

    Returns:
        The engine.
    """
    return InProcess() if workers == 1 else Local(max(1, min(workers or available_workers(), runs)))
