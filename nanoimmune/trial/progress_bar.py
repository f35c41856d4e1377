"""The progress bar of a trial, on the terminal or in a notebook, and lines where there is neither."""

import html
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

_PAUSE = 0.2
"""Seconds between two changes of a bar in a notebook."""

_TENTHS = 10
"""Parts of the way, each of which has a line where there is no terminal."""


class ProgressBar:
    """Show a bar with an estimate of the time left while a trial runs, or nothing where that is not wanted.

    `with ProgressBar() as progress: trial.run(progress=progress)` does so on a terminal. In a notebook, `run` shows
    one by itself.
    """

    def __init__(self, quiet: bool = False) -> None:
        """Make the bar; it appears when something is first told, and not where the input is refused."""
        self._view: _Notebook | _Terminal | _Log | None = None
        if not quiet:
            self._view = _Notebook() if in_notebook() else _Terminal() if sys.stderr.isatty() else _Log()

    def __enter__(self) -> Self:
        """Hand out what is to be called."""
        return self

    def __call__(self, progress: Any) -> None:
        """Show how far it has come."""
        if self._view is not None:
            left = "" if progress.left is None else f"about {in_words(progress.left)} left"
            self._view.show(progress.done, progress.total, progress.message, left)

    def __exit__(self, *_: object) -> None:
        """Clear the bar away, if it ever was there; in a notebook a line is left."""
        if self._view is not None:
            self._view.close()


class _Terminal:
    """A bar of characters on stderr."""

    def __init__(self) -> None:
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
        )
        self._task = self._bar.add_task("starting", total=None, left="")

    def show(self, done: int, total: int, message: str, left: str) -> None:
        """Draw the bar."""
        self._bar.start()
        self._bar.update(self._task, completed=done, total=total, description=message, left=left)

    def close(self) -> None:
        """Clear it away."""
        if self._bar.live.is_started:
            self._bar.stop()


class _Log:
    """Lines on stderr, where that is a file or another program: what begins, and every tenth of the way."""

    def __init__(self) -> None:
        """Nothing is done yet."""
        self._done = 0

    def show(self, done: int, total: int, message: str, left: str) -> None:
        """Write a line, if there is something new."""
        tenths, before = (_TENTHS * each // max(total, 1) for each in (done, self._done))
        begins = done == self._done
        self._done = done
        if begins or before < tenths < _TENTHS:
            sys.stderr.write(f"{done} of {total} runs: {message if begins else left}\n")
            sys.stderr.flush()

    def close(self) -> None:
        """There is nothing to clear away."""


class _Notebook:
    """One output of a cell, a bar that is changed in place; it needs no widgets, and stands in a saved notebook."""

    def __init__(self) -> None:
        """Begin to count the time."""
        self._handle: Any = None
        self._begun = time.perf_counter()
        self._shown = -_PAUSE
        self._last: tuple[int, int, str, str] | None = None

    def show(self, done: int, total: int, message: str, left: str) -> None:
        """Draw the bar, a few times a second at most."""
        self._last = (done, total, message, left)
        passed = time.perf_counter() - self._begun
        if passed - self._shown >= _PAUSE:
            self._shown = passed
            self._draw(f"{message}, {in_words(passed)}{', ' if left else ''}{left}")

    def close(self) -> None:
        """Leave a line that says how long it took."""
        if self._last is not None:
            self._draw(f"{in_words(time.perf_counter() - self._begun)} in all")

    def _draw(self, said: str) -> None:
        """Draw the bar as HTML, and as text where that cannot be shown."""
        from IPython.display import display

        assert self._last is not None
        done, total = self._last[:2]
        told = f"{done} of {total} runs: {said}"
        page = (
            f'<progress value="{done}" max="{max(total, 1)}" style="width: 18em; vertical-align: middle"></progress> '
            f"{html.escape(told)}"
        )
        bundle = {"text/plain": told, "text/html": page}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)


def in_notebook() -> bool:
    """Tell whether this process serves a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and "IPKernelApp" in getattr(shell, "config", {})


@contextmanager
def told_of(progress: Callable[[Any], object] | None) -> Iterator[Callable[[Any], object]]:
    """Give what is told of progress: what was asked for, or else a bar in a notebook, and nothing elsewhere.

    Args:
        progress: What was asked for.
    """
    if progress is not None:
        yield progress
        return
    with ProgressBar(quiet=not in_notebook()) as shown:
        yield shown


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
