"""Commands on scenarios: list them, show one, validate a file, print the schema for editors; and the medicines."""

import json
from collections.abc import Mapping
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nanoimmune.errors import InputError, did_you_mean, refuse

if TYPE_CHECKING:
    from nanoimmune.parameters.load import Passport
    from nanoimmune.trial.scenario import Scenario

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List scenarios, show one, validate a file, or print the schema of scenario files.",
)


def find_scenario(given: str) -> "Scenario":
    """Find a scenario by name, or read it from a file.

    Args:
        given: A name, or a path that ends in `.toml`.

    Returns:
        The scenario.

    Raises:
        InputError: If there is none, or the file cannot be used; a file whose ending was left out is offered.
    """
    from nanoimmune.trial.scenario import Scenario, packaged_scenarios

    if given.endswith(".toml"):
        return Scenario.from_file(given)
    if given not in packaged_scenarios():
        names = f"{', '.join(packaged_scenarios())}, or the path of a .toml file"
        otherwise = "Use one of these names, or name a file with its ending."
        meant = f"Did you mean '{given}.toml'?" if isfile(f"{given}.toml") else None
        raise refuse("scenario", given, names, meant or did_you_mean(given, packaged_scenarios(), otherwise))
    return Scenario.named(given)


def read_overrides(settings: list[str]) -> dict[str, float | str]:
    """Read `group.name=value` pairs, and files that hold such pairs in a table `[parameters]`.

    Raises:
        InputError: If one is no such pair, and no such file.
    """
    from nanoimmune.trial.scenario_file import read_table

    found: dict[str, float | str] = {}
    for setting in settings:
        if "=" not in setting and setting.endswith(".toml"):
            table = read_table(Path(setting)).get("parameters")
            if not isinstance(table, dict) or not all(isinstance(value, (int, float, str)) for value in table.values()):
                mend = 'Write "harm.phagocyte_rate" = 0.02 below [parameters].'
                raise refuse("--set", setting, "a file with a table [parameters] of numbers", mend)
            found |= table
            continue
        name, equals, value = setting.partition("=")
        if not equals or not name.strip() or not value.strip():
            mend = "Write it as --set harm.phagocyte_rate=0.02."
            raise refuse("--set", setting, "group.name=value", mend)
        found[name.strip()] = value.strip()
    return found


@app.command("list")
def list_scenarios() -> None:
    """List the scenarios that come with the package, with their arms."""
    from nanoimmune.trial.scenario import Scenario, packaged_scenarios

    for name in packaged_scenarios():
        scenario = Scenario.named(name)
        typer.echo(f"{name}  {scenario.title}")
        usual = ", ".join(scenario.default_arms)
        typer.echo(f"    {len(scenario.arms)} arms, {scenario.days} days; by default {usual}")


@app.command()
def show(
    scenario: Annotated[str, typer.Argument(metavar="NAME", help="Name of a scenario, or path of a scenario file.")],
    toml: Annotated[bool, typer.Option("--toml", help="Print the file itself, to copy and change.")] = False,
) -> None:
    """Show what a scenario declares: hosts, arms, and what each arm is given."""
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.describe import given
    from nanoimmune.trial.scenario import packaged_scenarios

    chosen = find_scenario(scenario)
    if toml:
        path = Path(scenario) if scenario.endswith(".toml") else packaged_scenarios()[scenario]
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    typer.echo(f"{chosen.name}: {chosen.title}")
    tissues = " and ".join(each.name.lower() for each in chosen.tissues)
    typer.echo(f"tissue {tissues}; days from {chosen.day_zero}; {chosen.days} days")
    for host in chosen.hosts.values():
        typer.echo(f"host {host.name}: {host.says}")
    for name in chosen.arms:
        mark = "*" if name in chosen.default_arms else " "
        typer.echo(f"{mark} {name}: {given(Arm.named(name, chosen))}")
    typer.echo("(* run by default)")


@app.command()
def validate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Path of a scenario file.")],
) -> None:
    """Check a scenario file: keys, names, quantities, units, sources, days of doses, and columns that triggers read."""
    from nanoimmune.trial.arm import Arm
    from nanoimmune.trial.observed import check_triggers
    from nanoimmune.trial.scenario import Scenario

    if not file.endswith(".toml"):
        raise refuse("file", file, "the path of a .toml file", "Name the file, with its ending.")
    scenario = Scenario.from_file(file)
    for name in scenario.arms:
        try:
            arm = Arm.named(name, scenario)
            arm.check_days(scenario.days)
            check_triggers(arm)
        except InputError as problem:
            raise InputError(f"{file}: {problem}") from None
    counted = f"{len(scenario.arms)} arms, {sum(len(arm.regimens) for arm in scenario.arms.values())} regimens"
    typer.echo(f"{file}: valid ({counted}, {len(scenario.overrides)} parameters of its own)")


@app.command()
def schema() -> None:
    """Print the JSON schema of scenario files, by which an editor completes and checks them."""
    from nanoimmune.trial.scenario_file import ScenarioFile

    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ScenarioFile.model_json_schema()}
    typer.echo(json.dumps(found, indent=1))


def medicines(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One medicine, or one kind [all].")] = None,
) -> None:
    """List the medicines that scenario files can name, with kinetics and effects, and what holds for each kind."""
    from nanoimmune.parameters.medicines import library
    from nanoimmune.trial.checks import one_of

    tables: dict[str, Mapping[str, Any]] = {kind: numbers for kind, numbers in library().kinds.items()}
    for each, known in library().medicines.items():
        tables[each] = {**known.numbers, **{f"effects.{effect}": of for effect, of in known.effects.items()}}
    for table in tables if name is None else [name]:
        for number, passport in one_of("medicine", table, tables).items():
            _tell(f"{table}.{number}", passport)


def _tell(name: str, passport: "Passport") -> None:
    """Write one number with its passport."""
    unit = "" if passport.unit == "1" else f" {passport.unit}"
    typer.echo(f"{name} = {passport.value:g}{unit}  [{passport.low:g} to {passport.high:g}]")
    typer.echo(f"    {passport.says} ({passport.status}; {passport.source})")
