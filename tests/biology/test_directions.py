"""Every rule moves the way its claim says, in every argument, and returns what it says it returns.

`+` means that the value never falls as the argument rises, `-` that it never rises, `.` that the claim names no
direction. A rule that is missing here fails, so that a new claim has to say which way it points.
"""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nanoimmune.rule import RULEBOOK
from nanoimmune.words import (
    ApcKind,
    ApcState,
    Coat,
    Compartment,
    Core,
    Drug,
    Epitope,
    Nucleoside,
    Oligodendrocyte,
    Phenotype,
)

DIRECTIONS = {
    "clinical.deficit_score": "inflammation+ demyelination+ axon_loss+",
    "clinical.observed_score": "score+",
    "cytokine.alarm_gain": "necrotic_cells+ molecules+ volume-",
    "cytokine.chemokine_loss": "",
    "cytokine.il2_gain": "helped_cells+ volume- in_tissue-",
    "cytokine.il2_loss": "tregs+ volume- in_tissue-",
    "cytokine.inflammatory_gain": "armed_effectors+ licensed_phagocytes+ volume-",
    "cytokine.inflammatory_loss": "",
    "cytokine.node_inflammatory_gain": "adjuvant+ tissue_inflammation+",
    "cytokine.secreted": "molecules+ cells+ volume-",
    "cytokine.shed_antigen_loss": "",
    "cytokine.suppressive_gain": "signalled_tr1+ signalled_tregs+ volume-",
    "cytokine.suppressive_loss": "",
    "engagement.contact_share": "seekers- room+",
    "engagement.contact_suppression": "treg_contacts-",
    "engagement.detachment_rate": "",
    "engagement.egress_factor": "signal-",
    "engagement.encounter_rate": "cognate_cells+",
    "engagement.felt_costimulation": "costimulation+ is_experienced.",
    "engagement.is_armed": "help_signal+",
    "engagement.receptor_occupancy": "pmhc+ affinity+",
    "engagement.sees_class_i": "epitope.",
    "fate.activation_rate": "help_signal+ threshold-",
    "fate.anergy_rate": "signal+ help_signal-",
    "fate.anergy_reversal_rate": "signal-",
    "fate.deletion_rate": "signal+ help_signal-",
    "fate.differentiation_rate": "divisions_left-",
    "fate.effector_death_rate": "il2- signal+",
    "fate.effector_division_rate": "il2+ help_signal+ divisions_left+",
    "fate.exhaustion_rate": "signal+",
    "fate.low_avidity": "affinity-",
    "fate.memory_rate": "",
    "fate.natural_autoregulatory_rate": "signal+ affinity-",
    "fate.natural_tr1_rate": "signal+ suppression_field+",
    "fate.peripheral_treg_rate": "affinity+ signal. help_signal.",
    "fate.primed_division_rate": "il2+ hours_primed+ help_signal+",
    "fate.treg_death_rate": "il2-",
    "fate.treg_division_rate": "il2+ help_signal+",
    "fate.treg_felt_il2": "il2+ inflammation-",
    "formulations.capture_rate": "membrane+ volume-",
    "formulations.carrier_half_life": "core. message_load-",
    "formulations.danger_rate": "message+ nucleoside.",
    "formulations.drug_dose": "drug_load+ drug.",
    "formulations.drug_tolerance_rate": "dose+",
    "formulations.efferocytic_area": "core. coat. diameter+",
    "formulations.efferocytosis_rate": "swallowed_area+",
    "formulations.filling_rate": "coat. inflammation+",
    "formulations.leaving_blood_rate": "core. diameter+ coat.",
    "formulations.leukocyte_membrane": "coat. diameter+",
    "formulations.membrane_homing_rate": "coat. chemokine+ permeability+",
    "formulations.node_share": "core.",
    "formulations.renal_loss_rate": "diameter-",
    "formulations.spleen_share": "core. coat.",
    "formulations.swallowing_rate": "kind. core. diameter+ coat.",
    "formulations.translated": "message+ kind.",
    "glucose.balanced_glucose": "working_mass-",
    "glucose.mass_rate": "level.",
    "glucose.real_cube_root": "number+",
    "homeostasis.homeostatic_division_rate": "phenotype. place. room+",
    "homeostasis.homeostatic_room": "followed_cells-",
    "immunisation.carrier_arrival_rate": "adjuvant+",
    "immunisation.carrier_display": "antigen+",
    "immunisation.depot_loss_rate": "",
    "immunisation.pertussis_loss_rate": "",
    "islets.alarm_secretion": "",
    "islets.beta_cell_display": "share_shown+ inflammation+",
    "islets.beta_division_rate": "age- mass_rate+",
    "islets.corpse_clearance_rate": "",
    "islets.cytokine_death_rate": "inflammation+",
    "islets.debris_clearance_rate": "",
    "islets.granulation_aim": "inflammation- glucose_level-",
    "islets.granulation_rate": "",
    "islets.killing_rate": "ctls+ suppression_field-",
    "islets.necrosis_rate": "",
    "islets.remodelling_rate": "age.",
    "islets.target_finding_rate": "beta_left+",
    "islets.target_leaving_rate": "",
    "kinetics.decay_rate": "half_life-",
    "kinetics.drawn_to": "level+ aim+ kept.",
    "kinetics.mean_remaining": "rate- hours-",
    "kinetics.relaxed": "level+ gain+ rate. hours.",
    "kinetics.remaining": "rate- hours-",
    "kinetics.saturation": "amount+ half- steepness.",
    "medication.absorbed_amount": "waiting+ absorption+ hours+",
    "medication.circulating_gain": "reaching+ absorption. elimination. hours.",
    "medication.depletion_rate": "strength+ occupied+",
    "medication.drained_share": "diameter-",
    "medication.mean_concentration": "eliminated+ elimination- volume- molar_mass- span-",
    "medication.pace_factor": "strength+ occupied.",
    "medication.soluble_display_gain": "concentration+ display+",
    "medication.surviving_cells": "cells+ engrafted+",
    "medication.target_occupancy": "concentration+ half- steepness.",
    "particles.attachment_rate": "valency+ free_share+",
    "particles.autoregulatory_conversion_rate": "signal_share+ avidity_share+ help_signal-",
    "particles.autoregulatory_death_rate": "",
    "particles.autoregulatory_division_rate": "signal_share+ pool-",
    "particles.cargo_shown": "released+",
    "particles.coat_factor": "coat.",
    "particles.dissociation": "affinity-",
    "particles.filtration_rate": "diameter+ coat.",
    "particles.is_diverted": "swallowed+ coat.",
    "particles.particle_deletion_rate": "signal_share+ avidity_share-",
    "particles.particle_signal": "bound_receptors+",
    "particles.receptors_bound": "valency+ dissociation_constant- diameter-",
    "particles.scavenging_tolerance_rate": "swallowed+ coat.",
    "particles.tr1_conversion_rate": "signal_share+ help_signal-",
    "particles.tr1_death_rate": "",
    "particles.tr1_division_rate": "signal_share+",
    "particles.uptake_rate": "kind. diameter+ coat.",
    "presentation.calming_rate": "kind. inflammation- suppression_field+",
    "presentation.costimulation_loss": "treg_contacts+ inflammation-",
    "presentation.costimulation_target": "state.",
    "presentation.forgetting_rate": "",
    "presentation.licensing_rate": "inflammation+ helper_contacts+ suppression_field-",
    "presentation.processing_gain": "shed_antigen+ kind. state.",
    "presentation.regulatory_tolerance_rate": "tr1_contacts+",
    "presentation.turnover_rate": "kind. state.",
    "repertoire.clonal_affinity": "first. second. subject_factor+",
    "supply.marrow_output": "resting_number+ permeability+",
    "supply.monocyte_loss_rate": "",
    "supply.naive_death_rate": "",
    "supply.thymic_output": "founders+",
    "supply.treg_output": "founders+ resting_il2-",
    "tissue.axon_loss_rate": "bareness+",
    "tissue.bareness_rate": "",
    "tissue.burden_decay_rate": "",
    "tissue.demyelination_rate": "licensed_phagocytes+ armed_effectors+ suppression_field-",
    "tissue.oligodendrocyte_condition": "burden+",
    "tissue.oligodendrocyte_death_rate": "burden+",
    "tissue.remyelination_rate": "axons+",
    "tissue.replacement_rate": "inflammation-",
    "tissue.sheath_loss_rate": "condition.",
    "tissue.shed_antigen": "tissue_lost+ content+",
    "traffic.barrier_opening": "inflammation+ pertussis+",
    "traffic.barrier_rate": "",
    "traffic.emigration_rate": "",
    "traffic.is_retained": "phenotype.",
    "traffic.leaving_rate": "place.",
    "traffic.liver_homing": "",
    "traffic.monocyte_entry_rate": "chemokine+ permeability+",
    "traffic.node_homing": "phenotype. node_inflammation+",
    "traffic.spleen_homing": "",
    "traffic.tissue_entry_rate": "phenotype. permeability+",
    "traffic.vessel_weight": "chemokine+",
    "humoral.activated_loss_rate": "",
    "humoral.antibody_gain": "plasma_cells+",
    "humoral.antibody_loss_rate": "",
    "humoral.antigen_held": "depot+ shed_antigen+ pathogen+",
    "humoral.b_cell_activation_rate": "held+ help_share+",
    "humoral.b_cell_contact": "activated+",
    "humoral.b_cell_division_rate": "help_share+ activated-",
    "humoral.cd40_regulatory_rate": "held+ help_share+",
    "humoral.linked_help": "helpers+",
    "humoral.plasma_cell_rate": "help_share+",
    "humoral.plasma_loss_rate": "",
    "humoral.regulatory_b_cell_gain": "regulatory_b_cells+ volume-",
    "humoral.regulatory_loss_rate": "",
    "humoral.renewal_rate": "",
    "humoral.tr1_regulatory_rate": "held+ signalled_tr1+",
    "infection.pathogen_clearance_rate": "killers+",
    "infection.pathogen_left": "load+ clearance- hours.",
    "infection.pathogen_licensing_rate": "load+",
    "infection.pathogen_shown": "load+",
}

