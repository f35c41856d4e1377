"""The report: one HTML file with the figures inside, readable without a network."""

import base64
import math
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import jinja2

from nanoimmune.analysis.asked_tables import asked_tables
from nanoimmune.analysis.effects import SPECIFICITY
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.gallery import draw_all
from nanoimmune.analysis.tables import NOBODY, effect_text, main_table, number
from nanoimmune.trial.describe import CERTAINTY, all_numbers, methods

DIGITS = "{:.3g}"

EQUIVALENCE = 0.1
"""Share of the reference's primary end-point within which a whole interval must lie for two arms to be equivalent."""

BY_LOGARITHMS = " (geometric mean and SD; the effect is a ratio, 1 where an arm does nothing)"
"""What is said of an end-point that spreads over powers of ten."""

_WIDTH = re.compile(rb'<svg[^>]* width="([0-9.]+pt)"')


class Picture(NamedTuple):
    """A figure as the report shows it."""

    caption: str
    source: str
    width: str


def render(evidence: Evidence, drawings: Mapping[str, bytes] | None = None) -> str:
    """Write the report of a trial.

    Args:
        evidence: What was found.
        drawings: Its figures as SVG, where they are drawn already.

    Returns:
        The whole HTML file.
    """
    results = evidence.results
    trial = results.trial
    scenario = trial.arms[0].scenario
    text = (files("nanoimmune.analysis") / "report.html.j2").read_text(encoding="utf-8")
    surroundings = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    numbers = all_numbers(scenario)
    return surroundings.from_string(text).render(
        title=scenario.title,
        trial=trial,
        evidence=evidence,
        duration=evidence.story.clock.duration.format(number(evidence.end, "{:.4g}")),
        findings=findings(evidence),
        columns=evidence.story.columns,
        rows=main_table(evidence),
        further_tables=[*evidence.story.further_tables(evidence), *asked_tables(evidence)],
        details=_details(evidence),
        pictures=_pictures(evidence, drawings or draw_all(evidence)),
        methods=methods(tuple(trial.arms), trial.cohort, trial.length, trial.reference),
        declared={name: arm.says for name, arm in scenario.arms.items()},
        notes=scenario.notes,
        numbers=numbers,
        tally={status: sum(number.status == status for number in numbers) for status in CERTAINTY},
        provenance=results.provenance,
        command=" ".join(results.provenance.get("command") or ()),
        failures=results.failures,
    )


def findings(evidence: Evidence) -> list[str]:
    """Say in one sentence an arm what became of it.

    Args:
        evidence: The findings of a trial.

    Returns:
        Sentences, the reference arm first.
    """
    sentences = []
    if evidence.reference in evidence.arms:
        sentences.append(evidence.story.opening(evidence))
    for arm in evidence.compared:
        if arm != evidence.reference:
            sentences.append(evidence.story.other_finding(evidence, arm) or _finding(evidence, arm))
    return sentences


def _finding(evidence: Evidence, arm: str) -> str:
    """Say whether the primary end-point of one arm differs from its reference, and by how much."""
    primary, (name, unit) = evidence.story.primary, evidence.story.primary_words
    row, reference = evidence.row(arm, primary.endpoint), evidence.references[arm]
    if math.isnan(row["effect_low"]):
        return f"{arm}: too few pairs for an interval."
    control = evidence.row(reference, primary.endpoint)
    low, high, margin = row["effect_low"], row["effect_high"], EQUIVALENCE * control["mean"]
    if max(abs(low), abs(high)) <= margin:
        verdict = f"equivalent to {reference} (the whole interval lies within {EQUIVALENCE:.0%} of its {name})"
    elif low <= 0 <= high:
        verdict = f"neither a difference from {reference} nor equivalence is shown"
    else:
        verdict = "less disease" if primary.benefit * row["effect"] > 0 else "more disease"
    share = 100 * row["effect"] / control["mean"] if control["mean"] else math.nan
    size = "" if math.isnan(share) else f", {number(share, '{:+.0f}')} %"
    return f"{arm}: {verdict}; {name} {effect_text(row)} {unit}{size}."


def _details(evidence: Evidence) -> list[tuple[str, list[list[str]]]]:
    """Write out the whole summary, an end-point at a time."""
    named = [
        (endpoint.name, f"{endpoint.says}, {endpoint.unit}{BY_LOGARITHMS if endpoint.kind == 'ratio' else ''}")
        for endpoint in evidence.story.endpoints
    ]
    named.append((SPECIFICITY, "Antigen specificity index"))
    return [(says, [_detail(evidence, arm, name) for arm in evidence.arms]) for name, says in named]


def _detail(evidence: Evidence, arm: str, endpoint: str) -> list[str]:
    """Write one row of the summary."""
    row = evidence.row(arm, endpoint)
    interval = NOBODY
    if not math.isnan(row["low"]):
        interval = f"{number(row['low'], DIGITS)} to {number(row['high'], DIGITS)}"
    level = [number(row["mean"], DIGITS), number(row["sd"], DIGITS), interval]
    effect = "reference" if arm == evidence.references[arm] else effect_text(row, DIGITS)
    return [arm, str(row["n"]), *level, effect]


def _pictures(evidence: Evidence, drawings: Mapping[str, bytes]) -> list[Picture]:
    """Carry every figure that no other holds already as text that a browser shows in its own size."""
    pictures = []
    for name, figure in evidence.figures.items():
        if name in evidence.story.shown_elsewhere:
            continue
        caption = (figure.__doc__ or "").strip().splitlines()[0]
        width = _WIDTH.search(drawings[name])
        code = base64.b64encode(drawings[name]).decode("ascii")
        pictures.append(Picture(caption, f"data:image/svg+xml;base64,{code}", width[1].decode() if width else "100%"))
    return pictures
