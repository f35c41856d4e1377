"""Pictures a second of the view at 64x64 and at 256x256 sites, and the screenshots of the documents.

Run as a program: `python -m benchmarks.view`; with `--browser`, pictures are counted in a real browser, and with
`--screenshots FOLDER`, that browser takes the screenshots.
"""

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

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
ROOT = Path(__file__).parents[1]

COUNTING = """() => {
    window.pictures = 0;
    const canvas = [...document.querySelectorAll(".ni-stage canvas")].pop();
    const count = () => { window.pictures += 1; };
    new MutationObserver(count).observe(canvas, {attributes: true, attributeFilter: ["data-frame"]});
}"""
"""What the browser does to count: each picture that it draws is named after its number."""


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


def in_the_browser(size: str, seconds: float = 20.0) -> float:
    """Play in a browser by steps of an hour, and count the pictures of the treated life that it draws.

    Args:
        size: One of `SIZES`.
        seconds: For how long.

    Returns:
        Pictures a second, by the clock on the wall.
    """
    from playwright.sync_api import sync_playwright

    visitor = _visitors()
    day, settings = SIZES[size]
    with tempfile.TemporaryDirectory() as folder:
        scenario = _written(Path(folder) / "ms.toml", settings)
        with (
            visitor.served(str(scenario)) as (address, _),
            sync_playwright() as playwright,
            visitor.a_browser(playwright) as browser,
        ):
            seen = visitor.Visitor(browser, address, WIDTH, 1000)
            seen.go_to(day)
            seen.page.select_option("select[name=stride]", "1 hour")
            seen.page.evaluate(COUNTING)
            seen.page.click(".ni-play")
            seen.page.wait_for_function("window.pictures > 2")
            before, begun = seen.page.evaluate("window.pictures"), time.perf_counter()
            seen.page.wait_for_timeout(1000 * seconds)
            counted, taken = seen.page.evaluate("window.pictures") - before, time.perf_counter() - begun
            seen.page.click(".ni-play")
            seen.close()
    return float(counted / taken)


def _written(path: Path, settings: Mapping[str, float]) -> Path:
    """Write the scenario of MS with other numbers."""
    text = (ROOT / "nanoimmune" / "scenarios" / "ms.toml").read_text(encoding="utf-8")
    lines = [f'"{name}" = {value}' for name, value in settings.items()]
    path.write_text("\n".join([text, "[parameters]", *lines, ""]), encoding="utf-8")
    return path


def _visitors() -> ModuleType:
    """The module of the tests that visits the page."""
    sys.path.insert(0, str(ROOT / "tests"))
    return importlib.import_module("visitor")


def screenshots(folder: Path) -> None:
    """Make the screenshots of the documents, as a visitor sees them.

    Args:
        folder: Where they are written: `view-ms.png`, `view-t1d.png` (dark) and `view-phone.png`.
    """
    from playwright.sync_api import sync_playwright

    visitor = _visitors()
    folder.mkdir(parents=True, exist_ok=True)
    for scenario, days, theme in (("ms", (10, 20), "light"), ("t1d", (40, 60, 80, 110), "dark")):
        print(f"{scenario}: starting the server (kernels are compiled once)", flush=True)
        with (
            visitor.served(scenario) as (address, _),
            sync_playwright() as playwright,
            visitor.a_browser(playwright) as browser,
        ):
            seen = visitor.Visitor(browser, address, WIDTH, 1000, theme)
            for day in days:
                seen.go_to(day)
            if scenario == "ms":
                seen.page.get_by_text("give a dose here").click()
                seen.page.wait_for_function("document.querySelectorAll('.ni-tissue').length === 3")
                seen.go_to(23)
            _taken(seen.page, folder / f"view-{scenario}.png")
            if scenario == "ms":
                seen.page.set_viewport_size({"width": 390, "height": 844})
                _taken(seen.page, folder / "view-phone.png")
            seen.close()


def _taken(page: Any, path: Path) -> None:
    """Take a picture of what is in the window, once it has settled."""
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(3000)
    page.screenshot(path=path)
    print(path, flush=True)


def main() -> None:
    """Measure, or make the screenshots."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--browser", action="store_true", help="count pictures in a real browser as well")
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
            f"{found['pictures_per_second']:.1f} pairs of pictures a CPU second",
            flush=True,
        )
        if chosen.browser:
            print(f"{size}: {in_the_browser(size):.1f} pairs of pictures a second in the browser", flush=True)


if __name__ == "__main__":
    main()
