"""The errors that a user can cause or must mend, and how they are worded."""

_LONGEST = 200
"""Characters of a value that are shown in an error."""


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


class StudyStoppedError(RuntimeError):
    """A study cannot go on for now; what is finished is kept, and the same command goes on where it stopped."""


class OtherModelError(StudyStoppedError):
    """Whoever is to live a run has other sources of the model than the study that the run is of."""


class EngineGoneError(StudyStoppedError):
    """Whoever lived the runs, such as a cluster, is there no more."""
