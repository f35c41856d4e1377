"""Mesa's data collectors and batch runs work on a host."""

import mesa
import pytest

from nanoimmune import Scenario
from nanoimmune.host import AntigenPresentingCell, ColumnCollector, Host, TCell, TissueSite


def place_of(agent: mesa.Agent) -> int:
    """Compartment of an agent, as a number."""
    return int(agent.place)


def test_every_reporter_works(host: Host) -> None:
    collector = mesa.DataCollector(
        model_reporters={"day": "day", "cells": lambda model: len(model.agents_by_type[TCell])},
        agent_reporters={"place": place_of, "uid": "unique_id"},
        agenttype_reporters={TCell: {"affinity": "affinity"}, TissueSite: {"myelin": "myelin"}},
    )
    collector.collect(host)
    assert collector.get_model_vars_dataframe().to_dict("list") == {
        "day": [host.day],
        "cells": [len(host.agents_by_type[TCell])],
    }
    assert len(collector.get_agent_vars_dataframe()) == len(host.agents)
    frame = collector.get_agenttype_vars_dataframe(TCell)
    assert frame["affinity"].tolist() == host.agents_by_type[TCell].get("affinity")


def test_columns_are_collected_as_agents_are(host: Host) -> None:
    reporters = {
        TCell: {"affinity": "affinity", "phenotype": "phenotype", "age": "age"},
        AntigenPresentingCell: {"pmhc": "pmhc", "double": lambda cell: 2 * cell.costimulation},
    }
    plain, fast = mesa.DataCollector(agenttype_reporters=reporters), ColumnCollector(agenttype_reporters=reporters)
    for _ in range(2):
        host.step()
        plain.collect(host)
        fast.collect(host)
    for kind in reporters:
        assert fast.get_agenttype_vars_dataframe(kind).equals(plain.get_agenttype_vars_dataframe(kind))


def test_a_collector_of_the_users_own_takes_the_place_of_the_standard_one(host: Host) -> None:
    host.datacollector = mesa.DataCollector(
        model_reporters={"permeability": lambda model: model.life.organs[0].permeability}
    )
    host.run_for(5)
    assert host.datacollector.get_model_vars_dataframe()["permeability"].iloc[-1] == host.life.organs[0].permeability
    assert len(host.datacollector.get_model_vars_dataframe()) == 5
    host.datacollector = None
    host.step()


def test_a_registered_data_set(host: Host) -> None:
    records = host.data_registry.track_agents(host.agents_by_type[TCell], "cells", fields=["phenotype"])
    assert len(records.data) == len(host.agents_by_type[TCell])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_batch_run(make) -> None:
    scenario: Scenario = make().declared
    rows = mesa.batch_run(
        Host, {"scenario": scenario}, rng=[1, 2], max_steps=5, display_progress=False, data_collection_period=1
    )
    assert len(rows) == 2 * 6
    assert {row["Step"] for row in rows} == {0, 1, 2, 3, 4, 5}
    host = Host(scenario, rng=2)
    host.run_for(5)
    assert rows[-1]["t_cells"] == len(host.life.cells)
    assert rows[-1]["permeability"] == host.life.organs[0].permeability
