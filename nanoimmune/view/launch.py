"""Serving the page on this machine, with everything that it needs from this machine."""

import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from nanoimmune.errors import refuse

SETTINGS = {
    "SOLARA_APP": "nanoimmune.view.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "nanoimmune",
    "SOLARA_KERNEL_CULL_TIMEOUT": "60s",
}
"""How Solara serves: as in production, telling nobody, and forgetting a visitor a minute after the page is closed."""

NEEDED = ("solara", "altair", "solara_assets")
"""What the view needs beside the rest of the package."""

HOME = "127.0.0.1"

PATIENCE: dict[str, Any] = {"timeout_graceful_shutdown": 2, "ws_ping_interval": 60, "ws_ping_timeout": 120}
"""Seconds that the server waits: a slow machine that is busy with a life keeps its visitors."""


def serve(scenario: str, port: int, browser: bool, tell: Callable[[str], object]) -> None:
    """Serve the page until it is interrupted.

    Args:
        scenario: Name of the scenario that visitors begin with, or path of its file.
        port: Port on this machine; 0 for any that is free.
        browser: Whether to open a browser.
        tell: Called with what is going on, line by line.

    Raises:
        InputError: If something is not installed, the scenario cannot be used, or the port is taken.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        mend = "Run `pip install '.[app]'`, or `uv sync --extra app`, in the folder of the source."
        raise refuse("app", f"no {', '.join(missing)}", "the packages of the extra `app`", mend)
    os.environ.update({name: value for name, value in SETTINGS.items() if name not in os.environ})
    taken = _bound(port)
    address = f"http://{HOME}:{taken.getsockname()[1]}"
    _compile(tell)
    import uvicorn
    from solara.server import starlette

    from nanoimmune.view.app import open_with

    open_with(scenario)
    tell(f"The view is at {address} (stop it with Ctrl+C).")
    if browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    server = uvicorn.Server(uvicorn.Config(starlette.app, log_level="warning", **PATIENCE))
    server.run(sockets=[taken])


def _bound(port: int) -> socket.socket:
    """A socket on this machine's own address."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOME, port))
        taken.listen(128)
    except OSError:
        taken.close()
        raise refuse("--port", port, "a port that is free", "Choose another, or 0 for any that is free.") from None
    return taken


def _compile(tell: Callable[[str], object]) -> None:
    """Compile the kernels before anyone waits for them."""
    from nanoimmune.host.compilation import compile_kernels
    from nanoimmune.rule import kernels_are_compiled

    if not kernels_are_compiled():
        tell("Compiling kernels (once)…")
    compile_kernels()
