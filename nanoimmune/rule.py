"""Compilation and memory of the rules: `@rule` for claims, `@sweep` for loops.

Both are numba's `njit` with one set of options. A rule is also remembered in a registry, from which the
rulebook is printed. The disk cache of compiled kernels lies in a folder keyed by a hash of every kernel
source and of the numba version, because numba's own cache does not notice an edit in another file.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numba

_PACKAGE = Path(__file__).parent
_KERNEL_ROOMS = ("words.py", "rule.py", "chance.py", "parameters", "biology", "state", "sweeps", "verification")


class Claim(NamedTuple):
    """A remembered rule: where it stands, what it claims, and on what authority."""

    name: str
    module: str
    says: str
    source: str
    function: Callable[..., Any]


RULEBOOK: dict[str, Claim] = {}
"""Every rule that has been imported, by qualified name."""


def kernel_digest() -> str:
    """Hash the sources that compiled code depends on, and the numba version.

    Returns:
        Twelve hexadecimal digits.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    for file in _kernel_sources():
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _kernel_sources() -> list[Path]:
    """Files that compiled code depends on."""
    found: list[Path] = []
    for room in _KERNEL_ROOMS:
        path = _PACKAGE / room
        found += [path] if path.is_file() else sorted(path.glob("*.py"))
    return found


def _cache_root() -> Path:
    """Folder for compiled kernels: the user's cache, or a temporary one where that cannot be written."""
    named = os.environ.get("NANOIMMUNE_CACHE_DIR") or os.environ.get("NUMBA_CACHE_DIR")
    root = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    try:
        (root / "nanoimmune").mkdir(parents=True, exist_ok=True)
    except OSError:
        root = Path(tempfile.gettempdir())
    return root / "nanoimmune"


CACHE_DIR = _cache_root() / kernel_digest()
numba.config.CACHE_DIR = str(CACHE_DIR)

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": False}
_INLINED: dict[str, Any] = {**_OPTIONS, "forceinline": True}


def _marker() -> Path:
    """File that says that every kernel of these sources lies in the cache, for this Python and this processor.

    Numba finds a kernel again by the path of its source and by when that was changed, so that the same sources at
    another path, or installed anew, are compiled anew.
    """
    python = f"{sys.implementation.cache_tag}-{numba.config.CPU_NAME or 'native'}"
    seen = [(str(file.resolve()), file.stat().st_mtime_ns) for file in _kernel_sources()]
    return CACHE_DIR / f"complete-{python}-{hashlib.sha256(repr(seen).encode()).hexdigest()[:12]}"


def kernels_are_compiled() -> bool:
    """Tell whether all kernels of these sources were compiled into the cache; an interrupted compilation is not."""
    return bool(numba.config.DISABLE_JIT) or _marker().is_file()


def mark_compiled() -> None:
    """Note that all kernels of these sources lie in the cache. Without a cache nothing is noted."""
    with contextlib.suppress(OSError):
        CACHE_DIR.mkdir(parents=True, exist_ok=True)
        _marker().touch()


def rule[F: Callable[..., Any]](function: F) -> F:
    """Compile a scalar rule and remember its claim.

    Args:
        function: Scalars in, scalars out; the first docstring sentence is a claim, and a line `Source:` follows.

    Returns:
        The compiled function.

    Raises:
        TypeError: If the docstring or its source line is missing.
    """
    text = function.__doc__ or ""
    lines = [line.strip() for line in text.strip().splitlines()]
    source = " ".join(line for line in lines if line.startswith("Source:"))
    if not lines or not source:
        raise TypeError(f"rule {function.__name__} needs a docstring with a claim and a 'Source:' line")
    key = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"
    RULEBOOK[key] = Claim(
        function.__name__, function.__module__, lines[0], source.removeprefix("Source:").strip(), function
    )
    return numba.njit(**_INLINED)(function)  # type: ignore[no-any-return]


def sweep[F: Callable[..., Any]](function: F) -> F:
    """Compile a loop over columns, which calls rules by name and holds no opinion of its own."""
    return numba.njit(**_OPTIONS)(function)  # type: ignore[no-any-return]


def inner[F: Callable[..., Any]](function: F) -> F:
    """Compile a small scalar helper of the sweeps (geometry, chance) that claims no biology."""
    return numba.njit(**_INLINED)(function)  # type: ignore[no-any-return]
