"""The scenario of two diseases in one host: how it is declared, what is recorded, and that antigens are specific."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nanoimmune.analysis.endpoints import Life
from nanoimmune.analysis.evidence import Evidence
from nanoimmune.analysis.glycaemic_endpoints import onset, remission_weeks, reversal
from nanoimmune.analysis.report import findings, render
from nanoimmune.analysis.stories import STORIES, endpoints_of, story_of
from nanoimmune.errors import InputError
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.course import DEAD_SCORE, HumaneEndpoint
from nanoimmune.trial.describe import describe
from nanoimmune.trial.observed import ObservedLife
from nanoimmune.trial.provenance import describe_arms
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.results import Results
from nanoimmune.trial.scenario import Scenario, packaged_scenarios
from nanoimmune.trial.trial import Trial
from nanoimmune.words import Compartment, Epitope

BOTH = (Compartment.CNS, Compartment.PANCREAS)
SMALL = {
    "world.cns_extent": 16,
    "world.pancreas_extent": 32,
    "world.spleen_extent": 12,
    "world.node_extent": 12,
    "world.liver_extent": 8,
    "world.cells_per_agent": 128,
    "world.parcels_per_dose": 40,
    "islets.number": 6,
    "residents.cns_microglia": 60,
}
IMMUNISED, LAST = 35, 63
"""Days of immunisation and of the end of the small trial."""


def small_scenario() -> Scenario:
    """The scenario in a small body that is immunised earlier."""
    scenario = Scenario.named("comorbidity").with_parameters(SMALL)
    induction = tuple(replace(dose, day=float(IMMUNISED)) for dose in scenario.induction)
    return replace(scenario, induction=induction, challenge=None, snapshots=(), days=LAST)


def dosed(name: str, day: float) -> Arm:
    """An arm of the scenario in the small body, of which the first dose falls on a day."""
    (regimen,) = Arm.named(name, Scenario.named("comorbidity")).regimens
    return Arm(name, small_scenario(), (replace(regimen, start_day=day),))


@pytest.fixture(scope="module")
def results() -> Results:
    """Three subjects, untreated, with each disease alone, and with an antigen of either tissue given beforehand."""
    scenario = small_scenario()
    alone = [Arm.named(name, scenario) for name in ("untreated", "eae-alone", "diabetes-alone")]
    arms = [*alone, dosed("plg-mog", IMMUNISED - 7.0), dosed("plg-proteins", 15.0)]
    return Trial(arms, Cohort(3, seed=4), days=LAST).run(workers=2)


def at_the_end(results: Results, column: str) -> dict[str, np.ndarray]:
    """Values of the last day, subject by subject, by arm."""
    table = results.records()
    last = table[table["day"] == LAST].sort_values("subject")
    return {str(arm): rows[column].to_numpy(float) for arm, rows in last.groupby("arm")}


# Declaring ------------------------------------------------------------------------------------------------------------


def test_the_packaged_scenario_harms_both_tissues() -> None:
    scenario = Scenario.named("comorbidity")
    assert "comorbidity" in packaged_scenarios()
    assert scenario.tissues == BOTH
    assert scenario.glycaemia is not None
    assert {dose.epitope for dose in scenario.induction} == {Epitope.MOG35_55}  # type: ignore[union-attr]
    assert scenario.autoantigens == {"MOG35-55", "InsB9-23", "InsB15-23", "IGRP206-214", "ChgA-WE14", "GAD65-206-220"}
    cognate = {name: Arm.named(name, scenario).is_cognate for name in ("plg-mog", "plg-proteins", "plg-ova")}
    assert cognate == {"plg-mog": True, "plg-proteins": True, "plg-ova": False}
    page = " ".join(describe(scenario).split())
    assert "scored once a day from 0 to 5" in page
    assert "Glucose is read every 7 days" in page
    assert "No animal is killed" not in page
    assert "rate of T-cell entry into CNS and pancreas" in page


def test_tissues_may_be_listed_in_any_order_and_only_once() -> None:
    scenario = Scenario.named("comorbidity")
    assert replace(scenario, tissues=BOTH[::-1]).tissues == BOTH
    for wrong in ((), (Compartment.CNS, Compartment.CNS), (Compartment.CNS, Compartment.NODE), Compartment.CNS):
        with pytest.raises(InputError, match=r"tissue.*cns, pancreas"):
            replace(scenario, tissues=wrong)


def test_a_host_with_both_tissues_needs_what_each_needs() -> None:
    """A humane end-point goes with the score, a diagnosis with the glucose; an age with the islets."""
    scenario = Scenario.named("comorbidity")
    assert replace(scenario, humane_endpoint=HumaneEndpoint(4, 2)).humane_endpoint is not None
    with pytest.raises(InputError, match="glycaemia"):
        replace(scenario, glycaemia=None)
    with pytest.raises(InputError, match="day_zero"):
        replace(scenario, day_zero="immunisation")


def test_a_trial_comes_back_from_its_manifest(tmp_path: Path) -> None:
    arms = [Arm.named(name, Scenario.named("comorbidity")) for name in ("untreated", "plg-both", "eae-alone")]
    manifest = {"format": 1, "cohort": {"subjects": 2, "seed": 5}, "days": 100, **describe_arms(arms)}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    again = Trial.from_manifest(tmp_path)
    for old, new in zip(arms, again.arms, strict=True):
        assert new.scenario.tissues == BOTH
        assert new.scenario.parameters == old.scenario.parameters
        assert new.scenario.absent == old.scenario.absent


# Living ---------------------------------------------------------------------------------------------------------------


def test_both_tissues_are_harmed_each_by_cells_of_its_own_antigens(results: Results) -> None:
    """Without cells of one tissue's antigens that tissue stays whole, and the other is harmed as before.

    All but whole: cells that islets armed pass through white matter, too, and cost one mouse of three some myelin.
    """
    assert not results.failures
    myelin, mass = at_the_end(results, "tissue_preserved"), at_the_end(results, "beta_mass")
    spared = myelin["diabetes-alone"]
    assert spared.mean() > 0.97
    assert spared.min() > 0.9
    for arm in ("untreated", "eae-alone"):
        assert (myelin[arm] < spared - 0.02).all()
        assert myelin[arm].mean() < 0.6
    healthy = mass["eae-alone"]
    assert (mass["untreated"] < 0.8 * healthy).all()
    assert (mass["diabetes-alone"] < 0.8 * healthy).all()
    assert (healthy > 0.6).all()


def test_a_particle_protects_the_tissue_whose_antigen_it_holds(results: Results) -> None:
    """Each spares much of its own tissue, and changes the other by far less."""
    myelin, mass = at_the_end(results, "tissue_preserved"), at_the_end(results, "beta_mass")
    of_myelin = {arm: (myelin[arm] - myelin["untreated"]).mean() for arm in ("plg-mog", "plg-proteins")}
    of_islets = {arm: (mass[arm] - mass["untreated"]).mean() for arm in ("plg-mog", "plg-proteins")}
    assert of_myelin["plg-mog"] > 0.2
    assert abs(of_myelin["plg-proteins"]) < 0.5 * of_myelin["plg-mog"]
    assert of_islets["plg-proteins"] > 0.1
    assert abs(of_islets["plg-mog"]) < 0.5 * of_islets["plg-proteins"]


def test_the_record_has_both_diseases_under_names_that_do_not_clash(results: Results) -> None:
    table = results.records()
    assert {"score", "glucose", "reading", "diabetic", "alive", "myelin", "beta_mass"} <= set(table.columns)
    for name in ("tissue_preserved", "inflammation", "permeability", "suppression"):
        assert not table[name].equals(table[f"{name}_pancreas"])
    assert (table["tissue_preserved_pancreas"].dropna() == table["beta_mass"].dropna()).all()
    assert {"effector_cns", "effector_pancreas", "monocyte_cns", "monocyte_pancreas"} <= set(table.columns)
    assert table.columns.is_unique


def test_the_ledger_of_particles_closes(results: Results) -> None:
    table = results.records()
    gone = table[["particles_free", "particles_bound", "particles_inside", "particles_cleared"]].sum(axis=1)
    assert table["particles_injected"].max() > 0
    assert np.allclose(gone, table["particles_injected"], rtol=1e-9)


def test_one_summary_and_one_report_tell_both(results: Results) -> None:
    summary = results.summary()
    names = set(summary["endpoint"])
    assert {"incidence_cns", "incidence_pancreas", "auc", "diabetes_free_weeks", "beta_mass_final"} <= names
    assert not {"incidence", "auc_after_dose"} & names
    told = [endpoint.name for endpoint in endpoints_of(results.trial)]
    assert len(told) == len(set(told))
    evidence = Evidence.of(results)
    assert evidence.story is story_of(results.trial) is STORIES[BOTH]
    assert "fell ill with EAE" in findings(evidence)[0]
    assert "clinical area" in findings(evidence)[3]
    assert "diabetes-free time" in findings(evidence)[3]
    page = render(evidence)
    assert "Survival free of diabetes" in page
    assert "EAE: Peak score" in page


# Dying ----------------------------------------------------------------------------------------------------------------


def test_an_animal_that_dies_of_eae_is_followed_for_diabetes_until_then() -> None:
    """Its diagnosis and its beta cells stay as they were at death; that it is dead cures it of nothing."""
    scenario = replace(small_scenario(), humane_endpoint=HumaneEndpoint(0.5, 1))
    life = ObservedLife(Arm("untreated", scenario), Cohort(1), 0)
    row = life.live_to(15)
    assert (row["alive"], row["diabetic"]) == (1.0, 0.0)
    glycaemic, clinical = life._courses
    sick = {**row, "score": 3.0, "deficit_score": 3.0, "glucose": 500.0}
    for day in (21.0, 28.0):
        row = glycaemic.observe({**sick, "day": day})
    row = clinical.observe(row)
    assert not life.alive
    assert (row["score"], row["alive"], row["diabetic"]) == (DEAD_SCORE, 0.0, 1.0)
    later = [life.live_to(day) for day in range(29, 50)]
    assert all(each["diabetic"] == 1.0 and each["score"] == DEAD_SCORE for each in later)
    assert all(math.isnan(each["glucose"]) and each["beta_mass"] == row["beta_mass"] for each in later)


def test_death_ends_a_remission() -> None:
    """Diabetic from day 14 to 27, free from day 28, dead from day 42: two weeks of remission, not four."""
    day = np.arange(0.0, 57.0)
    diabetic = ((day >= 14) & (day < 28)).astype(float)
    columns = {"diabetic": diabetic, "alive": (day <= 42).astype(float), "day": day}
    life = Life(day, columns)
    assert onset(life) == 14.0
    assert reversal(life) == 1.0
    assert remission_weeks(life) == 2.0


def test_a_regimen_may_wait_for_either_disease() -> None:
    """Both the score and the diagnosis are signs that a treatment can wait for."""
    scenario = small_scenario()
    (regimen,) = Arm.named("plg-mog", scenario).regimens
    assert regimen.particle is not None
    for sign in ("score >= 1", "diabetes"):
        waiting = Regimen(particle=regimen.particle, trigger=sign, particles=9e9)
        Trial([Arm("untreated", scenario), Arm("waiting", scenario, (waiting,))], Cohort(1), days=LAST)
