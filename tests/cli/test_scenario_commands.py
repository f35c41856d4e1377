"""Commands on scenarios: what they print, and one clear line for a file that cannot be used."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nanoimmune.cli import app
from nanoimmune.trial.scenario import packaged_scenarios
from nanoimmune.trial.scenario_file import ScenarioFile

TREATED = Path(__file__).parents[1] / "treated.toml"
"""A file with an agent of every kind."""

runner = CliRunner()


def run(*words: str) -> Result:
    """Call the command line in this process."""
    return runner.invoke(app, list(words))


def test_packaged_scenarios_are_listed_with_their_arms() -> None:
    told = run("scenario", "list")
    assert told.exit_code == 0
    assert all(f"{name}  " in told.stdout for name in packaged_scenarios())
    assert "plg-cognate" in told.stdout


def test_a_scenario_is_shown_arm_by_arm_or_as_its_file() -> None:
    told = run("scenario", "show", "ms")
    assert "* untreated: nothing" in told.stdout
    assert "* plg-cognate: 500-nm carboxylated PLG particles" in told.stdout
    assert run("scenario", "show", "ms", "--toml").stdout == packaged_scenarios()["ms"].read_text()
    assert run("scenario", "show", "sm").exit_code == 2


def test_a_valid_file_is_said_to_be_valid() -> None:
    told = run("scenario", "validate", str(TREATED))
    assert told.exit_code == 0, told.output
    assert "valid (9 arms" in told.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('agent = "steroid"', 'agent = "steriod"', "arms.steroid: regimen.agent: got 'steriod'"),
        ('amount = "5 mg/kg"', 'amount = "5 mL"', "arms.steroid: regimen.amount"),
        ('amount = "5 mg/kg"', "", "arms.steroid: regimen.amount: got None"),
        ('stop = "score < 0.5"', 'stop = "skore < 0.5"', "regimen.stop: got 'skore'"),
        ('stop = "score < 0.5"', 'stop = "score below"', "arms.steroid: regimen.stop: got 'score below'"),
        ('route = "ip"', 'route = "nasal"', "regimen.route: got 'nasal'; allowed: iv, sc, ip, oral"),
        ('name = "dexamethasone"', 'name = "anti-CD3"', "drugs.steroid: drug.name: got 'anti-CD3'"),
        ('name = "dexamethasone"', 'name = "mystery"', "drugs.steroid: drug.molar_mass: got None"),
        ("node_egress = -0.9", "node_exit = -0.9", "drugs.own: drug.effects: got 'node_exit'"),
        ("node_egress = -0.9", "node_egress = -2", "drugs.own: drug.effects.node_egress: got -2"),
        ('phenotype = "treg"', 'phenotype = "trek"', "cells.tregs: cells.phenotype: got 'trek'"),
        ("[cells.tregs]", "[cells.tregs]\ncolour = 1", "cells.tregs.colour"),
        ("[peptides.mog]", "[peptides.mogg]", "regimen.agent: got 'mog'"),
        ("[cells.tregs]", "[cells.mog]", "a name that no other particle or agent has"),
        ("days = [3, 5, 9]", "days = [3, 5, 90]", "'day 90'"),
        ("days = [3, 5, 9]", "days = [5, 3]", "days that rise"),
        ("until_day = 20", "until_day = 20\ndoses = 3", "regimen.doses: got 3"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = TREATED.read_text()
    assert right in text
    (tmp_path / "mine.toml").write_text(text.replace(right, wrong, 1))
    told = run("scenario", "validate", str(tmp_path / "mine.toml"))
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.output


def test_the_schema_is_that_of_the_files_and_knows_every_section() -> None:
    schema = json.loads(run("scenario", "schema").stdout)
    assert set(schema["properties"]) == set(ScenarioFile.model_fields)
    assert schema["additionalProperties"] is False
    assert "half_life" in schema["$defs"]["DrugEntry"]["properties"]


def test_medicines_are_listed_with_their_passports() -> None:
    told = run("medicines", "rapamycin")
    assert "rapamycin.effects.conventional_division = -0.8" in told.stdout
    assert "Battaglia2005" in told.stdout
    assert "antibody.half_life" in run("medicines").stdout
    assert "Did you mean 'rapamycin'" in run("medicines", "rapamicin").stderr
