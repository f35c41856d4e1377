"""The progress bar of a trial, on the terminal or in a notebook."""

from typing import Any, Self


class ProgressBar:
    """Show a bar with an estimate of the time left while a trial runs, or nothing where that is not wanted.

    `with ProgressBar() as progress: trial.run(progress=progress)` does so in a script or a notebook.
    """

    def __init__(self, quiet: bool = False) -> None:
        """Make the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            transient=True,
            disable=quiet,
        )
        self._task = self._bar.add_task("starting", total=None, left="")

    def __enter__(self) -> Self:
        """Hand out what is to be called; the bar appears when it first is, and not where the input is refused."""
        return self

    def __call__(self, progress: Any) -> None:
        """Show how far it has come."""
        self._bar.start()
        left = "" if progress.left is None else f"about {in_words(progress.left)} left"
        self._bar.update(
            self._task, completed=progress.done, total=progress.total, description=progress.message, left=left
        )

    def __exit__(self, *_: object) -> None:
        """Clear the bar away, if it ever was there."""
        if self._bar.live.is_started:
            self._bar.stop()


def in_words(seconds: float) -> str:
    """Write a length of time as one would say it.

    Args:
        seconds: How long.

    Returns:
        Text such as `"40 s"`, `"12 min"` or `"3.5 h"`.
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
