"""The page as a visitor meets it, in a real browser. Skipped, with the reason, where there is no browser."""

import io
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from visitor import Visitor, a_browser, browser_program, served

FIRST_DOSE = 14


def missing() -> str:
    """What is missing for a visit; empty where nothing is."""
    for name in ("playwright", "solara", "solara_assets"):
        if find_spec(name) is None:
            return f"{name} is not installed"
    if browser_program() is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            if not Path(playwright.chromium.executable_path).exists():
                return "there is no Chromium: run `playwright install chromium`, or install the system's chromium"
    return ""


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Address and process of a server."""
    reason = missing()
    if reason:
        pytest.skip(f"the page is not visited: {reason}")
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def browser(address: tuple[str, int]) -> Iterator[Any]:
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, a_browser(playwright) as found:
        yield found


@pytest.fixture(scope="module")
def visitor(browser: Any, address: tuple[str, int]) -> Iterator[Visitor]:
    """One visitor whom most tests share, for a page takes seconds to load; each leaves it paused."""
    found = Visitor(browser, address[0])
    yield found
    found.close()


def test_the_page_loads_without_error_and_asks_nobody_outside(visitor: Visitor) -> None:
    assert visitor.wrong == []
    assert visitor.day == -7.0
    assert visitor.page.locator(".ni-tile").count() >= 6
    visitor.page.wait_for_selector(".solara-echarts canvas")
    assert visitor.wrong == []


def test_a_click_on_a_cell_shows_its_life(visitor: Visitor) -> None:
    """In the node, where the founders are; the click goes to the first places of a grid where one is hit."""
    visitor.page.select_option("select[name=place]", "node")
    stage = visitor.page.locator(".ni-stage").last
    for number in range(36):
        box = stage.bounding_box()
        assert box is not None
        across, down = (number % 6 + 0.5) / 6, (number // 6 + 0.5) / 6
        visitor.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        visitor.page.wait_for_timeout(400)
        if visitor.page.locator("[data-cell]").count():
            break
    told = visitor.page.locator("[data-cell]").inner_text()
    for fact in ("identity", "clonotype", "phenotype", "divisions", "mother"):
        assert fact in told


def test_play_advances_and_pause_holds(visitor: Visitor) -> None:
    before = visitor.day
    visitor.page.click(".ni-play")
    visitor.wait_for_day(int(before) + 1, ">=")
    visitor.page.click(".ni-play")
    visitor.page.wait_for_selector(".ni-play[aria-label=play]")
    visitor.page.wait_for_timeout(1500)
    held = visitor.day
    visitor.page.wait_for_timeout(1000)
    assert visitor.day == held > before


def test_a_dark_system_darkens_what_is_drawn(visitor: Visitor) -> None:
    """Pictures, figures and curves are drawn by the server, which has to be told; and back again."""
    script = "(colour) => getComputedStyle(document.querySelector('.ni-tile p')).color === colour"
    for theme, colour in (("dark", "rgb(232, 232, 232)"), ("light", "rgb(26, 26, 26)")):
        visitor.page.emulate_media(color_scheme=theme)
        visitor.page.wait_for_function(script, arg=colour)


def test_twins_part_only_after_the_first_dose(visitor: Visitor, tmp_path: Path) -> None:
    """By the curves that the page gives away."""
    visitor.go_to(FIRST_DOSE + 2)
    table = pd.read_csv(visitor.download("curves (CSV)", tmp_path)).set_index(["life", "day"])
    untreated, treated = table.loc["untreated"], table.loc["treated"]
    same = (untreated == treated) | (untreated.isna() & treated.isna())
    apart = [day for day in same.index if not same.loc[day].all()]
    assert apart == [FIRST_DOSE + 1, FIRST_DOSE + 2]


def test_pictures_and_films_are_given_away(visitor: Visitor, tmp_path: Path) -> None:
    with Image.open(visitor.download("picture (PNG)", tmp_path)) as image:
        assert image.size[0] > 1000
    visitor.go_to(-5)
    film = visitor.download("film so far (GIF)", tmp_path)
    with Image.open(io.BytesIO(film.read_bytes())) as image:
        assert image.n_frames == 3


def test_another_future_is_shown_beside_the_two(visitor: Visitor) -> None:
    visitor.go_to(-4)
    visitor.page.get_by_text("give a dose here").click()
    visitor.page.wait_for_function("document.querySelectorAll('.ni-tissue').length === 3")
    visitor.page.get_by_text("drop the branch").click()
    visitor.page.wait_for_function("document.querySelectorAll('.ni-tissue').length === 2")


def test_a_slider_and_reset_change_the_run(visitor: Visitor) -> None:
    """By the keyboard alone."""
    code = visitor.page.locator(".ni-code")
    visitor.page.get_by_text("Python that lives it again").click()
    assert "valency=1000" not in code.inner_text()
    visitor.page.focus("input[name=valency]")
    visitor.page.keyboard.press("End")
    visitor.page.wait_for_selector(".ni-changed")
    visitor.page.get_by_role("button", name="reset").last.click()
    visitor.page.wait_for_selector(".ni-changed", state="detached")
    visitor.wait_for_day(-7)
    assert "valency=1000.0" in code.inner_text()
    assert visitor.wrong == []


def test_two_visitors_have_two_models_and_one_who_leaves_stops_hers(
    browser: Any, visitor: Visitor, address: tuple[str, int]
) -> None:
    """On a phone; the server's processor time says that nothing goes on after the page is closed."""
    visitor.go_to(0)
    other = Visitor(browser, address[0], width=390, height=800)
    assert other.day == -7.0
    assert other.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    other.page.locator(".ni-play").click()
    other.wait_for_day(-5, ">=")
    assert visitor.day == 0.0
    assert other.wrong == []
    other.close()
    time.sleep(3.0)
    before = processor_seconds(address[1])
    time.sleep(3.0)
    assert processor_seconds(address[1]) - before < 0.3


def processor_seconds(process: int) -> float:
    """Processor time that a process has used."""
    import psutil

    used = psutil.Process(process).cpu_times()
    return float(used.user + used.system)
