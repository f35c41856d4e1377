"""The figures of `nanoimmune bench` as a page of text."""

import json
from typing import Any

PHASES_A_LINE = 5


def as_text(found: dict[str, Any], *, as_json: bool) -> str:
    """Set the figures as JSON or as a page."""
    return json.dumps(found, indent=2) if as_json else table(found)


def table(found: dict[str, Any]) -> str:
    """Set all figures as text.

    Args:
        found: What `measure` returned.

    Returns:
        Lines of at most about 100 characters.
    """
    lines = [*_head(found["machine"]), "", *_ratios(found), "", *_speeds(found), "", *_phases(found), ""]
    return "\n".join([*lines, *_costs(found)])


def _head(machine: dict[str, Any]) -> list[str]:
    """What it was measured with."""
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "numpy", "numba", "mesa"))
    return [
        f"{versions}; {machine['processor']}, {machine['threads']} thread of {machine['cores']} cores",
        "CPU time of one process; agents are cells and particle parcels, and never tissue sites",
    ]


def _ratios(found: dict[str, Any]) -> list[str]:
    """The engine against plain Mesa."""
    says = {
        "ratio_to_mesa": "each side its own field code",
        "ratio_to_mesa_with_shared_field_code": "the engine's field code on both sides",
        "ratio_to_mesa_without_fields": "all phases but the fields",
        "ratio_to_mesa_calling_compiled_rules": "plain Mesa calls the compiled rules, one call each",
    }
    lines = ["Times faster than the same step in plain Mesa, an agent-step from the same state"]
    for name, meaning in says.items():
        figures = "  ".join(f"{int(agents):>9,}: {ratio:6.0f}x" for agents, ratio in found[name].items())
        lines.append(f"  {meaning:<52}{figures}")
    return lines


def _speeds(found: dict[str, Any]) -> list[str]:
    """Speed by number of agents."""
    titles = ("agents", "M agent-steps/s", "without fields", "ms a step", "in Python", "CNS lattice", "sites")
    widths = (10, 17, 16, 11, 11, 16, 10)
    lines = [
        "Engine, one core, every phase and field on",
        "".join(title.rjust(width) for title, width in zip(titles, widths, strict=True)),
    ]
    for agents, speed in found["agent_steps_per_second"].items():
        under = found["conditions"][agents]
        row = (
            f"{int(agents):,}",
            f"{speed / 1e6:.2f}",
            f"{found['agent_steps_per_second_without_fields'][agents] / 1e6:.2f}",
            f"{found['milliseconds_per_step'][agents]:.2f}",
            f"{found['share_of_step_in_python'][agents]:.0%}",
            "x".join(str(side) for side in under["lattices"]["cns"]),
            f"{under['sites']:,}",
        )
        lines.append("".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    under = next(iter(found["conditions"].values()))
    lines.append(f"{under['phases']} phases, {under['fields']} fields, {under['step_hours']:g} h a step; " + (
        f"a step with nobody in it takes {found['fixed_milliseconds_per_step']:.2f} ms"
    ))  # fmt: skip
    return lines


def _phases(found: dict[str, Any]) -> list[str]:
    """Where the time of a step goes."""
    [(agents, phases)] = found["milliseconds_by_phase"].items()
    total = sum(phases.values())
    parts = [f"{name} {spent:.2f} ({spent / total:.0%})" for name, spent in phases.items()]
    lines = [f"Milliseconds of a step of {int(agents):,} agents by phase"]
    return lines + [
        "  " + "  ".join(parts[at : at + PHASES_A_LINE]) for at in range(0, len(parts), PHASES_A_LINE)
    ]  # fmt: skip


def _costs(found: dict[str, Any]) -> list[str]:
    """Bytes, bandwidth, building, starting, C."""
    [ratio] = found["step_over_copy_of_state"].values()
    lines = [
        "Bytes      " + ", ".join(f"{kind} {size:.0f}" for kind, size in found["bytes"].items()),
        "Building   " + ", ".join(f"{what} {spent:.2f} s" for what, spent in found["build_seconds"].items()),
        "First step " + ", ".join(f"{what} {spent:.1f} CPU s" for what, spent in found["start_cpu_seconds"].items()),
        f"Bandwidth  {found['copy_gigabytes_per_second']:.1f} GB/s; a step takes {ratio:.0f} copies of the state",
    ]
    if "trial_wall_seconds" in found:
        spent = ", ".join(f"{when} {seconds:.0f} s" for when, seconds in found["trial_wall_seconds"].items())
        lines.append(f"Trial      nanoimmune run ms on two workers, wall time: {spent}")
    twin = found["c_twin"]
    if "skipped" in twin:
        return [*lines, f"C twin     skipped: {twin['skipped']}"]
    told = f"{twin['nanoseconds_per_cell']:.0f} against {twin['nanoseconds_per_cell_in_c']:.0f} ns a cell"
    same = "the same cells" if twin["same_cells"] else "OTHER CELLS"
    return [*lines, f"C twin     {twin['kernel']}: {told}, {twin['ratio']:.2f}x its time in C; {same}"]
