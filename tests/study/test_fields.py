"""Tissues kept site by site, a netCDF file a run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from nanoimmune import Cohort, Study, Trial
from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.readouts.tissue_fields import TissueFields
from nanoimmune.trial import fields_file
from nanoimmune.trial.fields_file import FIELDS_FILE, as_dataset, read_fields, write_fields
from nanoimmune.trial.run_file import is_sound, is_whole
from nanoimmune.words import Compartment

WHOLE_TISSUE = ["plane", "line", "point"]


@pytest.fixture(scope="module")
def kept(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of one subject in both arms, whose white matter is kept on two days."""
    out = tmp_path_factory.mktemp("fields") / "out"
    replace(trial, cohort=Cohort(1, 5), field_days=(2, 0)).run(workers=1, out=out)
    return out


def test_fields_say_what_the_record_says(kept: Path) -> None:
    """Sums and means over the sites are the columns of the record of the same day."""
    study = Study.open(kept)
    fields = study.fields("untreated-0000")
    assert dict(fields.sizes) == {
        "compartment": 1, "day": 2, "plane": 1, "line": 16, "point": 16, "phenotype": 9, "state": 3
    }  # fmt: skip
    record = study.records().query("arm == 'untreated' and subject == 0").set_index("day")
    for day in (0.0, 2.0):
        there, row = fields.sel(day=day, compartment="cns"), record.loc[day]
        cells = there["t_cells"].sum(WHOLE_TISSUE)
        for phenotype in cells["phenotype"].to_numpy():
            assert float(cells.sel(phenotype=phenotype)) == row.get(f"{phenotype}_cns", 0.0)
        assert float(there["health"].mean()) == pytest.approx(row["tissue_preserved"])
        assert float(there["inflammatory"].mean()) == pytest.approx(row["inflammation"], abs=1e-9)
        assert float(there["suppressive"].mean()) == pytest.approx(row["suppression"], rel=1e-5)
    assert fields["suppressive"].attrs["units"] == "nM"
    assert all("long_name" in fields[name].attrs and "units" in fields[name].attrs for name in fields.data_vars)
    assert fields.attrs["arm"] == "untreated"


def test_keeping_fields_changes_no_life(kept: Path, finished: Path) -> None:
    """The records are those of the trial that keeps none, whose runs have other names."""
    with_fields, without = Study.open(kept), Study.open(finished)
    ours = with_fields.records()
    theirs = without.records().query("subject == 0").reset_index(drop=True)
    assert ours.equals(theirs)
    assert set(with_fields.files.values()).isdisjoint(without.files.values())
    with pytest.raises(InputError, match="--fields"):
        without.fields("untreated-0000")
    with pytest.raises(InputError, match="Name a run"):
        without.fields("untreated-0009")


def test_a_damaged_file_is_lived_again(kept: Path) -> None:
    runs, name = kept / "runs", Study.open(kept).files["untreated-0000"]
    path = runs / f"{name}{FIELDS_FILE}"
    written = path.read_bytes()
    assert is_sound(runs, name)
    path.write_bytes(written[: len(written) // 2])
    assert not is_sound(runs, name)
    path.unlink()
    assert not is_whole(runs, name)
    Study.open(kept).resume(workers=1)
    assert path.read_bytes() == written, "the same bytes"


def tissue(place: Compartment, sites: int, day: float, value: float) -> TissueFields:
    """A made-up tissue of one layer."""
    layer = np.full((1, sites, sites), value, np.float32)
    return TissueFields(day, place, 10.0, layer, {"antigen": layer}, np.stack([layer] * 9), np.stack([layer] * 3))


def test_tissues_of_two_sizes_lie_side_by_side(tmp_path: Path) -> None:
    """What lies beyond the smaller one is missing, and a day on which one is not kept too."""
    both = [tissue(Compartment.PANCREAS, 4, 7.0, 3.0), tissue(Compartment.CNS, 2, 7.0, 2.0)]
    made = as_dataset([*both, tissue(Compartment.CNS, 2, 9.0, 1.0)], {"run": "a"})
    assert made["compartment"].to_numpy().tolist() == ["cns", "pancreas"]
    assert float(made["health"].sel(compartment="cns", day=7).sum()) == 2 * 4
    assert int(made["health"].sel(compartment="cns", day=9).notnull().sum()) == 4
    assert int(made["health"].sel(compartment="pancreas", day=9).notnull().sum()) == 0
    assert float(made["t_cells"].sel(compartment="pancreas", day=7, phenotype="tr1").sum()) == 3 * 16
    write_fields(tmp_path, "a", both, {"run": "a"})
    assert read_fields(tmp_path, "a").equals(as_dataset(both, {"run": "a"}))


def test_without_a_place_or_a_writer_they_are_refused(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="where tissue fields are kept"):
        replace(trial, field_days=(1,)).run(workers=1)
    with pytest.raises(InputError, match="field_days: got 99"):
        replace(trial, field_days=(99,))
    told = CliRunner().invoke(app, ["run", "ms", "--fields", "monday", "--out", str(tmp_path / "out")])
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1)
    assert "0:28:7" in told.stderr
    monkeypatch.setattr(fields_file, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install h5netcdf h5py"):
        replace(trial, field_days=(1,)).run(workers=1, out=tmp_path / "out")
