"""Several threads within one life leave the same bits as one, whichever block is swept first."""

import ast
import copy
import inspect
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_digest import HOURS, inflamed_host, one_digest

from nanoimmune.host import Host, births, schedule, team
from nanoimmune.host.team import SHARED, Team

SWEEPS = Path(schedule.__file__).parents[1] / "sweeps"


@pytest.fixture(scope="module")
def digest() -> str:
    """The digest of a life in one thread."""
    return one_digest()


def with_team(threads: int) -> Host:
    """A small host whose every sweep is handed out."""
    host = inflamed_host(threads=threads)
    host.life.team = Team(threads, worth_it=0)
    return host


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_any_number_of_threads(digest: str, threads: int) -> None:
    host = with_team(threads)
    host.run_for(HOURS)
    assert host.digest() == digest


def test_rows_lie_as_one_thread_leaves_them() -> None:
    """Vacant rows, and with them the rows of the newborn, are the same: not only the digest is."""
    alone, together = inflamed_host(), with_team(3)
    for _ in range(HOURS):
        alone.step()
        together.step()
    for one, other in zip(alone.life.columns(), together.life.columns(), strict=True):
        used, vacant = one.meta.tolist()
        assert other.meta.tolist() == [used, vacant]
        assert np.array_equal(one.uid[:used], other.uid[:used])
        assert np.array_equal(one.vacant[:vacant], other.vacant[:vacant])


class Backwards(ThreadPoolExecutor):
    """Threads of which one does all the work, from the last block to the first."""

    def map(self, function: Any, *iterables: Any, **_: Any) -> Iterator[Any]:
        """Do everything in the wrong order."""
        return iter([function(*given) for given in reversed(list(zip(*iterables, strict=True)))])


def test_blocks_in_the_wrong_order(digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever one block takes from another would show, without waiting for threads to collide."""
    monkeypatch.setattr(team, "_pool", Backwards)
    host = with_team(4)
    host.run_for(HOURS)
    assert host.digest() == digest


def test_every_shared_sweep_has_been_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above reach every sweep that may be shared, and its roles name arguments and columns that it has."""
    seen: dict[str, Any] = {}
    block = team._Block

    def note(first: int, end: int, sharing: Any, names: Any, arguments: Any) -> Any:
        seen[next(name for name, known in SHARED.items() if known is sharing)] = (names, arguments)
        return block(first, end, sharing, names, arguments)

    monkeypatch.setattr(team, "_Block", note)
    with_team(2).run_for(HOURS)
    assert set(seen) == set(SHARED)
    for name, (names, arguments) in seen.items():
        sharing = SHARED[name]
        assert {*sharing.by_row, *sharing.counts, *([sharing.lists] if sharing.lists else [])} <= set(names)
        counted = [arguments[names.index(each)] for each in sharing.counts]
        counted += [getattr(arguments[1], each) for each in sharing.counts_on]
        assert all(array.dtype.kind == "i" for array in counted), "floats cannot be added in any order"


def indexed(function: ast.FunctionDef) -> Iterator[tuple[str, str, str, bool]]:
    """Array, column or nothing, first index, and whether it is written to, of everything that a sweep indexes."""
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript):
            index = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            array, _, column = ast.unparse(node.value).partition(".")
            yield array, column, ast.unparse(index), isinstance(node.ctx, ast.Store)


def own_row(function: ast.FunctionDef, rows: str) -> str:
    """Name of the row at hand in a sweep that walks over all rows, one by one, or in runs of which some are listed."""
    loops = [node for node in function.body if isinstance(node, ast.For)]
    (walk,) = [loop for loop in loops if f"{rows}.meta[0]" in ast.unparse(loop.iter)]
    if ast.unparse(walk.iter) == f"range({rows}.meta[0])":
        return ast.unparse(walk.target)
    assert ast.unparse(walk.iter) == f"range(0, {rows}.meta[0], RUN)"
    first, lists = ast.unparse(walk.target), set()
    for node in ast.walk(walk):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "flagged":
            *asked, listed = map(ast.unparse, node.args)
            assert asked == ["flags", f"end - {first}", first]
            lists.add(listed)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value) == "i":
            lists |= {ast.unparse(target).partition("[")[0] for target in node.targets}
    given = [
        ast.unparse(node.iter) for node in walk.body if isinstance(node, ast.For) and ast.unparse(node.target) == "i"
    ]
    given += [
        ast.unparse(node.value) for node in ast.walk(walk) if isinstance(node, ast.Assign) and is_row(node.targets)
    ]
    assert all(source == f"range({first}, end)" or source.partition("[")[0] in lists for source in given), given
    return "i"


def is_row(targets: list[ast.expr]) -> bool:
    """Whether the row at hand is what is assigned to."""
    return [ast.unparse(target) for target in targets] == ["i"]


def views(function: ast.FunctionDef, rows: str) -> set[str]:
    """Names that a sweep gives to the rows of its run, which it then counts from zero to the number of them."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and f"{rows}." in ast.unparse(node) and "[first:end]" in ast.unparse(node):
            (target,) = node.targets
            found |= {ast.unparse(each) for each in (target.elts if isinstance(target, ast.Tuple) else [target])}
    return found


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_sweep_touches_its_own_rows_only(name: str) -> None:
    """Read from the source: a race between threads is rare, and would be found by nobody."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SWEEPS.glob("*.py")]
    (function,) = [node for tree in trees for node in tree.body if getattr(node, "name", None) == name]
    assert isinstance(function, ast.FunctionDef)
    arguments, sharing = [each.arg for each in function.args.args], SHARED[name]
    rows = arguments[0]
    own = own_row(function, rows)
    seen = views(function, rows)
    for array, column, index, is_written in indexed(function):
        if array in seen:
            assert index == "k"
        elif array == rows and index == "first:end":
            assert not is_written
        elif array == rows:
            assert index == own or column in ("meta", "vacant") or column.endswith("shape"), (
                f"{array}.{column}[{index}]"
            )
        elif array in sharing.by_row:
            assert index == own
        elif is_written and array in arguments:
            assert array in sharing.counts or array == sharing.lists or column in sharing.counts_on, array
    handed_on = [ast.unparse(each) for node in ast.walk(function) if isinstance(node, ast.Call) for each in node.args]
    assert rows not in handed_on, "who knows what the other function writes to"


def test_a_small_life_is_left_to_one_thread(digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team, "_pool", None)
    assert one_digest(threads=8) == digest


def test_copies_take_their_team_along() -> None:
    host = with_team(2)
    host.run_for(5)
    twin = copy.deepcopy(host)
    assert twin.life.team == host.life.team == Team(2, worth_it=0)
    for each in (host, twin):
        each.run_for(20)
    assert twin.digest() == host.digest()


def test_an_error_in_a_block_is_raised() -> None:
    def seek(cells: Any) -> None:
        raise RuntimeError("a sweep failed")

    with pytest.raises(RuntimeError, match="a sweep failed"):
        Team(2, worth_it=0).sweep(seek, inflamed_host().life.cells.columns)


def test_every_large_sweep_goes_through_the_team() -> None:
    """A sweep that may be shared is not called past the team."""
    source = inspect.getsource(schedule) + inspect.getsource(births)
    past = [name for name in SHARED if f".{name}(" in source or f".{name}," not in source]
    assert past == []
