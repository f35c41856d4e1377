"""The manifest of a trial: with what, on what and from what it was run, so that it can be run again."""

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nanoimmune.errors import InputError, refuse
from nanoimmune.parameters.load import load, passports
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.trial.agents.registry import revived, written
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.challenge import NamedChallenge
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.declared import Challenge, DeclaredArm, Note
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import EPITOPE_NAMES, Compartment

FORMAT = 1

_PACKAGES = ("nanoimmune", "mesa", "numba", "numpy", "scipy", "pandas", "pyarrow", "matplotlib")


def now() -> str:
    """Tell the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def versions() -> dict[str, str]:
    """List the versions of Python and of the packages that results depend on."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def describe_arms(arms: Sequence[Arm]) -> dict[str, Any]:
    """Write out the arms and their scenarios with every number.

    Args:
        arms: The arms of a trial.

    Returns:
        `scenarios`, each with the value of every parameter, and `arms`, each with the place of its scenario.
    """
    scenarios: list[Scenario] = []
    for arm in arms:
        if arm.scenario not in scenarios:
            scenarios.append(arm.scenario)
    return {
        "scenarios": [_scenario(scenario) for scenario in scenarios],
        "arms": [
            {
                "name": arm.name,
                "says": arm.scenario.arms[arm.name].says if arm.name in arm.scenario.arms else None,
                "scenario": scenarios.index(arm.scenario),
                "regimens": [_regimen(regimen) for regimen in arm.regimens],
                "reference": arm.reference,
            }
            for arm in arms
        ],
    }


def _regimen(regimen: Regimen) -> dict[str, Any]:
    """Write out one regimen, with the kind of what is given if it is no particle."""
    return {**asdict(regimen), "agent": regimen.agent and written(regimen.agent)}


def _scenario(scenario: Scenario) -> dict[str, Any]:
    """Write out one scenario with the value of every parameter, as they are before rules are switched off."""
    challenge, humane, glycaemia = scenario.challenge, scenario.humane_endpoint, scenario.glycaemia
    values = load(scenario.overrides)._asdict()
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "sources": list(scenario.sources),
        "days": scenario.days,
        "induction": [_dose(dose) for dose in scenario.induction if isinstance(dose, ImmunisationDose)],
        "tissues": [tissue.name.lower() for tissue in scenario.tissues],
        "day_zero": scenario.day_zero,
        "repertoire": sorted(EPITOPE_NAMES[epitope] for epitope in scenario.repertoire),
        "absent": sorted(EPITOPE_NAMES[epitope] for epitope in scenario.lacking),
        "hosts": list(scenario.host_names),
        "off": list(scenario.off),
        "challenge": challenge and {**asdict(challenge), "epitope": EPITOPE_NAMES[challenge.epitope]},
        "challenges": [
            {**asdict(each), "epitope": None if each.epitope is None else EPITOPE_NAMES[each.epitope]}
            for each in scenario.posed
        ],
        "humane_endpoint": humane and asdict(humane),
        "glycaemia": glycaemia and asdict(glycaemia),
        "snapshots": list(scenario.snapshots),
        "notes": [asdict(note) for note in scenario.notes],
        "changed": sorted(scenario.overrides),
        "parameters": {
            f"{group}.{name}": value for group, numbers in values.items() for name, value in numbers._asdict().items()
        },
    }


def _dose(dose: ImmunisationDose) -> dict[str, Any]:
    """Write out one immunisation, with the name of its epitope."""
    return {**asdict(dose), "epitope": EPITOPE_NAMES[dose.epitope]}


def read_manifest(path: str | Path) -> dict[str, Any]:
    """Read a manifest.

    Args:
        path: A `manifest.json`, or the folder that holds it.

    Returns:
        What it holds.

    Raises:
        InputError: If it cannot be read, or is no manifest of this format.
    """
    path = Path(path)
    path = path / "manifest.json" if path.is_dir() else path
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        mend = "Give the folder of a trial or a sweep, or its manifest.json."
        raise refuse("manifest", str(path), "a manifest that can be read", mend) from problem
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"manifest: {path} is no manifest of format {FORMAT}. Give one that this version wrote.")
    return manifest


def as_text(manifest: Mapping[str, Any]) -> str:
    """Write out a manifest as the text of its file."""
    return json.dumps(manifest, indent=1) + "\n"


