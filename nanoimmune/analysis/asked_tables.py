"""Tables of the report beside the main one: what challenges found, and at what cost to the rest of the body."""

from collections.abc import Sequence

from nanoimmune.analysis.challenge_endpoints import challenge_endpoints, posed
from nanoimmune.analysis.endpoints import Endpoint
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.safety_endpoints import safety_endpoints
from nanoimmune.analysis.stories import endpoints_of
from nanoimmune.analysis.story import FurtherTable
from nanoimmune.analysis.tables import number
from nanoimmune.analysis.therapeutic_index import INDEX, TOXICITY

DIGITS = "{:.3g}"


def asked_tables(evidence: Evidence) -> list[FurtherTable]:
    """Make a table of challenges, where there are any, and one of safety, where anything is given.

    Args:
        evidence: The findings of a trial.

    Returns:
        The tables; a row is a read-out and a column an arm, for read-outs are many and have long names.
    """
    arms = evidence.results.trial.arms
    tables = []
    if challenges := posed(arms):
        says = " ".join(str(challenge) for challenge in challenges)
        tables.append(FurtherTable("Challenges", says, _headings(evidence), _rows(evidence, challenge_endpoints(arms))))
    if any(arm.regimens for arm in arms):
        index = [endpoint for endpoint in endpoints_of(evidence.results.trial) if endpoint.name == TOXICITY]
        scenario = arms[0].scenario
        rows = _rows(evidence, [*index, *safety_endpoints(scenario.tissues, scenario.parameters.safety)])
        rows += _index_row(evidence)
        says = (
            "Means over subjects. Cytokine release is the largest excess of inflammatory cytokine over the reference "
            "within two days of a dose; a risk of anaphylaxis is a repeated i.v. antigen that met antibody to it."
        )
        tables.append(FurtherTable("Safety", says, _headings(evidence), rows))
    return tables


def _headings(evidence: Evidence) -> list[str]:
    """Head the first column and the arms."""
    return ["read-out", *evidence.arms]


def _rows(evidence: Evidence, endpoints: Sequence[Endpoint]) -> list[list[str]]:
    """Write the mean of each end-point in each arm."""
    return [
        [
            f"{endpoint.says} ({endpoint.unit})",
            *(number(evidence.row(arm, endpoint.name)["mean"], DIGITS) for arm in evidence.arms),
        ]
        for endpoint in endpoints
    ]


def _index_row(evidence: Evidence) -> list[list[str]]:
    """Write the therapeutic index of the arms that belong to a series of doses, if there are any."""
    found = evidence.summary[evidence.summary["endpoint"] == INDEX].set_index("arm")["mean"]
    if found.empty:
        return []
    return [["Therapeutic index", *(number(found.get(arm, float("nan")), DIGITS) for arm in evidence.arms)]]
