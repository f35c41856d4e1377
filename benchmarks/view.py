"""Pictures a second of the view at 64x64 and at 256x256 sites, and the screenshots of the documents.

Run as a program: `python benchmarks/view.py`, or with `--screenshots FOLDER`, which needs a browser.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from nanoimmune.view.charts import disease_charts
from nanoimmune.view.choices import Choices, Plan, planned
from nanoimmune.view.happening import happening
from nanoimmune.view.picture import picture
from nanoimmune.view.tiles import tiles
from nanoimmune.view.twins import Twins
from nanoimmune.words import Compartment

SIZES: Mapping[str, tuple[int, dict[str, float]]] = {
    "64x64": (20, {}),
    "256x256": (20, {"world.cns_extent": 256, "world.cells_per_agent": 4, "world.regulator_fineness": 1}),
}
"""Day from which pictures are made, and numbers that differ, by size of the tissue."""

WIDTH = 1400


class _Desk:
    """A visitor who chose a size."""

    hours = 1.0

    def __init__(self, settings: dict[str, float]) -> None:
        """Choose numbers."""
        self.settings = settings

    def plan(self) -> Plan:
        """The treatment of MS from its onset."""
        return planned(Choices("ms", "pmhc2-cognate", settings=self.settings))

    def wait(self) -> None:
        """Nobody draws."""


def pictures_a_second(size: str, pictures: int = 40) -> dict[str, float]:
    """Live hour by hour, and make everything that the page is sent.

    Args:
        size: One of `SIZES`.
        pictures: How many steps are measured.

    Returns:
        Agents of the treated life; CPU ms of a step of both lives, and to draw both; pairs of pictures a CPU second.
    """
    day, settings = SIZES[size]
    twins = Twins(_Desk(settings))
    twins.go_to(day)
    lived = drawn = 0.0
    for _ in range(pictures):
        begun = time.process_time()
        twins.step()
        middle = time.process_time()
        for life in twins.lives.values():
            picture(life.host, Compartment.CNS, "inflammatory cytokines").url(dark=False)
        happening(twins.lives)
        tiles(twins)
        disease_charts(twins, dark=False)
        lived, drawn = lived + middle - begun, drawn + time.process_time() - middle
    life = twins.lives["treated"].host.life
    agents = sum(len(each.rows()) for each in (life.cells, life.apcs, life.parcels))
    return {
        "agents": agents,
        "lives_ms": 1000 * lived / pictures,
        "drawing_ms": 1000 * drawn / pictures,
        "pictures_per_second": pictures / (lived + drawn),
    }


def screenshots(folder: Path) -> None:
    """Make the screenshots of the documents, as a visitor sees them.

    Args:
        folder: Where they are written: `view-ms.png`, `view-t1d.png` (dark) and `view-phone.png`.
    """
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from visitor import Visitor, a_browser, served

    folder.mkdir(parents=True, exist_ok=True)
    for scenario, days in (("ms", (10, 24)), ("t1d", (60, 110))):
        with served(scenario) as (address, _), sync_playwright() as playwright, a_browser(playwright) as browser:
            page = Visitor(browser, address, WIDTH, 1000)
            if scenario == "t1d":
                page.page.locator("header button").last.click()
                page.page.locator("header button").last.click()
            for day in days:
                page.go_to(day)
            page.page.wait_for_timeout(3000)
            page.page.screenshot(path=folder / f"view-{scenario}.png")
            if scenario == "ms":
                page.page.set_viewport_size({"width": 390, "height": 844})
                page.page.wait_for_timeout(3000)
                page.page.screenshot(path=folder / "view-phone.png")


def main() -> None:
    """Measure, or make the screenshots."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--screenshots", type=Path, metavar="FOLDER")
    chosen = words.parse_args()
    if chosen.screenshots is not None:
        screenshots(chosen.screenshots)
        return
    for size in SIZES:
        found = pictures_a_second(size)
        print(
            f"{size}: {found['agents']:,.0f} agents; a step of both lives {found['lives_ms']:.1f} ms, "
            f"drawing both {found['drawing_ms']:.1f} ms; "
            f"{found['pictures_per_second']:.1f} pairs of pictures a CPU second"
        )


if __name__ == "__main__":
    main()
