"""End-points of safety, of challenges and the therapeutic index, on lives that are written by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from nanoimmune import Arm, CellTransfer, Cohort, Drug, Particle, Peptide, Regimen, Scenario, Trial
from nanoimmune.analysis.antibody_endpoints import antibody_endpoints
from nanoimmune.analysis.challenge_endpoints import (
    challenge_endpoints,
    found,
    intact,
    mean_response,
    suppression_index,
    unrelated_columns,
)
from nanoimmune.analysis.dosing import exposures
from nanoimmune.analysis.effects import Primary
from nanoimmune.analysis.endpoints import Life
from nanoimmune.analysis.safety_endpoints import anaphylaxis_risk, cytokine_release, safety_endpoints, uptake
from nanoimmune.analysis.therapeutic_index import dose_series, half_effect_dose, index_rows, therapeutic_index
from nanoimmune.parameters.load import load
from nanoimmune.state.dose import ImmunisationDose
from nanoimmune.trial.challenge import NamedChallenge
from nanoimmune.trial.exposure import Exposure, exposure
from nanoimmune.trial.results import Results
from nanoimmune.words import Compartment, Epitope

SAFETY = load({}).safety
NAN = math.nan


def life(doses: Sequence[float] = (), exposed: Sequence[Exposure] = (), first: int = 0, **columns: list[float]) -> Life:
    """A life whose columns begin on a day."""
    length = len(next(iter(columns.values())))
    return Life.of(pd.DataFrame({"day": range(first, first + length), **columns}), tuple(doses), tuple(exposed))


def soluble(day: float, micrograms: float, antigen: str = "mog") -> Exposure:
    """Antigen that is wholly within reach."""
    return Exposure(day, 0.0, 0.0, {antigen: micrograms})


# Cytokine release -----------------------------------------------------------------------------------------------------


def test_release_is_the_largest_excess_within_two_days_of_a_dose() -> None:
    """On day 5 there is more, but that is too late; on day 1, the dose itself has not come yet."""
    node = {"inflammation_node": [0.0] * 6}
    treated = life([1.0], inflammation=[0.0, 9.0, 0.5, 0.3, 0.0, 7.0], **node)
    control = life(inflammation=[0.0, 0.0, 0.1, 0.4, 0.0, 0.0], **node)
    assert cytokine_release(treated, control) == pytest.approx(0.4)
    assert math.isnan(cytokine_release(treated._replace(doses=()), control))
    assert math.isnan(cytokine_release(treated, None))
    assert cytokine_release(treated._replace(doses=(2.0,)), control) == 0.0, "less than the reference is no release"


def test_release_in_the_node_and_before_day_zero_counts() -> None:
    tissue = {"inflammation": [0.0] * 6}
    treated = life([-3.0], first=-4, inflammation_node=[0.0, 0.0, 0.2, 0.0, 0.0, 0.0], **tissue)
    control = life(first=-4, inflammation_node=[0.0] * 6, **tissue)
    assert cytokine_release(treated, control) == pytest.approx(0.2)


# Anaphylaxis ----------------------------------------------------------------------------------------------------------


def test_a_risk_needs_a_second_exposure_antibody_and_enough_antigen() -> None:
    titre, enough = 2 * SAFETY.sensitised_titre, 2 * SAFETY.least_exposure
    late = {"antibody_mog": [0.0, 0.0, 0.0, titre, titre, titre], "antibody_plp": [0.0] * 6}
    assert anaphylaxis_risk(life((), [soluble(0, enough), soluble(4, enough)], **late), SAFETY) == 1.0
    assert anaphylaxis_risk(life((), [soluble(4, enough)], **late), SAFETY) == 0.0, "the first exposure"
    assert anaphylaxis_risk(life((), [soluble(0, enough), soluble(2, enough)], **late), SAFETY) == 0.0, (
        "no antibody yet"
    )
    assert anaphylaxis_risk(life((), [soluble(0, enough), soluble(4, enough / 4)], **late), SAFETY) == 0.0
    other = [soluble(0, enough, "plp"), soluble(4, enough, "mog")]
    assert anaphylaxis_risk(life((), other, **late), SAFETY) == 0.0, "another antigen"
    assert anaphylaxis_risk(life((), [soluble(-7, enough), soluble(4.5, enough)], **late), SAFETY) == 1.0
    assert math.isnan(anaphylaxis_risk(life(**late), SAFETY))


PLG = Particle("500 nm", "PLG", "carboxylated", cargo="MOG35-55", cargo_load="1.4 fg")
PMHC = Particle("20 nm", "iron oxide", "dextran", ligand="MOG35-55", valency=40)


def test_encapsulated_and_coupled_antigen_is_hardly_within_reach() -> None:
    """The same peptide that is a risk when dissolved is none in particles."""
    (plg,) = Regimen(PLG, start_day=1, particles=9e9).as_doses()
    (pmhc,) = Regimen(PMHC, start_day=1, ligand_ug=25).as_doses()
    inside, on_top = exposure(plg, SAFETY), exposure(pmhc, SAFETY)
    assert inside is not None
    assert on_top is not None
    assert inside.reachable_ug == {"mog": pytest.approx(12.6 * SAFETY.encapsulated_exposure)}
    assert inside.ligand_ug == 0.0
    assert on_top.ligand_ug == pytest.approx(25.0)
    assert on_top.reachable_ug == {"mog": pytest.approx(25.0 * SAFETY.peptide_share * SAFETY.coupled_exposure)}
    assert max(*inside.reachable_ug.values(), *on_top.reachable_ug.values()) < SAFETY.least_exposure < 12.6
    assert exposure(ImmunisationDose(0, Epitope.MOG35_55), SAFETY) is None, "not into a vein"


def test_dissolved_antigen_is_wholly_within_reach_in_the_blood_and_not_under_the_skin() -> None:
    """The same 100 ug by two routes; a drug that shows no epitope is no antigen."""
    (into_vein,) = Regimen(Peptide("MOG35-55"), start_day=1, amount="100 ug", route="iv").as_doses()
    (under_skin,) = Regimen(Peptide("MOG35-55"), start_day=1, amount="100 ug", route="sc").as_doses()
    (drug,) = Regimen(Drug("dexamethasone"), start_day=1, amount="5 mg/kg", route="iv").as_doses()
    found = exposure(into_vein, SAFETY)
    assert found is not None
    assert found.reachable_ug == {"mog": 100.0}
    assert exposure(under_skin, SAFETY) is exposure(drug, SAFETY) is None


def test_exposures_come_from_the_calendar_and_from_triggers() -> None:
    ms = Scenario.named("ms")
    plan = {"particles": 9e9, "doses": 3, "every_days": 2}
    record = pd.DataFrame({"day": range(-5, 10), "days_since_trigger": [NAN] * 8 + list(range(7))})
    dated = exposures(Arm("dated", ms, Regimen(PLG, start_day=6, **plan)), record)
    assert [each.day for each in dated] == [6, 8], "the third is after the end"
    waiting = exposures(Arm("waiting", ms, Regimen(PLG, start_day=1, trigger="score > 1", **plan)), record)
    assert [each.day for each in waiting] == [4, 6, 8]


# Uptake and exposure --------------------------------------------------------------------------------------------------


def test_uptake_is_the_largest_share_of_what_was_given_so_far() -> None:
    given = life(first=-1, particles_injected=[0.0, 100.0, 200.0], particles_in_liver=[0.0, 30.0, 100.0])
    assert uptake(given, "liver") == pytest.approx(0.5)
    early = life(first=-2, particles_injected=[0.0, 100.0, 100.0], particles_in_liver=[0.0, 80.0, 20.0])
    assert uptake(early, "liver") == pytest.approx(0.8), "before day zero"
    assert math.isnan(uptake(life(particles_injected=[0.0], particles_in_liver=[0.0]), "liver"))


def test_cumulative_exposure_adds_up_what_was_given() -> None:
    endpoints = {each.name: each for each in safety_endpoints((Compartment.CNS,), SAFETY)}
    twice = [Exposure(1, 5.0, 2.0, {}), Exposure(2, 6.0, 3.0, {})]
    given = life([1.0, 2.0], twice, particles_injected=[11.0])
    assert endpoints["cumulative_particles"].compute(given, None) == 11.0
    assert endpoints["cumulative_ligand"].compute(given, None) == 5.0
    organs = {name.removeprefix("uptake_") for name in endpoints if name.startswith("uptake_")}
    assert organs == {"blood", "spleen", "liver", "node", "cns"}


def test_autoantibody_has_a_peak_and_a_first_day() -> None:
    endpoints = {each.name: each for each in antibody_endpoints((Compartment.PANCREAS,), SAFETY)}
    positive = SAFETY.sensitised_titre
    converted = life(antibody_insulin=[0.0, 0.5 * positive, positive, 3 * positive, positive])
    assert endpoints["antibody_insulin_peak"].compute(converted, None) == 3 * positive
    assert endpoints["antibody_insulin_day"].compute(converted, None) == 2
    never = life(antibody_insulin=[0.0, 0.5 * positive])
    assert math.isnan(endpoints["antibody_insulin_day"].compute(never, None))
    assert not any("igrp" in name for name in endpoints), "no CD4 cell helps B cells that know IGRP"


# Challenges -----------------------------------------------------------------------------------------------------------


def answered(peak: float, day: float) -> Life:
    """A life in which an infection was answered."""
    return life(virus_cd8_peak=[NAN, peak, NAN], virus_clearance_day=[NAN, day, NAN])


def test_immunity_is_intact_within_a_tenth() -> None:
    control = answered(1000.0, 10.0)
    assert found(control, "virus_cd8_peak") == 1000.0
    assert intact(answered(1090.0, 9.1), control, "virus") == 1.0
    assert intact(answered(1120.0, 10.0), control, "virus") == 0.0
    assert intact(answered(1000.0, 12.0), control, "virus") == 0.0
    assert intact(answered(1000.0, NAN), control, "virus") == 0.0, "never cleared"
    assert math.isnan(intact(answered(NAN, NAN), control, "virus"))
    assert math.isnan(intact(answered(1000.0, 10.0), None, "virus"))


def test_the_suppression_index_averages_over_unrelated_antigens() -> None:
    """Vaccination halved, infection untouched: a quarter."""
    treated = life(vaccinated_peak_cells=[50.0], virus_cd8_peak=[800.0])
    control = life(vaccinated_peak_cells=[100.0], virus_cd8_peak=[800.0])
    assert mean_response(treated, control, ["virus_cd8_peak"]) == pytest.approx(0.75)
    assert mean_response(treated, control, []) == pytest.approx(0.5)
    ms = Scenario.named("ms").with_challenges("infection", "re-induction")
    assert unrelated_columns([Arm("untreated", ms)]) == ["infection_cd8_peak"], "the disease's own antigen is related"
    index = suppression_index([Arm("untreated", ms)])
    assert index.compute(treated, control) == pytest.approx(0.5), "a challenge that was not put does not count"


def test_the_course_after_a_second_induction_has_the_unit_of_the_disease() -> None:
    """A glucose of 400 would else be cut to 5, the highest score."""
    again = NamedChallenge("again", "re-induction", 2, 4, Epitope.INSB9_23, pertussis=1.0)
    for name, unit, most in (("ms", "score", 5.0), ("t1d", "mg/dL", math.inf)):
        scenario = replace(Scenario.named(name), challenges={"again": again}, default_challenges=("again",))
        named = {each.name: each for each in challenge_endpoints([Arm("untreated", scenario)])}
        worst = named["again_worst"]
        assert (worst.unit, worst.span[1]) == (unit, most)


# Therapeutic index ----------------------------------------------------------------------------------------------------


def test_the_half_effect_dose_lies_between_doses_on_a_logarithmic_scale() -> None:
    assert half_effect_dose([1, 100], [0.0, 1.0], 0.5) == pytest.approx(10.0)
    assert half_effect_dose([1, 100], [0.6, 1.0], 0.5) == 1.0
    assert math.isnan(half_effect_dose([1, 100], [0.0, 0.4], 0.5))


def test_the_index_is_the_dose_of_half_toxicity_over_that_of_half_the_benefit() -> None:
    """Order of the doses does not matter, and what is not reached is a lower limit."""
    index = therapeutic_index([100, 1, 10_000], [8.0, 0.0, 8.0], [0.0, 0.0, 1.0])
    assert index.estimate == pytest.approx(1000.0 / 10.0)
    safe = therapeutic_index([1, 100], [0.0, 8.0], [0.0, 0.1])
    assert (safe.estimate, safe.low, safe.high) == (pytest.approx(10.0), pytest.approx(10.0), math.inf)
    assert math.isnan(therapeutic_index([1, 100], [0.0, -1.0], [0.0, 1.0]).estimate), "no benefit, no index"


def test_arms_that_differ_by_dose_alone_are_one_series() -> None:
    ms = Scenario.named("ms")
    low, high = (Arm(f"plg {n:g}", ms, Regimen(PLG, start_day=-7, particles=n)) for n in (1e9, 1e11))
    later = Arm("later", ms, Regimen(PLG, start_day=3, particles=1e10))
    other = Arm("other", ms, Regimen(PMHC, start_day=-7, ligand_ug=25))
    assert [
        [arm.name for arm in series] for series in dose_series([Arm("untreated", ms), high, later, low, other])
    ] == [["plg 1e+11", "plg 1e+09"]]
    rows = [("plg 1e+09", -1.0, 0.0), ("plg 1e+11", -9.0, 1.0)]
    summary = pd.DataFrame(
        [(arm, "auc", NAN, effect) for arm, effect, _ in rows]
        + [(arm, "systemic_suppression_index", harm, NAN) for arm, _, harm in rows],
        columns=["arm", "endpoint", "mean", "effect"],
    )
    found_rows = index_rows(summary, [low, high, later], Primary("auc", -1))
    assert found_rows["arm"].tolist() == ["plg 1e+09", "plg 1e+11"]
    benefit = math.exp(math.log(1e9) + (4.5 - 1) / 8 * math.log(100))
    assert found_rows["mean"].tolist() == pytest.approx([1e10 / benefit] * 2)


def test_what_is_no_particle_belongs_to_no_series_and_hinders_no_summary(results: Results) -> None:
    """Drugs and cells have a summary; particles beside a drug are a series, with an index of their own."""
    ms = Scenario.named("ms")
    steroid = Regimen(Drug("dexamethasone"), start_day=10, doses=3, every_days=1, amount="5 mg/kg")
    double = Regimen(Drug("dexamethasone"), start_day=10, doses=3, every_days=1, amount="10 mg/kg")
    cells = Regimen(CellTransfer("treg", "MOG35-55"), start_day=-2, amount=2e5)
    low, high = (Regimen(PMHC, start_day=14, ligand_ug=ug) for ug in (0.25, 25))
    plans = {"untreated": (), "steroid": (steroid,), "double": (double,), "cells": (cells,),
             "low beside": (low, steroid), "high beside": (high, steroid)}  # fmt: skip
    arms = [Arm(name, ms, plan) for name, plan in plans.items()]
    assert [[arm.name for arm in series] for series in dose_series(arms)] == [["low beside", "high beside"]]
    like = {name: "plg-irrelevant" for name in plans} | {"untreated": "untreated", "high beside": "pmhc2-cognate"}
    records = [results.table[results.table["arm"] == other].assign(arm=name) for name, other in like.items()]
    summary = Results(Trial(arms, Cohort(subjects=12, seed=3)), pd.concat(records, ignore_index=True)).summary()
    assert set(summary["arm"]) == set(plans)
    index = summary[summary["endpoint"] == "therapeutic_index"].set_index("arm")
    assert set(index.index) == {"low beside", "high beside"}
    assert index["mean"].gt(1).all(), "half of the benefit lies above the low dose, and nothing is toxic"
