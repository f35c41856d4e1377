"""A validation as text: the table of a terminal, a Markdown document and an HTML page."""

import tomllib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from nanoimmune.analysis.tables import number, set_in_parts
from nanoimmune.trial.model_version import model_version
from nanoimmune.validation.validation import Row, Validated

RIGHT = ("within", "direction only")
"""Verdicts of numbers that are right in direction."""

HEADINGS = ["target", "number", "published (n)", "counts as within", "ours [95 %] (n)", "verdict", "fitted to"]

READING = [
    "A number is `within` where our estimate lies inside the limits that the table gives; `direction only` where our",
    "whole 95 % interval is on the published side of no effect, which is the best that a published direction can get;",
    "`missed` otherwise. An equality, such as that of a negative control, is `within` only where our whole interval",
    "is inside, and `direction only` where the estimate alone is. A question mark says that one end of our interval",
    "would have been judged otherwise. *From memory* marks numbers that nobody has read in the source.",
    "[targets.md](targets.md) says how a paper is added.",
]
"""How the table is to be read."""

_NEVER = "never"


def summary(rows: Sequence[Row]) -> list[str]:
    """Count the verdicts: numbers that ours were fitted to, others, and negative controls.

    Args:
        rows: Every row.

    Returns:
        Sentences.
    """
    lived = [row for row in rows if row.verdict != "not lived"]
    fitted = [row for row in lived if row.fitted]
    free = [row for row in lived if not row.fitted and not row.control]
    controls = [row for row in lived if row.control]
    told = [
        f"Numbers that ours were fitted to: {_counted(fitted)}.",
        f"Numbers not used for fitting: {_counted(free)}; {_right(free)} of {len(free)} right in direction.",
        f"Negative controls: {_counted(controls)}.",
    ]
    independent = [row for row in free if not row.repeats]
    if len(independent) < len(free):
        told.insert(
            2,
            f"{len(free) - len(independent)} of these others ask again for a course that ours was fitted to; "
            f"without them {_right(independent)} of {len(independent)} are right in direction.",
        )
    if alike := sum(row.ours_low == row.ours_high for row in controls):
        told.append(f"{alike} of the controls are exact in every subject: they test the code more than the biology.")
    missing = len(rows) - len(lived)
    unsure = sum(not row.settled for row in lived)
    told.append(f"{unsure} verdicts of {len(lived)} could change with more subjects, for our interval crosses a limit.")
    return [*told, f"{missing} numbers have no life yet."] if missing else told


def _counted(rows: Sequence[Row]) -> str:
    """Count the verdicts of some rows."""
    words = [row.verdict for row in rows]
    return ", ".join(f"{words.count(word)} {word}" for word in (*RIGHT, "missed"))


def _right(rows: Sequence[Row]) -> int:
    """Count the rows that are right in direction."""
    return sum(row.verdict in RIGHT for row in rows)


def cells(row: Row) -> list[str]:
    """Write one row as texts, a text for each of `HEADINGS`."""
    flag = " (from memory)" if row.mark == "memory" else ""
    published = "" if row.published != row.published else value(row.published)
    told = f"{published or row.direction} {row.unit}".strip()
    n = f" ({row.published_n})" if row.published_n else ""
    wanted = "" if row.low != row.low else f"{value(row.low)} to {value(row.high)}"
    ours = "-"
    if row.n and row.ours == row.ours:
        ours = f"{value(row.ours)} [{value(row.ours_low)}, {value(row.ours_high)}] ({row.n})"
    sure = "" if row.settled or row.verdict == "not lived" else "?"
    return [row.id, row.says, f"{told}{n}{flag}", wanted, ours, f"{row.verdict}{sure}", _kind(row)]


def _kind(row: Row) -> str:
    """Say whether ours were fitted to a number, or to the same course in another paper."""
    return "control" if row.control else "yes" if row.fitted else f"as {row.repeats}" if row.repeats else "no"


def value(given: float) -> str:
    """Write a number with three digits, and one that is infinite as `never`."""
    return _NEVER if given == float("inf") else number(given, "{:.3g}")


def printed(found: Validated, width: int) -> list[str]:
    """Set the table for a terminal.

    Args:
        found: What was found.
        width: Characters in a line.

    Returns:
        The lines.
    """
    rows = [HEADINGS, *(cells(row) for row in found.rows)]
    return [*(line for part in set_in_parts(rows, width) for line in part), "", *summary(found.rows)]


