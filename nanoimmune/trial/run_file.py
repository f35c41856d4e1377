"""The file of one run: its record, with everything that the run can be lived again from, and the pictures beside it."""

import json
import platform
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nanoimmune.trial import provenance
from nanoimmune.trial.fields_file import FIELDS_FILE, read_fields, write_fields
from nanoimmune.trial.store import TISSUE_FILE, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from nanoimmune.readouts import Snapshot
    from nanoimmune.readouts.tissue_fields import TissueFields

_KEY = b"nanoimmune"
"""Under which a Parquet file keeps what it says of itself."""

_DAMAGED = (OSError, ValueError, KeyError, TypeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What reading a file may raise of which any byte is not what was written; what Arrow raises is among them."""


def surroundings() -> dict[str, str]:
    """Tell what may change the last bit of a result besides the model: packages, and the kind of processor."""
    return {**provenance.versions(), "machine": f"{platform.system()} {platform.machine()}"}


def write_run(
    folder: Path, record: "pd.DataFrame", pictures: "Sequence[Snapshot]", stamp: Mapping[str, Any],
    fields: "Sequence[TissueFields]" = (),
) -> None:  # fmt: skip
    """Write what is kept of one run; the record last, so that where it is there, all is.

    Args:
        folder: Folder of the runs.
        record: What was recorded.
        pictures: Pictures of its tissue, or none.
        stamp: What the file says of itself: name, subject, and every number of the arm.
        fields: Its target tissues site by site, or none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if pictures:
        _write_pictures(folder, stamp["name"], pictures)
    if fields:
        told = {"title": "Target tissues of one simulated subject", "arm": stamp["arms"][0]["name"]}
        told |= {name: stamp[name] for name in ("subject", "seed", "model")}
        write_fields(folder, stamp["name"], fields, {**told, "run": stamp["name"]})
    said = {**stamp, "versions": surroundings(), "pictures": len(pictures), "fields": len(fields)}
    table = pa.Table.from_pandas(record, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: json.dumps(said).encode()})
    path = folder / f"{stamp['name']}.parquet"
    write_whole(path, lambda passing: pq.write_table(table, passing, write_page_checksum=True))


def read_stamp(path: Path) -> dict[str, Any] | None:
    """Read what a run file says of itself.

    Args:
        path: The file.

    Returns:
        What `write_run` was given, with the versions of packages; None where the file is not there, is cut short, or
        is no run of this format.
    """
    import pyarrow.parquet as pq

    try:
        said = json.loads((pq.read_schema(path).metadata or {})[_KEY])
    except _DAMAGED:
        return None
    return said if isinstance(said, dict) and said.get("format") == provenance.FORMAT else None


def is_whole(folder: Path, name: str) -> bool:
    """Tell whether a run is there, record and pictures.

    A file that was cut short has lost its end, where its index is, and is not whole.

    Args:
        folder: Folder of the runs.
        name: Name of the run.
    """
    stamp = read_stamp(folder / f"{name}.parquet")
    if stamp is None or stamp.get("name") != name:
        return False
    if stamp.get("fields") and not (folder / f"{name}{FIELDS_FILE}").is_file():
        return False
    return not stamp.get("pictures") or zipfile.is_zipfile(folder / f"{name}{TISSUE_FILE}")


def is_sound(folder: Path, name: str) -> bool:
    """Tell whether a run is there, and every page of its record and its pictures as written; this reads all of it.

    Args:
        folder: Folder of the runs.
        name: Name of the run.
    """
    try:
        if not is_whole(folder, name) or read_record(folder / f"{name}.parquet").empty:
            return False
        read_pictures(folder, name)
        if (folder / f"{name}{FIELDS_FILE}").is_file():
            read_fields(folder, name)
    except OSError:
        return False
    return True


def read_record(path: Path) -> "pd.DataFrame":
    """Read the record of a run, with the check sum of every page.

    Raises:
        OSError: If a page is not what was written.
    """
    import pyarrow.parquet as pq

    try:
        record: pd.DataFrame = pq.read_table(path, page_checksum_verification=True).to_pandas()
    except _DAMAGED as problem:
        raise OSError(f"{path.name} is damaged: {problem}") from problem
    return record


def _write_pictures(folder: Path, name: str, pictures: "Sequence[Snapshot]") -> None:
    """Write pictures as `<name>-tissue.npz`, each array named after day and attribute, such as `day28_insulin`."""
    arrays: dict[str, Any] = {
        f"day{picture.day:g}_{attribute}": values
        for picture in pictures
        for attribute, values in picture._asdict().items()
    }

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    write_whole(folder / f"{name}{TISSUE_FILE}", write)


def read_pictures(folder: Path, name: str) -> "tuple[Snapshot, ...]":
    """Read the pictures of a run, in the order of days; none where there are none.

    Args:
        folder: Folder of the runs.
        name: Name of the run.

    Raises:
        OSError: If they are not what was written.
    """
    from nanoimmune.readouts.snapshot import Snapshot

    path = folder / f"{name}{TISSUE_FILE}"
    if not path.is_file():
        return ()
    try:
        with np.load(path) as kept:
            days = sorted({entry.partition("_")[0] for entry in kept}, key=lambda text: float(text.removeprefix("day")))
            pictures = [{field: kept[f"{day}_{field}"] for field in Snapshot._fields} for day in days]
    except _DAMAGED as problem:
        raise OSError(f"{path.name} is damaged: {problem}") from problem
    return tuple(
        Snapshot(**{**each, "day": float(each["day"]), "spacing": float(each["spacing"])}) for each in pictures
    )
