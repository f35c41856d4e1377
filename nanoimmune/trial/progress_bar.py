"""The progress bar of a trial on the terminal."""

from collections.abc import Callable
from typing import Any


class ProgressBar:
    """Show a progress bar on stderr while a trial runs, or nothing where that is not wanted."""

    def __init__(self, quiet: bool) -> None:
        """Make the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=quiet,
        )
        self._task = self._bar.add_task("starting", total=None)

    def __enter__(self) -> Callable[[Any], None]:
        """Hand out what is to be called; the bar appears when it first is, and not where the input is refused."""
        return self._update

    def _update(self, progress: Any) -> None:
        """Show how far it has come."""
        self._bar.start()
        self._bar.update(self._task, completed=progress.done, total=progress.total, description=progress.message)

    def __exit__(self, *_: object) -> None:
        """Clear the bar away, if it ever was there."""
        if self._bar.live.is_started:
            self._bar.stop()