def markdown(found: Validated, date: str, version: str) -> str:
    """Write the whole document.

    Args:
        found: What was found.
        date: When it was.
        version: Version of the package.

    Returns:
        Markdown.
    """
    form = "quick form (few subjects, coarse agents)" if found.validation.quick else "full form"
    lines = [
        "<!-- Made by `nanoimmune validate --docs FILE`; change the target files, not this one. -->",
        "",
        "# Validation: published numbers beside ours",
        "",
        f"Made on {date} by version {version} (model {model_version()}), seed {found.validation.seed}, {form}.",
        _completeness(found),
        "",
        *(f"- {sentence}" for sentence in summary(found.rows)),
        "",
        *READING,
    ]
    for each in found.validation.experiments:
        rows = [row for row in found.rows if row.id == each.entry.id]
        trial = found.bundled.bundle.trials[each.entry.id]
        lines += ["", f"## {each.entry.id}: {each.entry.title}", ""]
        lines += [" ".join(each.entry.says.split()), ""]
        lines += [
            f"Scenario `{each.entry.scenario}`, {trial.cohort.subjects} subjects in each of {', '.join(each.arms)}, "
            f"{trial.length} days. Source: {each.entry.source}.",
            "",
            *_table(HEADINGS[1:], [cells(row)[1:] for row in rows]),
        ]
    lines += ["", "## What is missed", ""]
    lines += _notes([row for row in found.rows if row.verdict == "missed"], "Nothing was missed.")
    lines += ["", "## What is right in direction, and outside the limits that the table gives", ""]
    lines += _notes([row for row in found.rows if row.verdict == "direction only" and row.low == row.low], "Nothing.")
    lines += ["", "## Published numbers from memory", ""]
    recalled = [row for row in found.rows if row.mark == "memory"]
    lines += ["Check these in the sources before anything is built on them:", ""]
    lines += [f"- {row.id}, {row.says} ({row.source})." for row in recalled]
    lines += ["", "## Published experiments that no scenario can express", ""]
    lines += [f"- {name}: {entry['says']} {entry['why']}" for name, entry in unexpressed().items()]
    return "\n".join(lines) + "\n"


def _completeness(found: Validated) -> str:
    """Say how many runs are there."""
    runs = len({each.file for each in found.bundled.bundle.members})
    missing = len(found.bundled.failures)
    return f"{runs - missing} of {runs} runs were there." if missing else f"All {runs} runs were there."


def _notes(rows: Sequence[Row], none: str) -> list[str]:
    """Write what is known of some rows."""
    return [f"- **{row.id}, {row.says}**: {row.note or 'nobody has looked into it yet.'}" for row in rows] or [none]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table in Markdown."""
    return [
        f"| {' | '.join(headings)} |",
        "|" + "---|" * len(headings),
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def html(found: Validated, date: str, version: str) -> str:
    """Write the table and its summary as one page of HTML.

    Args:
        found: What was found.
        date: When it was.
        version: Version of the package.

    Returns:
        HTML.
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in HEADINGS)
    body = "".join(
        f'<tr class="{row.verdict.replace(" ", "-")}">'
        + "".join(f"<td>{escape(text)}</td>" for text in cells(row))
        + "</tr>"
        for row in found.rows
    )
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in summary(found.rows))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>nanoimmune: validation</title><style>'
        "body{font:15px sans-serif;margin:2em auto;max-width:80em}table{border-collapse:collapse}"
        "td,th{padding:.25em .7em;border-bottom:1px solid #ccc;text-align:left}"
        ".missed td:nth-child(6){color:#b00;font-weight:bold}.within td:nth-child(6){color:#060}</style>"
        f"<h1>Published numbers beside ours</h1><p>{escape(date)}, version {escape(version)}, "
        f"seed {found.validation.seed}</p><ul>{told}</ul><table><tr>{head}</tr>{body}</table></html>\n"
    )


def unexpressed() -> dict[str, dict[str, str]]:
    """Published experiments that no scenario can express: what each says, and why, by id."""
    text = (files("nanoimmune") / "validation" / "unexpressed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
