"""What is written of every agent is what the host holds, instant by instant, in narrow columns."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.populous import agents_of, populous
from nanoimmune.errors import InputError
from nanoimmune.readouts import AgentRecord, read_agents
from nanoimmune.readouts.agents import TABLES

AGENTS = 400


def test_every_agent_is_written_as_it_is(tmp_path: Path) -> None:
    """Twice, with vacant rows between the live ones the second time."""
    host = populous(AGENTS)
    with AgentRecord(tmp_path) as record:
        assert record.take(host) == agents_of(host.life)
        first = {name: getattr(host.life, population).rows().size for name, (population, _) in TABLES.items()}
        cells = host.life.cells
        cells.remove(cells.rows()[5:9])
        record.take(host)
    for name, (population, columns) in TABLES.items():
        agents, found = getattr(host.life, population), read_agents(tmp_path, name)
        assert list(found) == ["day", *columns]
        assert len(found) == first[name] + len(agents)
        later = found.iloc[first[name] :]
        assert np.all(later["day"] == np.float32(host.day))
        for column, width in columns.items():
            kept = agents.column(column)[agents.rows()].astype(width)
            assert later[column].dtype == np.dtype(width)
            assert np.array_equal(later[column], kept), (name, column)


def test_no_row_is_wider_than_forty_bytes() -> None:
    for _, columns in TABLES.values():
        assert 4 + sum(np.dtype(width).itemsize for width in columns.values()) <= 40


def test_codes_fit_their_columns(tmp_path: Path) -> None:
    """No number is cut off: the width of a column is that of the host's, or it is a measure that may be rounded."""
    rounded = {"signal", "costimulation", "free", "given", "seekers", "helpers", "tregs"}
    host = populous(AGENTS)
    for population, columns in TABLES.values():
        for column, width in columns.items():
            own = getattr(host.life, population).column(column).dtype
            assert own == np.dtype(width) or column in rounded, column


def test_what_cannot_be_written_or_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="agents: got"):
        AgentRecord(tmp_path / "file")
    with pytest.raises(InputError, match="a file that an AgentRecord wrote"):
        read_agents(tmp_path)
    with pytest.raises(InputError, match="table: got 'cells'"):
        read_agents(tmp_path, "cells")
