"""A scenario as a command line chooses it: other numbers, in which hosts, without which mechanisms, written where."""

from collections.abc import Sequence

from nanoimmune.trial.hosts import shared_hosts
from nanoimmune.trial.scenario import Scenario


def lived_in(scenario: Scenario, hosts: Sequence[str], without: Sequence[str]) -> Scenario:
    """Give a scenario in variants of its host, and without some mechanisms or specificities.

    Args:
        scenario: Host and disease.
        hosts: Names of variants, which combine.
        without: Names of rules, epitopes and lineages.

    Returns:
        A new scenario.

    Raises:
        InputError: If a name is unknown, or a rule cannot be switched off.
    """
    for name in hosts:
        scenario = scenario.host(name)
    return scenario.without(without)


def folder_of(name: str, hosts: Sequence[str], without: Sequence[str]) -> str:
    """Folder of the results where none is named: after the scenario, the hosts, and what they are without.

    Args:
        name: Name of the scenario.
        hosts: Names of variants of the host.
        without: Names of what they are without.

    Returns:
        Path such as `"results/ms-no-treg"`.
    """
    return "results/" + "-".join([name, *hosts, *(f"without-{each}" for each in without)])


def told_hosts(scenario: Scenario | None) -> list[str]:
    """Tell the variants of the host, a line each: name, meaning, status and source.

    Args:
        scenario: Whose own are told as well, or None.

    Returns:
        The lines.
    """
    variants = shared_hosts() if scenario is None else scenario.known_hosts
    return [f"{each.name}  {each.says} ({each.status}; {each.source})" for each in variants.values()]