SHARE = st.floats(0.0, 1.0)
CONCENTRATION = st.floats(0.0, 10.0)
CONTACT = st.floats(0.0, 40.0)
COUNT = st.integers(0, 5000)
POSITIVE = st.floats(0.01, 100.0)
DOMAINS: dict[str, st.SearchStrategy[Any]] = {
    "aim": st.floats(0.0, 100.0), "kept": SHARE,
    "adjuvant": st.floats(0.0, 3.0), "affinity": st.floats(0.01, 5.0), "amount": st.just(0.0) | st.floats(1e-6, 100.0),
    "antigen": st.floats(0.0, 10.0), "armed_effectors": COUNT, "axon_loss": SHARE, "axons": SHARE,
    "bareness": SHARE, "bound_receptors": st.floats(0.0, 300.0), "burden": st.floats(0.0, 5.0), "cells": COUNT,
    "chemokine": CONCENTRATION, "coat": st.sampled_from(Coat), "cognate_cells": COUNT,
    "condition": st.sampled_from(Oligodendrocyte), "content": st.floats(0.0, 1000.0),
    "costimulation": SHARE, "demyelination": SHARE, "diameter": st.floats(5.0, 1000.0),
    "dissociation_constant": st.floats(0.001, 10.0), "divisions_left": st.integers(-20, 12),
    "first": st.floats(1e-9, 1.0, exclude_max=True), "founders": COUNT, "free_share": SHARE, "gain": POSITIVE,
    "half": POSITIVE, "half_life": POSITIVE, "help_signal": CONTACT, "helped_cells": COUNT,
    "helper_contacts": st.floats(0.0, 50.0), "hours": st.floats(0.0, 4.0), "hours_primed": st.floats(0.0, 400.0),
    "il2": CONCENTRATION, "in_tissue": st.booleans(), "inflammation": CONCENTRATION, "is_experienced": st.booleans(),
    "kind": st.sampled_from([kind for kind in ApcKind if kind]), "level": st.floats(0.0, 100.0),
    "licensed_phagocytes": COUNT, "molecules": st.floats(0.0, 100.0), "tissue_lost": SHARE,
    "node_inflammation": SHARE, "permeability": SHARE, "pertussis": SHARE,
    "epitope": st.sampled_from(list(Epitope)),
    "phenotype": st.sampled_from([phenotype for phenotype in Phenotype if phenotype]),
    "place": st.sampled_from(Compartment), "pmhc": st.floats(0.0, 1000.0), "rate": POSITIVE,
    "released": st.floats(0.0, 1e6), "resting_il2": CONCENTRATION, "resting_number": COUNT, "room": st.integers(1, 500),
    "score": st.floats(0.0, 5.0), "second": st.floats(1e-9, 1.0, exclude_max=True), "seekers": COUNT,
    "shed_antigen": CONCENTRATION, "signal": CONTACT, "signal_share": SHARE, "signalled_tr1": COUNT,
    "signalled_tregs": COUNT, "state": st.sampled_from(ApcState), "steepness": st.floats(0.5, 12.0),
    "subject_factor": st.floats(0.2, 5.0), "suppression_field": CONCENTRATION, "swallowed": st.floats(0.0, 1e6),
    "threshold": st.floats(0.1, 20.0), "tissue_inflammation": CONCENTRATION, "tr1_contacts": st.floats(0.0, 50.0),
    "treg_contacts": st.floats(0.0, 50.0), "tregs": COUNT, "valency": st.integers(1, 100),
    "volume": st.floats(0.001, 100.0),
    "age": st.floats(0.0, 6000.0), "avidity_share": SHARE, "ctls": st.just(0.0) | st.floats(1e-6, 50.0),
    "beta_left": SHARE,
    "glucose_level": st.floats(20.0, 700.0), "mass_rate": st.floats(-0.01, 0.01), "necrotic_cells": st.floats(0.0, 1e5),
    "number": st.floats(-1e6, 1e6), "pool": st.floats(0.0, 1e6), "share_shown": st.floats(0.0, 10.0),
    "working_mass": st.floats(0.0, 3.0),
    "absorption": POSITIVE, "concentration": st.just(0.0) | st.floats(1e-6, 1e4), "display": SHARE,
    "eliminated": st.floats(0.0, 1e4), "elimination": POSITIVE, "engrafted": SHARE, "molar_mass": st.floats(50.0, 1e6),
    "occupied": SHARE, "reaching": st.floats(0.0, 1e4), "span": POSITIVE, "strength": st.floats(0.0, 10.0),
    "waiting": st.floats(0.0, 1e4),
    "core": st.sampled_from(Core), "dose": st.floats(0.0, 1e4), "drug": st.sampled_from([*Drug, -1]),
    "drug_load": st.floats(0.0, 1e5), "membrane": st.floats(0.0, 1e10), "message": st.floats(0.0, 1e5),
    "message_load": st.floats(0.0, 10.0), "nucleoside": st.sampled_from(Nucleoside),
    "swallowed_area": st.floats(0.0, 1e5),
    "activated": st.floats(0.0, 1e5), "clearance": st.floats(0.0, 2.0), "depot": st.floats(0.0, 3.0), "held": SHARE,
    "help_share": SHARE, "helpers": COUNT, "killers": st.floats(0.0, 1e6), "load": SHARE, "pathogen": SHARE,
    "plasma_cells": st.floats(0.0, 1e6), "regulatory_b_cells": st.floats(0.0, 1e5),
    "followed_cells": st.floats(0.0, 1e6),
}  # fmt: skip


