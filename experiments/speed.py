"""How long does a life take, where does the time go, and how does it grow with the size of the body?

Expected before running:
- a step costs time in proportion to the agents, once there are more than a few thousand of them;
- a step of a host at rest with few agents takes well under two milliseconds;
- contacts (engage) and fields (diffuse) are the costliest phases.
CPU time is measured, on one core; times depend on the machine, their ratios less so.
"""

import argparse
import time
from pathlib import Path

import pandas as pd

from nanoimmune import Host, Scenario
from nanoimmune.analysis import figures

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--quick", action="store_true", help="small bodies and a few hours each")
parser.add_argument("--out", type=Path, default=Path("results/speed"), help="output folder")


def main() -> None:
    """Time hosts of several sizes on the day on which most effectors are about, and print where the time goes."""
    options = parser.parse_args()
    print(__doc__)
    sizes, days, hours = ((1, 2), 1, 12) if options.quick else ((1, 2, 4, 8), 12, 48)
    rows = []
    for size in sizes:
        mice = Scenario.named("ms").with_parameters({"world.size": size, "world.cells_per_agent": 16})
        host = Host(mice, rng=1)
        host.run_for(24 * (7 + days))
        agents = len(host.agents)
        begun = time.process_time()
        host.run_for(hours)
        milliseconds = 1000 * (time.process_time() - begun) / hours
        rows.append({"size": size, "agents": agents, "ms_a_step": milliseconds})
        print(f"body of size {size}: {agents} agents, {milliseconds:.2f} ms a step, ", end="")
        print(f"{1000 * milliseconds / agents:.3f} us an agent and step")
    print(host.phase_times(hours))
    options.out.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows)
    table.to_csv(options.out / "summary.csv", index=False)
    page, (axes,) = figures.sheet()
    axes.plot(table["agents"], table["ms_a_step"], "o-", color="#0072B2")
    axes.set(xscale="log", yscale="log", xlabel="agents", ylabel="CPU time of a step (ms)")
    axes.minorticks_off()
    axes.set_xticks(table["agents"], [f"{agents:,}" for agents in table["agents"]])
    axes.set_yticks(table["ms_a_step"], [f"{milliseconds:.2g}" for milliseconds in table["ms_a_step"]])
    page.save(options.out / "figure.png")
    print(f"tables, figures and report: {options.out}")


if __name__ == "__main__":
    main()
