"""Every agent of a life, a row an agent and instant, written to disk column by column while the life goes on."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from nanoimmune.errors import refuse

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from nanoimmune.host import Host

TABLES: dict[str, tuple[str, dict[str, type[np.generic]]]] = {
    "t_cells": ("cells", {
        "uid": np.int64, "phenotype": np.int8, "place": np.int8, "site": np.int32, "epitope": np.int8,
        "clone": np.int32, "affinity": np.float32, "weight": np.int32, "divisions": np.int16, "signal": np.float32,
        "engaged": np.int8,
    }),
    "presenting_cells": ("apcs", {
        "uid": np.int64, "kind": np.int8, "place": np.int8, "site": np.int32, "state": np.int8,
        "costimulation": np.float32, "successions": np.int32, "seekers": np.int32, "helpers": np.int32,
        "tregs": np.int32,
    }),
    "parcels": ("parcels", {
        "uid": np.int64, "design": np.int8, "place": np.int8, "site": np.int32, "free": np.float32,
        "given": np.float32,
    }),
}  # fmt: skip
"""Columns that are kept of each population, with their widths; words of the field are numbers of their enums."""

ENDING = ".arrow"


class AgentRecord:
    """Writes all agents of a host, whenever it is asked, into one file a population.

    Each time is a batch of its own, so that memory holds one instant, however long the life is. The files are Arrow
    (Feather) files, which `read_agents`, `pandas.read_feather` and R's `arrow` read.
    """

    def __init__(self, folder: str | Path) -> None:
        """Make the folder; files that an earlier record left there are written anew.

        Args:
            folder: Where to.

        Raises:
            InputError: If the folder cannot be made or written.
        """
        import pyarrow as pa

        self.folder = Path(folder)
        self._schemas = {name: _schema(columns) for name, (_, columns) in TABLES.items()}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._files = {
                name: pa.ipc.new_file(str(self.folder / f"{name}{ENDING}"), schema)
                for name, schema in self._schemas.items()
            }
        except OSError as problem:
            allowed = f"a folder that can be written ({problem.strerror or problem})"
            raise refuse("agents", str(folder), allowed, "Choose another folder.") from problem

    def take(self, host: "Host") -> int:
        """Write down every agent as it is now; the host is only read.

        Args:
            host: The life.

        Returns:
            How many agents there are.
        """
        import pyarrow as pa

        rows = 0
        for name, (population, columns) in TABLES.items():
            agents = getattr(host.life, population)
            alive = _alive(agents)
            count = len(agents)
            arrays = [np.full(count, host.day, np.float32)]
            for column, width in columns.items():
                arrays.append(agents.column(column)[alive].astype(width, copy=False))
            self._files[name].write_batch(pa.record_batch([pa.array(each) for each in arrays], self._schemas[name]))
            rows += count
        return rows

    def close(self) -> None:
        """End the files."""
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Self:
        """Hand out the record."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the files."""
        self.close()


def read_agents(folder: str | Path, table: str = "t_cells") -> "pd.DataFrame":
    """Read what an `AgentRecord` wrote.

    Args:
        folder: Its folder.
        table: `t_cells`, `presenting_cells` or `parcels`.

    Returns:
        A row an agent and instant, with column `day` first.

    Raises:
        InputError: If there is no such table, or it cannot be read.
    """
    import pyarrow as pa
    import pyarrow.feather

    if table not in TABLES:
        raise refuse("table", table, ", ".join(TABLES), "Use one of these.")
    path = Path(folder) / f"{table}{ENDING}"
    try:
        found: pd.DataFrame = pyarrow.feather.read_table(path).to_pandas()
    except (OSError, pa.ArrowInvalid) as problem:
        raise refuse("agents", str(path), "a file that an AgentRecord wrote", "Check the folder.") from problem
    return found


def _schema(columns: dict[str, type[np.generic]]) -> "pa.Schema":
    """Give the columns of a file: the day, and those of the population."""
    import pyarrow as pa

    return pa.schema([("day", pa.float32()), *((name, pa.from_numpy_dtype(kind)) for name, kind in columns.items())])


def _alive(agents: Any) -> Any:
    """Say where the live rows are: a slice where no row is vacant, which copies nothing."""
    return slice(0, agents.used) if len(agents) == agents.used else agents.rows()
