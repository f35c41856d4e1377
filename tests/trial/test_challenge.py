"""Named challenges: declared, put to copies, and told in the manifest, the methods and the tables."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from nanoimmune import Arm, Cohort, Scenario, Trial
from nanoimmune.errors import InputError
from nanoimmune.trial.challenge import KINDS, NamedChallenge
from nanoimmune.trial.describe import describe
from nanoimmune.words import Epitope

DAY = 2
ASKED = (
    NamedChallenge("vaccine", "vaccination", DAY, 6, Epitope.OVA323_339),
    NamedChallenge("virus", "infection", DAY, 6, amount=0.5),
    NamedChallenge("spots", "recall", DAY, epitope=Epitope.MOG35_55, sample=10**7),
    NamedChallenge("re-induction", "re-induction", DAY, 4, Epitope.MOG35_55, pertussis=1.0),
)


def asking(scenario: Scenario, *challenges: NamedChallenge) -> Scenario:
    """The scenario with these challenges and no vaccination of its own."""
    return replace(
        scenario,
        challenge=None,
        challenges={each.name: each for each in challenges},
        default_challenges=tuple(each.name for each in challenges),
    )


@pytest.fixture(scope="module")
def results(small_ms: Scenario, tmp_path_factory: pytest.TempPathFactory):
    """Two subjects, untreated and under particles, each asked everything."""
    scenario = asking(small_ms, *ASKED)
    arms = [Arm.named(name, scenario) for name in ("untreated", "plg-cognate")]
    return Trial(arms, Cohort(2, 5), days=5).run(workers=1, out=tmp_path_factory.mktemp("asked"))


def test_challenges_leave_the_host_alone(results, small_ms: Scenario) -> None:
    plain = Trial(Arm.named("untreated", asking(small_ms)), Cohort(2, 5), days=5).run(workers=1).records()
    asked = results.records()
    asked = asked[asked["arm"] == "untreated"]
    added = [column for column in asked if column not in plain]
    assert added == [f"{each.column}_{name}" for each in ASKED for name in (*each.numbers, *each.courses)]
    assert_frame_equal(asked.drop(columns=added), plain, check_exact=True)


def test_each_kind_gives_its_numbers_on_its_day_and_its_courses_by_day(results) -> None:
    record = results.records().query("arm == 'untreated' and subject == 0").set_index("day")
    for each in ASKED:
        for name in each.numbers:
            given = record[f"{each.column}_{name}"].dropna()
            if name != "clearance_day":
                assert given.index.tolist() == [DAY], each
        for name in each.courses:
            assert record[f"{each.column}_{name}"].dropna().index.tolist() == [2, 3, 4, 5]
    assert record["virus_load"].loc[5] > 0.9
    assert record["virus_clearance_day"].isna().all(), "nobody clears it within six days"
    assert record["virus_cd8_peak_day"].loc[DAY] <= 6
    assert record["vaccine_peak"].loc[DAY] >= record["vaccine_cells"].max()
    low, share, high = (record[f"spots_{name}"].loc[DAY] for name in ("low", "per_million", "high"))
    assert low <= share <= high
    assert low < high


def test_summary_and_report_show_each_challenge_and_what_it_cost(results) -> None:
    summary = results.summary().set_index(["arm", "endpoint"])
    named = [
        "vaccine_response",
        "virus_cd8_peak",
        "virus_cd8_ratio",
        "virus_intact",
        "spots_fold",
        "re_induction_worst",
    ]
    for name in [*named, "systemic_suppression_index", "cytokine_release", "anaphylaxis_risk", "uptake_liver"]:
        assert ("plg-cognate", name) in summary.index
    assert summary.loc[("untreated", "vaccine_response"), "mean"] == 1.0
    assert summary.loc[("untreated", "systemic_suppression_index"), "mean"] == 0.0
    assert summary.loc[("plg-cognate", "cumulative_particles"), "mean"] == 9e9
    assert summary.loc[("untreated", "cumulative_particles"), "mean"] == 0.0
    assert 0.4 < summary.loc[("plg-cognate", "uptake_liver"), "mean"] <= 1.0, "a week before day zero counts, too"
    assert summary.loc[("plg-cognate", "anaphylaxis_risk"), "mean"] == 0.0
    from nanoimmune.analysis.evidence import Evidence
    from nanoimmune.analysis.report import render

    page = render(Evidence.of(results), {name: b"<svg width='1pt'></svg>" for name in Evidence.of(results).figures})
    for text in ("<h2>Challenges</h2>", "<h2>Safety</h2>", "virus: peak of antiviral CD8 effectors", "infected with"):
        assert text in page


def test_a_manifest_asks_again(results, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(results.provenance))
    again = Trial.from_manifest(tmp_path)
    assert again.arms[0].scenario.posed == ASKED


def test_the_packaged_scenario_declares_one_of_each_further_kind() -> None:
    ms = Scenario.named("ms")
    assert {each.kind for each in ms.challenges.values()} == set(KINDS) - {"vaccination"}
    assert ms.posed == (), "posed where they are asked for"
    asked = ms.with_challenges("infection", "recall")
    assert [each.name for each in asked.posed] == ["infection", "recall"]
    assert "is infected with a pathogen" in " ".join(describe(asked).split())
    assert "is infected with a pathogen" not in " ".join(describe(ms).split())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "magic"}, "challenges.x.kind"),
        ({"day": -1}, "challenges.x.day"),
        ({"watch_days": 0}, "challenges.x.watch_days"),
        ({"sample": 0}, "challenges.x.sample"),
        ({"amount": -1.0}, "challenges.x.amount"),
        ({"epitope": None}, "challenges.x.epitope"),
        ({"kind": "infection"}, "challenges.x.epitope"),
    ],
)
def test_what_cannot_be_asked_is_refused(change: dict, told: str) -> None:
    given = {"name": "x", "kind": "recall", "day": 3, "epitope": Epitope.MOG35_55} | change
    with pytest.raises(InputError, match=told):
        NamedChallenge(**given)


def test_an_unknown_challenge_is_refused(small_ms: Scenario) -> None:
    with pytest.raises(InputError, match="challenges: got 'earthquake'"):
        small_ms.with_challenges("infection", "earthquake")


def test_a_host_that_lacks_the_cells_of_a_pathogen_does_not_get_them(small_ms: Scenario) -> None:
    """Lacking specificities stay lacking; those that were only not followed are followed from the infection on."""
    virus = NamedChallenge("virus", "infection", 0, 9, amount=0.5)
    followed = small_ms.repertoire | {Epitope.GP33_41}
    wide = replace(asking(small_ms, virus), induction=(), repertoire=followed, absent=frozenset())
    lacking = wide.without("GP33-41")
    arms = [Arm("untreated", wide), Arm("lacking", lacking)]
    records = Trial(arms, Cohort(1, 5), days=1).run(workers=1).records().set_index("day").loc[0].set_index("arm")
    assert records.loc["untreated", "virus_cd8_peak"] > 0
    assert records.loc["lacking", "virus_cd8_peak"] == 0
