"""A visitor with a real browser, and the server that is visited."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
"""So that the browser itself asks nobody for anything."""

PATIENCE = 180_000
"""Milliseconds that a visitor waits for anything; the machine may be busy."""


MERCY = 20
"""Seconds that a server has to end by itself."""


def browser_program() -> str | None:
    """A Chromium on this machine, or None."""
    for name in (os.environ.get("NANOIMMUNE_BROWSER", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    return None


@contextmanager
def served(scenario: str = "ms") -> Iterator[tuple[str, int]]:
    """Serve the view as a user does; gives its address and the number of its process."""
    command = [sys.executable, "-m", "nanoimmune.cli", "app", scenario, "--port", "0", "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as run:
        assert run.stdout is not None
        try:
            found = next((match for line in run.stdout if (match := re.search(r"http://[\d.:]+", line))), None)
            assert found is not None, "the server ended before it told its address"
            yield found[0], run.pid
        finally:
            run.terminate()
            try:
                run.wait(MERCY)
            except subprocess.TimeoutExpired:
                run.kill()


@contextmanager
def a_browser(playwright: Any) -> Iterator[Any]:
    """Chromium of this machine, or Playwright's own."""
    program = browser_program()
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    try:
        yield browser
    finally:
        browser.close()


class Visitor:
    """One page that is looked at, with everything that went wrong on it."""

    def __init__(self, browser: Any, address: str, width: int = 1400, height: int = 1000, theme: str = "light") -> None:
        self.address = address
        self.wrong: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, color_scheme=theme
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("console", self._listen)
        self.page.on("request", self._watch)
        self.page.on("response", self._check)
        self.page.goto(address)
        self.page.wait_for_selector(".ni-stage canvas[data-frame]")

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text[:300]}")

    def _watch(self, request: Any) -> None:
        home = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(home):
            self.wrong.append(f"asked outside: {request.url}")

    def _check(self, response: Any) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")

    @property
    def day(self) -> float:
        """Day that the treated picture shows."""
        told = self.page.locator(".ni-tissue strong").last.inner_text()
        return float(told.rpartition("day ")[2])

    def go_to(self, day: int) -> None:
        """Jump to a day."""
        self.page.fill("input[name=day]", str(day))
        self.page.press("input[name=day]", "Enter")
        self.wait_for_day(day)

    def wait_for_day(self, day: int, text: str = "===") -> None:
        """Wait until the picture shows a day, or one beyond it."""
        script = f"""() => {{
            const told = [...document.querySelectorAll(".ni-tissue strong")].map((each) => each.innerText);
            return told.length && told.every((each) => parseFloat(each.split("day ")[1]) {text} {day});
        }}"""
        self.page.wait_for_function(script)

    def download(self, label: str, folder: Path) -> Path:
        """Take something home."""
        with self.page.expect_download() as waiting:
            self.page.get_by_text(label, exact=False).first.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def close(self) -> None:
        """Close the page."""
        self.page.close()
        self.context.close()
