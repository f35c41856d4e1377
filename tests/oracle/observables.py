"""What is compared between a compiled life and a plain Mesa host, and how."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain_mesa import PlainHost
from benchmarks.plain_mesa.agents import TCell
from benchmarks.plain_mesa.parcels import Nanoparticle
from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from benchmarks.plain_mesa.tissue import Oligodendrocyte, TissueSite
from nanoimmune.host.life import Life
from nanoimmune.words import ApcState, Compartment, Epitope, Field, Phenotype
from nanoimmune.words import Oligodendrocyte as Condition

Table = dict[str, NDArray[np.float64]]
Measured = dict[str, float]
ATTRIBUTES = {
    "cells": (
        "phenotype", "place", "weight", "epitope", "signal", "help", "engaged", "bound", "inside", "divisions",
        "programme",
    ),
    "apcs": ("kind", "place", "state", "costimulation", "pmhc", "inside", "seekers", "helpers"),
    "parcels": ("place", "free"),
}  # fmt: skip


def tables_of_life(life: Life) -> dict[str, Table]:
    """Columns of the live rows."""
    people = {"cells": life.cells, "apcs": life.apcs, "parcels": life.parcels}
    found = {
        name: {column: people[name].column(column)[people[name].rows()] for column in columns}
        for name, columns in ATTRIBUTES.items()
    }
    for name, column in (("cells", "bound"), ("cells", "inside"), ("apcs", "inside")):
        found[name][column] = found[name][column].sum(axis=1)
    found["apcs"]["pmhc"] = found["apcs"]["pmhc"][:, Epitope.MOG35_55]
    return found


def tables_of_plain(host: PlainHost) -> dict[str, Table]:
    """The same of the agents of the plain model."""

    def read(agent: object, name: str) -> float:
        if name == "engaged":
            return float(agent.contact is not None)
        value = getattr(agent, name)
        if isinstance(value, dict):
            return sum(value.values())
        return value[Epitope.MOG35_55] if isinstance(value, list) else value

    kinds = {"cells": TCell, "apcs": AntigenPresentingCell, "parcels": Nanoparticle}
    return {
        name: {
            column: np.array([read(agent, column) for agent in host.agents_of(kinds[name])], float)
            for column in columns
        }
        for name, columns in ATTRIBUTES.items()
    }


def cells_and_particles(tables: dict[str, Table]) -> Measured:
    """Counts, signals and particles."""
    cells, apcs, parcels = tables["cells"], tables["apcs"], tables["parcels"]
    weight, signal = cells["weight"], cells["signal"]
    found = {"agents": float(len(weight)), "cells": weight.sum(), "divisions": cells["divisions"].sum()}
    for phenotype in Phenotype:
        if phenotype != Phenotype.FREE:
            found[f"cells {phenotype.name}"] = weight[cells["phenotype"] == phenotype].sum()
    for place in Compartment:
        found[f"T cells in {place.name}"] = weight[cells["place"] == place].sum()
        found[f"presenting cells in {place.name}"] = float((apcs["place"] == place).sum())
        found[f"free particles in {place.name}"] = parcels["free"][parcels["place"] == place].sum()
    found["signal"], found["help"], found["engaged"] = signal.sum(), cells["help"].sum(), cells["engaged"].sum()
    found["bound"], found["inside T cells"] = cells["bound"].sum(), cells["inside"].sum()
    for state in ApcState:
        found[f"presenting cells {state.name}"] = float((apcs["state"] == state).sum())
    for name in ("costimulation", "pmhc", "inside", "seekers", "helpers"):
        found[f"{name} of presenting cells"] = apcs[name].sum()
    return found


def fields_of(levels: NDArray[np.float64], voxels_of: Callable[[Compartment], slice]) -> Measured:
    """Mean levels in node and target tissue."""
    return {
        f"{field.name} in {place.name}": float(levels[field, voxels_of(place)].mean())
        for field in Field
        for place in (Compartment.NODE, Compartment.CNS)
    }


def measure_life(life: Life) -> Measured:
    """Everything that is compared, of a compiled life."""
    tissue = life.tissue
    return {
        **cells_and_particles(tables_of_life(life)),
        **fields_of(life.fields, life.voxels_of),
        "myelin": tissue.myelin.mean(),
        "axons": tissue.axons.mean(),
        "bareness": tissue.bareness.mean(),
        "burden": tissue.burden.sum(),
        "dead oligodendrocytes": float((tissue.oligodendrocyte == Condition.DEAD).sum()),
        "permeability": life.organs[0].permeability,
        "cleared": life.ledger.cleared.sum(),
    }


def measure_plain(host: PlainHost) -> Measured:
    """The same, of a plain Mesa host."""
    sites, domains = host.agents_of(TissueSite), host.agents_of(Oligodendrocyte)
    return {
        **cells_and_particles(tables_of_plain(host)),
        **fields_of(host.fields.levels, host.fields.voxels_of),
        "myelin": float(np.mean(sites.get("myelin"))),
        "axons": float(np.mean(sites.get("axons"))),
        "bareness": float(np.mean(sites.get("bareness"))),
        "burden": float(sum(domains.get("burden"))),
        "dead oligodendrocytes": float(sum(c == Condition.DEAD for c in domains.get("condition"))),
        "permeability": host.permeability,
        "cleared": sum(host.cleared),
    }


def scores(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Difference of the means over its standard error, an observable; zero where neither side varies nor differs."""
    difference = first.mean(axis=-2) - second.mean(axis=-2)
    variance = first.var(axis=-2, ddof=1) / first.shape[-2] + second.var(axis=-2, ddof=1) / second.shape[-2]
    scale = np.abs(first).mean(axis=-2) + np.abs(second).mean(axis=-2)
    alike = np.abs(difference) <= 1e-9 * scale
    return np.where(alike, 0.0, difference / np.sqrt(np.maximum(variance, 1e-300)))


def permutation_p(first: NDArray[np.float64], second: NDArray[np.float64], permutations: int = 2000) -> float:
    """Share of random relabellings of the replicates whose summed squared scores reach those found."""
    together, half = np.concatenate([first, second]), len(first)
    found = (scores(first, second) ** 2).sum()
    generator = np.random.default_rng(1)
    reached = 1
    for _ in range(permutations):
        order = generator.permutation(len(together))
        reached += (scores(together[order[:half]], together[order[half:]]) ** 2).sum() >= found
    return reached / (permutations + 1)


def as_array(replicates: Sequence[Sequence[Measured]]) -> NDArray[np.float64]:
    """Replicates by observable-times."""
    return np.array([[value for moment in moments for value in moment.values()] for moments in replicates])


def worst(
    first: NDArray[np.float64], second: NDArray[np.float64], moments: Sequence[Measured], times: Sequence[int]
) -> str:
    """Tell the largest scores, for the message of a test that fails."""
    names = [f"{name} at {time} h" for time, moment in zip(times, moments, strict=True) for name in moment]
    z = scores(first, second)
    order = np.argsort(-np.abs(z))[:12]
    return "\n".join(
        f"{names[k]}: z {z[k]:.1f}, compiled {first[:, k].mean():.4g}, plain {second[:, k].mean():.4g}" for k in order
    )
