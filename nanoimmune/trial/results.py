"""What a trial found: its records, and the tables, figures and report that are made of them.

This is the one place of the room that reaches to the right, into analysis, and only when asked
(docs/decisions/010-results-draw-themselves.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nanoimmune.trial.provenance import as_text
from nanoimmune.trial.store import MANIFEST, Store, write_whole

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from nanoimmune.readouts import Snapshot
    from nanoimmune.trial.trial import Trial


@dataclass(frozen=True, eq=False)
class Results:
    """Records of every run of a trial, with what follows from them.

    Attributes:
        trial: The trial.
        table: Records of all runs, a row a day.
        failures: Reasons of failed runs, by name of the run.
        provenance: The manifest: everything that is needed to run the trial again.
        snapshots: Pictures of the tissue of one subject in the order of days, by name of the arm; mostly none.
    """

    trial: "Trial"
    table: "pd.DataFrame"
    failures: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    snapshots: "Mapping[str, Sequence[Snapshot]]" = field(default_factory=dict)

    def records(self) -> "pd.DataFrame":
        """Give the records: a row a day, subject and arm, in the order of the arms."""
        return self.table.copy()

    def references(self) -> dict[str, str]:
        """Give the name of the arm that each arm is compared with, by its name."""
        return {arm.name: self.trial.reference_of(arm.name) for arm in self.trial.arms}

    def scores(self) -> "pd.DataFrame":
        """Give what an observer wrote down, times by subjects, the arms side by side.

        Returns:
            A column `day` (clinical scores) or `week` (weekly glucose readings, mg/dL), then for each arm a column for
            each subject, named after arm and subject.
        """
        from nanoimmune.analysis.scores import score_sheet
        from nanoimmune.analysis.stories import story_of

        return score_sheet(self, story_of(self.trial).sheet)

    def endpoints(self) -> "pd.DataFrame":
        """Give every end-point of every subject.

        Returns:
            Columns `arm, subject, endpoint, value`.
        """
        from nanoimmune.analysis.endpoints import endpoint_values
        from nanoimmune.analysis.stories import endpoints_of

        return endpoint_values(self.table, endpoints_of(self.trial), self.references(), self.trial.arms)

    def summary(self) -> "pd.DataFrame":
        """Give means, spreads and paired effects.

        Returns:
            Columns `arm, endpoint, n, mean, sd, low, high, effect, effect_low, effect_high`. Of `tr1_fold`,
            `autoregulatory_fold` and Treg:Teff they are the geometric mean and standard deviation, and `effect` is a
            ratio: 1 where an arm does nothing.
        """
        import pandas as pd

        from nanoimmune.analysis.effects import summarise
        from nanoimmune.analysis.stories import endpoints_of, story_of
        from nanoimmune.analysis.therapeutic_index import index_rows

        primary, partners = story_of(self.trial).primary, self.trial.irrelevant_partners()
        summary = summarise(self.endpoints(), endpoints_of(self.trial), primary, self.references(), partners)
        indices = index_rows(summary, self.trial.arms, primary)
        return summary if indices.empty else pd.concat([summary, indices], ignore_index=True)

    def figure(self, name: str = "overview") -> "Figure":
        """Draw one figure; it is returned and never shown.

        Args:
            name: Which, of those in the folder `figures` of the results.

        Returns:
            A matplotlib figure.
        """
        from nanoimmune.analysis.gallery import draw

        return draw(name, self)

    def report(self, path: str | Path) -> Path:
        """Write the report: one HTML file with the figures inside.

        Args:
            path: The file.

        Returns:
            Its path.
        """
        from nanoimmune.analysis.evidence import Evidence
        from nanoimmune.analysis.report import render

        text = render(Evidence.of(self))
        target = Path(path)
        write_whole(target, lambda passing: passing.write_text(text, encoding="utf-8"))
        return target

    def save(self, folder: str | Path) -> Path:
        """Write tables, figures and report into a folder.

        Args:
            folder: The folder; it is made if it is not there.

        Returns:
            Its path.

        Raises:
            InputError: If it cannot be written.
        """
        from nanoimmune.analysis.evidence import Evidence
        from nanoimmune.analysis.gallery import save_all
        from nanoimmune.analysis.report import render

        evidence = Evidence.of(self)
        store = Store(folder)
        store.figures.mkdir(parents=True, exist_ok=True)
        store.write_table("summary.csv", evidence.summary)
        store.write_table("scores.csv", self.scores())
        for name, table in evidence.tables.items():
            store.write_table(name, table)
        drawings = save_all(evidence, store.figures)
        store.write_text("report.html", render(evidence, drawings))
        if self.provenance:
            store.write_text(MANIFEST, as_text(self.provenance))
        return store.folder

    def __repr__(self) -> str:
        """Show size in one line."""
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"<Results of {self.trial!r}{failed}>"
