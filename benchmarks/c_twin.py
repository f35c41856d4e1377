"""The hottest kernel against a twin in C that is compiled on the spot and must give the same cells."""

import copy
import ctypes
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.populous import populous
from nanoimmune.host.life import Life
from nanoimmune.sweeps.choose_fate import choose_fate
from nanoimmune.words import Field

COMPILERS = ("cc", "gcc", "clang")
OPTIONS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")


def compare_with_c(agents: int, tries: int = 5) -> dict[str, Any]:
    """Time `choose_fate` and its twin on copies of one state.

    Returns:
        The ratio of the CPU times, the nanoseconds a cell of both, and whether the cells came out the same; or why
        it was skipped.
    """
    compiler = next((name for name in COMPILERS if shutil.which(name)), None)
    if compiler is None:
        return {"kernel": "choose_fate", "skipped": "no C compiler"}
    host = populous(agents)
    host.step()
    life = host.life
    with tempfile.TemporaryDirectory() as folder:
        try:
            library = _compiled(life, compiler, Path(folder))
        except (subprocess.CalledProcessError, OSError) as problem:
            return {"kernel": "choose_fate", "skipped": f"the C compiler failed: {type(problem).__name__}"}
        engine, twin = [], []
        _engine(copy.deepcopy(life))
        for _ in range(tries):
            ours, theirs = copy.deepcopy(life), copy.deepcopy(life)
            engine.append(_engine(ours))
            twin.append(_twin(theirs, library))
    same = all(
        np.array_equal(ours.cells.column(name), theirs.cells.column(name))
        for name in ("phenotype", "programme", "changed", "bound", "inside")
    )
    cells = len(life.cells)
    return {
        "kernel": "choose_fate",
        "ratio": min(engine) / min(twin),
        "nanoseconds_per_cell": 1e9 * min(engine) / cells,
        "nanoseconds_per_cell_in_c": 1e9 * min(twin) / cells,
        "same_cells": same,
    }


def _structure(name: str, numbers: Any) -> str:
    """A group of parameters as a C structure of doubles."""
    return f"typedef struct {{ double {', '.join(numbers._fields)}; }} {name};\n"


def _compiled(life: Life, compiler: str, folder: Path) -> Any:
    """Compile and load the twin."""
    numbers = life.parameters
    head = _structure("Fates", numbers.fates)
    head += _structure("Repertoire", numbers.repertoire) + _structure("Binding", numbers.binding)
    body = Path(__file__).with_name("choose_fate.c").read_text(encoding="utf-8")
    source, library = folder / "twin.c", folder / "twin.so"
    source.write_text(head + body, encoding="utf-8")
    subprocess.run([compiler, *OPTIONS, "-o", library, source, "-lm"], check=True, capture_output=True)
    return ctypes.CDLL(str(library))


def _losses(life: Life) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Quanta a particle, and a place to count what is lost in."""
    return life.quanta(), np.zeros(len(life.ledger.injected), np.int64)


def _engine(life: Life) -> float:
    """CPU seconds of the engine's kernel."""
    numbers, (quanta, cleared) = life.parameters, _losses(life)
    began = time.process_time()
    choose_fate(
        life.cells.columns, life.geometry, life.fields, life.makeup(), numbers.fates, numbers.repertoire,
        numbers.binding, quanta, cleared, life.subject.key, life.body.step, life.hours,
    )  # fmt: skip
    return time.process_time() - began


def _twin(life: Life, library: Any) -> float:
    """CPU seconds of the twin."""
    cells, numbers, (quanta, cleared) = life.cells.columns, life.parameters, _losses(life)
    groups = [np.array(group, float) for group in (numbers.fates, numbers.repertoire, numbers.binding)]
    il2, soothing = life.fields[Field.IL2].copy(), life.fields[Field.SUPPRESSIVE].copy()

    def at(array: NDArray[Any]) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    columns = [
        at(column)
        for column in (
            cells.phenotype, cells.uid, cells.site, cells.signal, cells.help, cells.affinity, cells.weight,
            cells.divisions, cells.programme, cells.changed, cells.bound, cells.inside,
        )
    ]  # fmt: skip
    made_of = life.makeup()
    rest = [
        at(array)
        for array in (
            life.geometry.voxel_of_site, il2, soothing, made_of.valency, made_of.diameter, *groups, quanta, cleared,
        )
    ]  # fmt: skip
    began = time.process_time()
    library.choose_fate(
        ctypes.c_int64(life.cells.used), *columns, ctypes.c_int64(cells.bound.shape[1]), *rest, at(cells.vacant),
        at(cells.meta), ctypes.c_uint64(life.subject.key), ctypes.c_int64(life.body.step),
        ctypes.c_double(life.hours),
    )  # fmt: skip
    return time.process_time() - began
