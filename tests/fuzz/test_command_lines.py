"""Whatever is written after `nanoimmune`, there is a result, or one line that says what is wrong and no folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from nanoimmune.cli import app
from nanoimmune.study import bundle as bundling
from nanoimmune.study import plan
from nanoimmune.study import replay as replaying
from nanoimmune.study import sweep as sweeping
from nanoimmune.trial import conduct
from nanoimmune.verification import cases
from nanoimmune.view import exports, launch

runner = CliRunner()

WORDS = [
    "ms", "t1d", "untreated", "untreated,pmhc2-cognate", "untreated,untreated", ",", "pmhc2-cognat", "none.toml", ".",
    "1", "2", "0", "-1", "1.5", "1e400", "nan", "inf", "99999999999999999999", "0x10", "1_0", "\u0663", "", " ",
    "\u2603", "a" * 300, "auto", "local", "dask", "tcp://127.0.0.1:1", "grid", "lhs", "sobol", "--", "-", "--help",
    "[all]",
    "harm.phagocyte_rate=0.01", "harm.phagocyte_rate=nan", "harm.phagocyte_rate", "=1", "harm.phagocyte=1", "a=b=c",
    "world.cells_per_agent=0", "world.cells_per_agent=7", "world.cns_extent=1e9", "world.step=-1",
    "harm.phagocyte_rate=0.001:0.01:2", "harm.phagocyte_rate=1:0:2", "harm.phagocyte_rate=nan:1:2", "dose=1,2", "dose=",
    "dose=0:1:2:log", "particle.valency=5:80:2", "particle.core=1,2", "regimen.every_days=0,1", "regimen.start_day=1,2",
    "dose=::", "dose=1:2:1e9", "particle.=1,2", "no-treg", "antigen_spread", "CD4", "auc", "incidence", "kinetics",
    "history-matching", "abc-smc", "fates.*", "T02", "posterior.csv", "calibrated.toml",
]  # fmt: skip
"""What may stand for any argument or option: sense at the wrong place, and nonsense."""

LEFT_OUT = {"bench", "check"}
"""Commands that take no input to speak of, and run long."""


class AcceptedError(Exception):
    """Raised in place of the first run: nothing was wrong with the words."""


def commands(group: Any, so_far: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*so_far, name))
        elif name not in LEFT_OUT:
            yield (*so_far, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command with some of its options; most begin as a user would begin them."""
    called = draw(st.sampled_from(sorted(COMMANDS)))
    words = list(called)
    word = st.sampled_from(WORDS)
    for each in COMMANDS[called].params:
        if each.param_type_name == "argument":
            words += [draw(st.one_of(st.sampled_from(["ms", "t1d"]), word))] if draw(st.integers(0, 9)) else []
        elif each.opts[-1] != "--help" and (each.required or not draw(st.integers(0, 3))):
            words += [each.opts[0]] if each.is_flag else [each.opts[0], draw(word)]
    if not draw(st.integers(0, 19)):
        words.append(draw(word))
    return words


@pytest.fixture(autouse=True)
def _accepting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No life is lived, no kernel compiled, and no page served."""

    def accept(*_: object) -> None:
        raise AcceptedError

    monkeypatch.setattr(conduct, "compiled", accept)
    monkeypatch.setattr(sweeping, "compiled", accept)
    monkeypatch.setattr(bundling, "compiled", accept)
    monkeypatch.setattr(plan, "cost", accept)
    monkeypatch.setattr(replaying, "live", accept)
    monkeypatch.setattr(cases, "CASES", dict.fromkeys(cases.CASES, accept))
    monkeypatch.setattr(exports, "film", accept)
    monkeypatch.setattr(launch, "SETTINGS", {})
    monkeypatch.setattr(launch, "_compile", accept)


def told_of(words: list[str], folder: Path) -> None:
    """Call the command in an empty folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        told = runner.invoke(app, words)
    if isinstance(told.exception, AcceptedError) or told.exit_code == 0:
        return
    assert told.exit_code == 2, (words, told.exception, told.output)
    assert told.stderr.startswith("Error: "), words
    assert told.stderr.count("\n") == 1, words
    assert list(folder.iterdir()) == [], words


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=150, phases=[Phase.generate], suppress_health_check=QUIET)
@given(words=command_lines())
def test_a_command_line_is_carried_out_or_refused(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    told_of(words, tmp_path_factory.mktemp("empty"))


@pytest.mark.verification
@settings(max_examples=5000, phases=[Phase.generate], suppress_health_check=QUIET)
@given(words=command_lines())
def test_thousands_of_command_lines_are_carried_out_or_refused(
    words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told_of(words, tmp_path_factory.mktemp("empty"))


@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=QUIET)
@given(
    words=st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(max_size=8), st.sampled_from(["run", "--set"])), max_size=6
    )
)
def test_any_words_are_refused(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    told_of([word for word in words if "\0" not in word], tmp_path_factory.mktemp("empty"))


def test_every_command_is_among_them() -> None:
    """A new command is tried without being named here."""
    called = {" ".join(words) for words in COMMANDS}
    assert {
        "run",
        "sweep",
        "calibrate",
        "plan",
        "power",
        "compare",
        "report",
        "replay",
        "study status",
        "scenario validate",
    } <= called