@contextmanager
def complete() -> Iterator[None]:
    """Refuse a manifest in which something is missing, or is not what was written.

    Raises:
        InputError: Naming the key that is missing, or what cannot be used.
    """
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError) as problem:
        given = f"no {problem.args[0]!r}" if isinstance(problem, KeyError) else str(problem)
        mend = "Give the manifest.json of a trial, as it was written."
        raise refuse("manifest", given, "every key that this version writes", mend) from problem


def arms_from(manifest: Mapping[str, Any]) -> tuple[Arm, ...]:
    """Declare the arms of a manifest again.

    Args:
        manifest: What `read_manifest` gave.

    Returns:
        The arms, with scenarios in which every number is the one of the manifest.

    Raises:
        InputError: If something is missing.
    """
    with complete():
        scenarios = [
            _revive_scenario(entry, _revive_says(manifest["arms"], place))
            for place, entry in enumerate(manifest["scenarios"])
        ]
        return tuple(
            Arm(
                entry["name"],
                scenarios[entry["scenario"]],
                tuple(_revive_regimen(item) for item in entry["regimens"]),
                entry["reference"],
            )
            for entry in manifest["arms"]
        )


def _revive_says(entries: Sequence[Mapping[str, Any]], place: int) -> dict[str, DeclaredArm]:
    """Give the arms of one scenario that its file had declared, with what it said of them."""
    told = [entry for entry in entries if entry["scenario"] == place and entry["says"] is not None]
    return {entry["name"]: DeclaredArm(entry["name"], entry["says"], source="") for entry in told}


def _revive_scenario(entry: Mapping[str, Any], arms: Mapping[str, DeclaredArm]) -> Scenario:
    """Declare one scenario of a manifest again, with what its file said of some arms."""
    by_name = {name: epitope for epitope, name in EPITOPE_NAMES.items()}
    defaults = {name: passport.value for name, passport in passports().items()}
    kept = {
        name: value
        for name, value in entry["parameters"].items()
        if name in entry["changed"] or defaults.get(name) != value
    }
    for name in defaults:
        entry["parameters"][name]  # a default that is newer than the manifest must not take the place of a number
    challenge, humane, glycaemia = entry["challenge"], entry["humane_endpoint"], entry["glycaemia"]
    posed = [
        _revive(NamedChallenge, {**each, "epitope": None if each["epitope"] is None else by_name[each["epitope"]]})
        for each in entry["challenges"]
    ]
    return Scenario(
        name=entry["name"],
        title=entry["title"],
        description=entry["description"],
        sources=tuple(entry["sources"]),
        days=entry["days"],
        induction=tuple(
            _revive(ImmunisationDose, {**dose, "epitope": by_name[dose["epitope"]]}) for dose in entry["induction"]
        ),
        tissues=tuple(Compartment[name.upper()] for name in entry["tissues"]),
        day_zero=entry["day_zero"],
        repertoire=frozenset(by_name[name] for name in entry["repertoire"]),
        absent=frozenset(by_name[name] for name in entry["absent"]),
        host_names=tuple(entry["hosts"]),
        off=tuple(entry["off"]),
        challenge=challenge and _revive(Challenge, {**challenge, "epitope": by_name[challenge["epitope"]]}),
        challenges={each.name: each for each in posed},
        default_challenges=tuple(each.name for each in posed),
        humane_endpoint=humane and _revive(HumaneEndpoint, humane),
        glycaemia=glycaemia and _revive(Glycaemia, glycaemia),
        snapshots=tuple(entry["snapshots"]),
        arms=arms,
        notes=tuple(_revive(Note, note) for note in entry["notes"]),
        overrides=kept,
    )


def _revive_regimen(entry: Mapping[str, Any]) -> Regimen:
    """Declare one regimen of a manifest again."""
    particle, agent = entry["particle"], entry["agent"]
    given = {"particle": particle and _revive(Particle, particle), "agent": agent and revived(agent)}
    return _revive(Regimen, {**entry, **given})


def _revive[T](kind: type[T], entry: Mapping[str, Any]) -> T:
    """Declare one part of a manifest again; none of its fields may be missing, for a default would take its place."""
    for field in fields(kind):  # type: ignore[arg-type]
        entry[field.name]
    return kind(**entry)
