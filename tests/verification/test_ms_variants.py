"""The tables of relapsing and monophasic disease, on made-up mice and (half an hour on two cores) on simulated ones."""

from pathlib import Path

import pandas as pd
import pytest
from verification import ms_variants
from verification.ms_variants import Cohorts, Lived


def a_course(score: dict[int, float], effectors: dict[str, int], subject: int) -> pd.DataFrame:
    """A made-up record: scores from some days on, and the day from which each epitope is recruited."""
    table = pd.DataFrame({"subject": subject, "day": range(61), "score": 0.0})
    for day, value in sorted(score.items()):
        table.loc[table["day"] >= day, "score"] = value
    for epitope in ms_variants.SPREADING:
        table[f"effector_{epitope}"] = 1000 * (table["day"] >= effectors.get(epitope, 99))
    return table


def test_the_table_tells_order_and_relapses_of_made_up_mice() -> None:
    """One of two mice relapses by day 42, and one of two recruits the epitopes in the published order."""
    first = a_course({12: 3.0, 22: 1.0, 35: 2.5}, {"plp139_151": 6, "plp178_191": 24, "mbp84_104": 30}, 0)
    second = a_course({14: 3.0, 30: 1.0, 50: 2.0}, {"plp139_151": 8, "mbp84_104": 20, "plp178_191": 33}, 1)
    columns = {"incidence": 1.0, "onset_day": 12.0, "peak_score": 3.0, "relapsed": 1.0}
    values = pd.DataFrame({**columns, "relapses": [2.0, 1.0]}, index=[0, 1])
    told = ms_variants.relapsing_table(
        Lived(values, pd.concat([first, second])), Lived(values.assign(relapses=0.0, relapsed=0.0), first)
    )
    cells = {line.split("|")[2].strip(): line.split("|")[3].strip() for line in told.splitlines()}
    assert cells["relapsed by day 42"].startswith("50%")
    assert cells["none recruited out of order"].startswith("50%")
    assert cells["relapsed, without cells of the two"].startswith("0%")
    assert cells["relapses more with spreading, paired"].startswith("1.50")
    assert cells["PLP178-191 recruited, day"].startswith("28.50")


def test_recruitment_is_empty_where_it_never_comes() -> None:
    table = a_course({}, {"plp139_151": 6}, 3)
    assert ms_variants.recruitment(table, "plp139_151").to_dict() == {3: 6}
    assert ms_variants.recruitment(table, "mbp84_104").isna().all()


@pytest.mark.verification
def test_variants_keep_their_directions(tmp_path: Path) -> None:
    """The document is made in full, and cognate PLG prevents what irrelevant PLG does not."""
    told = ms_variants.verify(Cohorts(untreated=12, arms=6, mice=6, days=60, seed=1), tmp_path)
    arms = [line.split("|") for line in told.splitlines() if line.startswith("| plg-")]
    peaks = {(n, line[1].strip()): float(line[4]) for n, line in enumerate(arms)}
    cognate = [peak for (_, arm), peak in peaks.items() if arm == "plg-cognate"]
    irrelevant = [peak for (_, arm), peak in peaks.items() if arm == "plg-irrelevant"]
    assert all(mine < other for mine, other in zip(cognate, irrelevant, strict=True))
