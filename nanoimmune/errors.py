"""The errors that a user can cause or must mend, and how they are worded."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 200
"""Characters of a value that are shown in an error."""

_MOST_OFFERED = 3
_SHORTEST = 3
"""Letters from which the beginning of a name is taken as one."""


class InputError(ValueError):
    """Something that a user gave cannot be used; the message names the field, the value and the mend."""


def refuse(field: str, given: object, allowed: str, mend: str) -> InputError:
    """Word an input error: what field, what was given, what is allowed, how to mend it.

    Args:
        field: Name of the field as the user writes it.
        given: The value received.
        allowed: What would have been accepted, in words or as a range.
        mend: One imperative sentence.

    Returns:
        The error, for the caller to raise.
    """
    told = repr(given)
    told = told if len(told) <= _LONGEST else f"{told[: _LONGEST // 2]} ... {told[-_LONGEST // 2 :]}"
    return InputError(f"{field}: got {told}; allowed: {allowed}. {mend}")


def nearest(given: object, known: Iterable[str], most: int = 1) -> list[str]:
    """Find the names that an unknown one may be a misspelling of, in whatever letters.

    Args:
        given: The unknown name.
        known: The names that there are.
        most: How many are wanted at most.

    Returns:
        The nearest first; none where none is near.
    """
    lowered = {name.lower(): name for name in reversed(list(known))}
    return [lowered[each] for each in get_close_matches(str(given).strip().lower(), lowered, n=most)]


def did_you_mean(given: object, known: Iterable[str], otherwise: str) -> str:
    """Offer names that an unknown one was meant for: in other letters, misspelled, or the beginning of some.

    Args:
        given: The unknown name.
        known: The names that there are.
        otherwise: The mend where none is like it.

    Returns:
        One sentence.
    """
    names, asked = list(known), str(given).strip().lower()
    near = nearest(asked, names)
    if not near and len(asked) >= _SHORTEST:
        near = [name for name in names if name.lower().startswith(asked)][:_MOST_OFFERED]
    if not near:
        return otherwise
    *others, last = (repr(name) for name in near)
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


class StudyStoppedError(RuntimeError):
    """A study cannot go on for now; what is finished is kept, and the same command goes on where it stopped."""


class OtherModelError(StudyStoppedError):
    """Whoever is to live a run has other sources of the model than the study that the run is of."""


class EngineGoneError(StudyStoppedError):
    """Whoever lived the runs, such as a cluster, is there no more."""
