"""The version of the model: a hash of every source that a life depends on, so that no two models pass for one."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]

_ROOMS = (
    "words.py", "medicine_words.py", "rule.py", "units.py", "chance.py",
    "parameters", "biology", "state", "sweeps", "host", "readouts", "trial",
)  # fmt: skip

_SWITCHES = "mechanisms.toml"
"""Numbers under which rules are switched off: a run names the rules alone."""

LIVES_NOTHING = frozenset({
    "carry_out", "chosen", "claims", "clearing", "cluster", "conduct", "describe", "engines", "execution", "exposure",
    "fields_file", "identity", "journal", "kept_results", "medicines_told", "memory", "mixture", "model_version",
    "partners", "posterior", "progress_bar", "provenance", "results", "run_file", "store", "trial", "waiting",
})  # fmt: skip
"""Modules of this room that plan, run, keep and tell lives, and that no life depends on."""


@cache
def model_version() -> str:
    """Hash the sources of the rules, of the engine, and of what is recorded.

    Numbers are not in it, for the name of a run has every parameter of its own.

    Returns:
        Twelve hexadecimal digits.
    """
    digest = hashlib.sha256()
    for room in _ROOMS:
        path = _PACKAGE / room
        for file in [path] if path.is_file() else sorted([*path.rglob("*.py"), *path.rglob(_SWITCHES)]):
            if room == "trial" and file.parent == path and file.stem in LIVES_NOTHING:
                continue
            digest.update(file.relative_to(_PACKAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
