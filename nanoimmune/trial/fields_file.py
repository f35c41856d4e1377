"""The netCDF file of one run: its target tissues site by site, on the days that the trial asks for."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nanoimmune.errors import refuse
from nanoimmune.trial.store import write_whole

if TYPE_CHECKING:
    import xarray as xr

    from nanoimmune.readouts.tissue_fields import TissueFields

FIELDS_FILE = "-fields.nc"
"""What the name of a file of tissue fields ends with, after the name of its run."""

_ENGINE: Literal["h5netcdf"] = "h5netcdf"
_PLACES = ("plane", "line", "point")

_SAID = {
    "health": ("1", "share of a healthy site's tissue that lives; missing between islets"),
    "il2": ("nM", "interleukin 2"),
    "inflammatory": ("nM", "inflammatory cytokine"),
    "suppressive": ("nM", "suppressive cytokine"),
    "chemokine": ("nM", "chemokine"),
    "antigen": ("nM", "antigen that the tissue sheds, all proteins together"),
    "t_cells": ("1", "T cells, by phenotype"),
    "apcs": ("1", "agents of antigen-presenting cells, by state"),
    "spacing": ("um", "distance between neighbouring sites"),
    "day": ("days", "day, counted from day zero"),
}
"""Unit and meaning of every variable."""


def check_netcdf() -> None:
    """Refuse to keep tissue fields where nothing can write them.

    Raises:
        InputError: If the package that does it is not there.
    """
    if find_spec(_ENGINE) is None:
        raise refuse("--fields", f"no {_ENGINE}", f"{_ENGINE} beside xarray", "pip install h5netcdf h5py")


def as_dataset(fields: Sequence["TissueFields"], said: Mapping[str, Any]) -> "xr.Dataset":
    """Lay the tissues of one run out over compartment, day and place.

    Tissues of different extent share their axes; what lies beyond a smaller one is missing.

    Args:
        fields: Tissues by day.
        said: What the file says of itself.

    Returns:
        Variables over `compartment`, `day`, `plane`, `line` and `point`, with units and meanings.
    """
    import xarray as xr

    from nanoimmune.readouts.tissue_fields import APC_STATES, T_CELLS

    days = sorted({each.day for each in fields})
    places = sorted({each.place for each in fields})
    extent = tuple(max(each.health.shape[axis] for each in fields) for axis in range(3))
    spacing = {each.place: each.spacing for each in fields}
    head = (len(places), len(days))
    arrays = {name: np.full((*head, *extent), np.nan, np.float32) for name in ("health", *fields[0].substances)}
    counts = {
        "t_cells": np.full((*head, len(T_CELLS), *extent), np.nan, np.float32),
        "apcs": np.full((*head, len(APC_STATES), *extent), np.nan, np.float32),
    }
    for each in fields:
        at = (places.index(each.place), days.index(each.day))
        inside = tuple(slice(size) for size in each.health.shape)
        for name, values in {"health": each.health, **each.substances}.items():
            arrays[name][at][inside] = values
        for name, cells in (("t_cells", each.t_cells), ("apcs", each.apcs)):
            counts[name][at][(slice(None), *inside)] = cells
    dimensions = ("compartment", "day", *_PLACES)
    grouped = {"t_cells": "phenotype", "apcs": "state"}
    variables: dict[str, Any] = {name: (dimensions, values) for name, values in arrays.items()}
    variables |= {name: ((*dimensions[:2], grouped[name], *_PLACES), values) for name, values in counts.items()}
    variables["spacing"] = (("compartment",), np.array([spacing[place] for place in places]))
    dataset = xr.Dataset(
        {name: (*laid_out, _attributes(name)) for name, laid_out in variables.items()},
        coords={
            "compartment": [place.name.lower() for place in places],
            "day": ("day", days, _attributes("day")),
            "phenotype": list(T_CELLS),
            "state": list(APC_STATES),
            **{axis: np.arange(size) for axis, size in zip(_PLACES, extent, strict=True)},
        },
        attrs=dict(said),
    )
    return dataset


def _attributes(name: str) -> dict[str, str]:
    """Give unit and meaning of a variable."""
    units, long_name = _SAID[name]
    return {"units": units, "long_name": long_name}


def write_fields(folder: Path, name: str, fields: Sequence["TissueFields"], said: Mapping[str, Any]) -> None:
    """Write the tissue fields of one run, compressed, each piece with its check sum.

    Args:
        folder: Folder of the runs.
        name: Name of the run.
        fields: Tissues by day.
        said: What the file says of itself.
    """
    dataset = as_dataset(fields, said)
    packed = {"zlib": True, "complevel": 4, "shuffle": True, "fletcher32": True}
    encoding: dict[Any, Any] = {variable: packed for variable in dataset.data_vars if variable != "spacing"}

    def write(path: Path) -> None:
        dataset.to_netcdf(path, engine=_ENGINE, encoding=encoding)

    write_whole(folder / f"{name}{FIELDS_FILE}", write)


def read_fields(folder: Path, name: str) -> "xr.Dataset":
    """Read the tissue fields of one run into memory.

    Args:
        folder: Folder of the runs.
        name: Name of the run.

    Returns:
        What `as_dataset` gave.

    Raises:
        InputError: If nothing here can read netCDF.
        OSError: If the file is not there, or not what was written.
    """
    import xarray as xr

    check_netcdf()
    path = folder / f"{name}{FIELDS_FILE}"
    try:
        with xr.open_dataset(path, engine=_ENGINE) as dataset:
            loaded: xr.Dataset = dataset.load()
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as problem:
        raise OSError(f"{path.name} is damaged or missing: {problem}") from problem
    return loaded