def directions(name: str) -> dict[str, str]:
    """Direction that the claim of a rule names for each argument."""
    return {word[:-1]: word[-1] for word in DIRECTIONS[name].split()}


def draw_arguments(data: st.DataObject, names: list[str]) -> dict[str, Any]:
    """Arguments of a rule; contact that is helped is never more than contact."""
    drawn = {name: data.draw(DOMAINS[name], label=name) for name in names}
    if "signal" in drawn and "help_signal" in drawn:
        drawn["signal"] += drawn["help_signal"]
    return drawn


def test_every_rule_points_somewhere() -> None:
    """A new rule has to say which way it moves, and a rule that is gone is taken off the list."""
    assert set(DIRECTIONS) == set(RULEBOOK)


MOVES = [(name, argument) for name in DIRECTIONS for argument, way in directions(name).items() if way != "."]


@pytest.mark.parametrize(("name", "argument"), MOVES)
@given(data=st.data())
def test_a_rule_moves_the_way_that_it_claims(rules: Any, name: str, argument: str, data: st.DataObject) -> None:
    """A sign that is turned round, or two arguments that are swapped, break the named direction."""
    if argument not in rules.arguments(name):
        pytest.fail(f"{name} has no argument {argument}: correct its line in DIRECTIONS")
    arguments = draw_arguments(data, rules.arguments(name))
    low, high = sorted((arguments[argument], data.draw(DOMAINS[argument])))
    if argument == "help_signal" and "signal" in arguments:
        arguments["signal"] = max(arguments["signal"], high)
    if argument == "signal" and "help_signal" in arguments:
        low = max(low, arguments["help_signal"])
        high = max(low, high)
    before = rules(name, **arguments | {argument: low})
    after = rules(name, **arguments | {argument: high})
    if directions(name)[argument] == "-":
        before, after = after, before
    assert after >= before or math.isclose(after, before, rel_tol=1e-9, abs_tol=1e-15)


@pytest.mark.parametrize("name", sorted(DIRECTIONS))
@given(data=st.data())
def test_a_rule_returns_what_it_says(rules: Any, name: str, data: st.DataObject) -> None:
    """No rate is negative or infinite, no share leaves 0 to 1, no score leaves 0 to 5."""
    value = rules(name, **draw_arguments(data, rules.arguments(name)))
    promised = RULEBOOK[name].source
    assert math.isfinite(value)
    assert value >= 0.0 or "below zero" in promised
    if "Returns 0 to 1" in promised or "0 to 1." in promised.rsplit("Returns", 1)[-1]:
        assert value <= 1.0 + 1e-12
    if "Returns 0 to 5" in promised:
        assert value <= 5.0
    if "True or False" in promised:
        assert isinstance(value, bool)
