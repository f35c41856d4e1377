"""Each family of rules at its limits: nothing, half, all, and the state in which the claim must not act."""

import math
from typing import Any

import pytest

from nanoimmune.words import ApcKind, ApcState, Coat, Compartment, Oligodendrocyte, Phenotype

DAY = 24.0


def test_saturation_is_half_at_the_half_amount(rules: Any) -> None:
    """Whatever the steepness; and nothing comes of nothing."""
    for steepness in (0.5, 1.0, 4.0):
        assert rules("kinetics.saturation", amount=3.0, half=3.0, steepness=steepness) == pytest.approx(0.5)
        assert rules("kinetics.saturation", amount=0.0, half=3.0, steepness=steepness) == 0.0


def test_decay_halves_what_is_left_in_a_half_life(rules: Any) -> None:
    """A half-life that is taken for a mean life leaves 37 %."""
    rate = rules("kinetics.decay_rate", half_life=7.0)
    assert rules("kinetics.remaining", rate=rate, hours=7.0) == pytest.approx(0.5)


def test_relaxation_solves_its_equation(rules: Any) -> None:
    """At rest at gain over rate, and two half steps are one whole step."""
    gain, rate = 0.3, 0.7
    assert rules("kinetics.relaxed", level=gain / rate, gain=gain, rate=rate, hours=2.0) == pytest.approx(gain / rate)
    half = rules("kinetics.relaxed", level=5.0, gain=gain, rate=rate, hours=0.5)
    twice = rules("kinetics.relaxed", level=half, gain=gain, rate=rate, hours=0.5)
    assert twice == pytest.approx(rules("kinetics.relaxed", level=5.0, gain=gain, rate=rate, hours=1.0))


def test_secretion_has_the_right_unit(rules: Any) -> None:
    """One molecule a second in one mm3, for an hour, is 3600 / (6.022e23 * 1e-6 l) mol/l = 5.98e-6 nM."""
    assert rules("cytokine.secreted", molecules=1.0, cells=1, volume=1.0) == pytest.approx(5.978e-6, rel=1e-3)


def test_occupancy_is_half_at_its_half(rules: Any) -> None:
    """And an affinity of one half needs twice the pMHC."""
    half = rules.parameters.engagement.half_occupancy
    assert rules("engagement.receptor_occupancy", pmhc=half, affinity=1.0) == pytest.approx(0.5)
    assert rules("engagement.receptor_occupancy", pmhc=2.0 * half, affinity=0.5) == pytest.approx(0.5)


def test_contacts_are_finite_and_shared(rules: Any) -> None:
    """Twice as many seekers as room halves the time of each; the total time never exceeds the room."""
    assert rules("engagement.contact_share", seekers=5, room=10) == 1.0
    for seekers in (10, 20, 1000):
        assert seekers * rules("engagement.contact_share", seekers=seekers, room=10) == pytest.approx(10.0)


def test_experienced_cells_are_helped_where_naive_ones_are_not(rules: Any) -> None:
    """On a cell that shows little costimulation."""
    scarce = rules.parameters.presentation.immature_costimulation
    naive = rules("engagement.felt_costimulation", costimulation=scarce, is_experienced=False)
    assert rules("engagement.felt_costimulation", costimulation=scarce, is_experienced=True) > 3.0 * naive


def test_help_makes_effectors_and_its_lack_makes_tolerance(rules: Any) -> None:
    """Fully helped contact activates and does not tolerise; fully unhelped contact does the reverse."""
    threshold = rules.parameters.fates.activation_threshold
    assert rules("fate.activation_rate", help_signal=0.0, threshold=threshold) == 0.0
    tolerance = ("fate.anergy_rate", "fate.deletion_rate")
    for name in tolerance:
        assert rules(name, signal=20.0, help_signal=20.0) == 0.0
        assert rules(name, signal=20.0, help_signal=0.0) > 0.0
        assert rules(name, signal=0.0, help_signal=0.0) == 0.0


def test_peripheral_tregs_come_of_low_dose_and_high_affinity(rules: Any) -> None:
    """Not without signal, not from a very strong one, not from a poor fit, not with help."""
    fates = rules.parameters.fates

    def rate(signal: float, helped: float = 0.0, affinity: float = 1.0) -> float:
        return float(rules("fate.peripheral_treg_rate", signal=signal, help_signal=helped, affinity=affinity))

    low = fates.treg_signal
    assert rate(0.0) == 0.0
    assert rate(low) > 3.0 * rate(20.0 * fates.deletion_threshold)
    assert rate(low) > 3.0 * rate(low, affinity=0.2 * fates.treg_affinity)
    assert rate(low + 40.0, helped=40.0) < 0.1 * rate(low)


def test_anergy_reverses_only_without_antigen(rules: Any) -> None:
    """Half of the anergic cells are back after one half-life without antigen."""
    rate = rules("fate.anergy_reversal_rate", signal=0.0)
    assert rate * rules.parameters.fates.anergy_half_life == pytest.approx(math.log(2.0))
    assert rules("fate.anergy_reversal_rate", signal=40.0) < 0.01 * rate


def test_tregs_answer_to_il2_that_effectors_do_not_feel(rules: Any) -> None:
    """At the half-saturating level of Tregs, effectors feel almost nothing."""
    fates = rules.parameters.fates
    assert fates.il2_half_treg < 0.1 * fates.il2_half_effector
    level = fates.il2_half_treg
    spared = 1.0 - rules("fate.treg_death_rate", il2=level) / rules("fate.treg_death_rate", il2=0.0)
    starved = rules("fate.effector_death_rate", il2=0.0, signal=0.0)
    rescued = 1.0 - rules("fate.effector_death_rate", il2=level, signal=0.0) / starved
    assert spared > 5.0 * rescued


def test_effectors_contract_as_measured(rules: Any) -> None:
    """About half a day's share of starved effectors dies a day, and 1 to 2 % become memory (De Boer 2001)."""
    assert rules("fate.effector_death_rate", il2=0.0, signal=0.0) * DAY == pytest.approx(0.5, abs=0.1)
    assert 0.01 <= rules("fate.memory_rate") * DAY <= 0.02


def test_nothing_divides_before_the_lag(rules: Any) -> None:
    """Nor without antigen, if it is regulatory or restimulated."""
    lag = rules.parameters.fates.division_lag
    given = {name: 10.0 for name in rules.arguments("fate.primed_division_rate") if name != "hours_primed"}
    assert rules("fate.primed_division_rate", **given, hours_primed=0.99 * lag) == 0.0
    assert rules("fate.primed_division_rate", **given, hours_primed=1.01 * lag) > 0.0
    assert rules("fate.treg_division_rate", il2=10.0, help_signal=0.0) == 0.0
    assert rules("fate.effector_division_rate", il2=10.0, help_signal=0.0, divisions_left=0) == 0.0


def test_an_immature_cell_without_cause_is_not_licensed(rules: Any) -> None:
    """Inflammation or helpers license it; IL-10 holds it back."""

    def rate(inflammation: float, helpers: float, soothing: float = 0.0) -> float:
        given = {"inflammation": inflammation, "helper_contacts": helpers, "suppression_field": soothing}
        return float(rules("presentation.licensing_rate", **given))

    assert rate(0.0, 0.0) == 0.0
    assert min(rate(1.0, 0.0), rate(0.0, 5.0)) > 0.0
    half = rules.parameters.presentation.half_suppression
    assert rate(1.0, 5.0, half) == pytest.approx(0.5 * rate(1.0, 5.0))


def test_costimulation_is_ordered_by_state(rules: Any) -> None:
    """Licensed shows most, tolerogenic least."""
    tolerogenic, immature, licensed = (
        rules("presentation.costimulation_target", state=state)
        for state in (ApcState.TOLEROGENIC, ApcState.IMMATURE, ApcState.LICENSED)
    )
    assert tolerogenic <= immature < licensed == 1.0


def test_residents_stay_and_dendritic_cells_go(rules: Any) -> None:
    """Splenic dendritic cells live about three days (Kamath 2002); microglia and sinusoidal cells are not replaced."""
    life = 1.0 / rules("presentation.turnover_rate", kind=ApcKind.DENDRITIC, state=ApcState.IMMATURE)
    assert 2.0 * DAY < life < 4.0 * DAY
    licensed = rules("presentation.turnover_rate", kind=ApcKind.DENDRITIC, state=ApcState.LICENSED)
    assert licensed >= 1.0 / life
    for kind in (ApcKind.MICROGLIA, ApcKind.SINUSOIDAL):
        assert rules("presentation.turnover_rate", kind=kind, state=ApcState.IMMATURE) == 0.0


def test_white_matter_without_attackers_is_not_harmed(rules: Any) -> None:
    """And a crowd of attackers cannot strip faster than the largest rate."""
    quiet = {"licensed_phagocytes": 0, "armed_effectors": 0, "suppression_field": 0.0}
    assert rules("tissue.demyelination_rate", **quiet) == 0.0
    crowd = quiet | {"licensed_phagocytes": 10**9}
    assert rules("tissue.demyelination_rate", **crowd) == pytest.approx(rules.parameters.harm.largest_rate, rel=1e-3)
    assert rules("tissue.axon_loss_rate", bareness=0.0) == 0.0
    assert rules("tissue.oligodendrocyte_death_rate", burden=0.0) == 0.0


def test_phagocytes_harm_more_than_effectors(rules: Any) -> None:
    """Recruited monocytes and microglia do most of the harm (Ajami 2011)."""
    one = {"licensed_phagocytes": 1, "armed_effectors": 0, "suppression_field": 0.0}
    other = one | {"licensed_phagocytes": 0, "armed_effectors": 1}
    assert rules("tissue.demyelination_rate", **one) > 5.0 * rules("tissue.demyelination_rate", **other)


def test_an_oligodendrocyte_stops_before_it_dies(rules: Any) -> None:
    """The lower burden stops repair, the higher one kills."""
    repair = rules.parameters.repair
    assert repair.stop_burden < repair.death_burden
    assert rules("tissue.oligodendrocyte_condition", burden=0.0) == Oligodendrocyte.REPAIRING
    assert rules("tissue.oligodendrocyte_condition", burden=1.01 * repair.stop_burden) == Oligodendrocyte.STOPPED


def test_repair_needs_axons(rules: Any) -> None:
    """And takes one to three weeks in health (Jeffery and Blakemore 1995: from day 7 to day 23)."""
    assert rules("tissue.remyelination_rate", axons=0.0) == 0.0
    assert 7.0 * DAY / 2.0 < 1.0 / rules("tissue.remyelination_rate", axons=1.0) < 23.0 * DAY


def test_only_activated_cells_cross_the_barrier(rules: Any) -> None:
    """Naive, primed, anergic and exhausted cells stay out; a closed barrier keeps everyone out."""
    for phenotype in Phenotype:
        rate = rules("traffic.tissue_entry_rate", phenotype=phenotype, permeability=1.0)
        crosses = phenotype in (Phenotype.EFFECTOR, Phenotype.MEMORY) or phenotype >= Phenotype.TREG
        assert (rate > 0.0) == crosses
        assert rules("traffic.tissue_entry_rate", phenotype=phenotype, permeability=0.0) == 0.0


def test_the_barrier_is_almost_closed_at_rest_and_never_more_than_open(rules: Any) -> None:
    """Its opening stays between rest and one."""
    resting = rules.parameters.barrier.resting
    assert rules("traffic.barrier_opening", place=Compartment.CNS, inflammation=0.0, pertussis=0.0) == pytest.approx(
        resting
    )
    assert resting < 0.05
    assert rules("traffic.barrier_opening", place=Compartment.CNS, inflammation=1e6, pertussis=1.0) == pytest.approx(
        1.0
    )


def test_a_cell_that_is_signalled_to_stays(rules: Any) -> None:
    """And one that is not leaves at the rate of the organ."""
    assert rules("engagement.egress_factor", signal=0.0) == 1.0
    assert rules("engagement.egress_factor", signal=40.0) < 0.01


@pytest.mark.parametrize(
    ("place", "hours"),
    [(Compartment.BLOOD, 5.0), (Compartment.SPLEEN, 5.0), (Compartment.NODE, 12.0), (Compartment.CNS, 20.0)],
)
def test_residence_times_are_those_of_artimmus(rules: Any, place: Compartment, hours: float) -> None:
    """Two compartments that are swapped keep the mean and lose the place."""
    assert 1.0 / rules("traffic.leaving_rate", place=place) == pytest.approx(hours)


def test_the_thymus_replaces_what_a_full_repertoire_loses(rules: Any) -> None:
    """Output and turnover balance at the founders' number."""
    assert rules("supply.thymic_output", founders=100) == pytest.approx(100 * rules("supply.naive_death_rate"))


def test_the_marrow_holds_the_resting_number(rules: Any) -> None:
    """Supply equals loss when the barrier is shut, and exceeds it when the tissue calls."""
    loss = rules("supply.monocyte_loss_rate")
    assert rules("supply.marrow_output", resting_number=50, permeability=0.0) == pytest.approx(50 * loss)
    assert rules("supply.marrow_output", resting_number=50, permeability=1.0) > 50 * loss


def test_an_animal_in_health_scores_zero_and_no_animal_more_than_five(rules: Any) -> None:
    """The parts of the deficit add up, and the sum is capped."""
    assert rules("clinical.deficit_score", inflammation=0.0, demyelination=0.0, axon_loss=0.0) == 0.0
    assert rules("clinical.deficit_score", inflammation=1e3, demyelination=1.0, axon_loss=1.0) <= 5.0
    assert rules("clinical.observed_score", score=2.3) == 2.5


MACROPHAGE = {"kind": ApcKind.MARGINAL_ZONE_MACROPHAGE}


@pytest.mark.parametrize(("name", "eater"), [("particles.filtration_rate", {}), ("particles.uptake_rate", MACROPHAGE)])
def test_coats_are_ordered_by_appetite(rules: Any, name: str, eater: dict[str, Any]) -> None:
    """Carboxylated particles are eaten and filtered fastest, PEG slowest."""
    carboxylated, dextran, peg = (
        rules(name, diameter=100.0, coat=coat, **eater) for coat in (Coat.CARBOXYLATED, Coat.DEXTRAN, Coat.PEG)
    )
    assert carboxylated > dextran > peg > 0.0


def test_macrophages_eat_most_and_carriers_from_the_skin_nothing(rules: Any) -> None:
    """Dendritic cells of the organ eat less than macrophages."""
    macrophage, dendritic, carrier = (
        rules("particles.uptake_rate", kind=kind, diameter=500.0, coat=Coat.CARBOXYLATED)
        for kind in (ApcKind.MARGINAL_ZONE_MACROPHAGE, ApcKind.DENDRITIC, ApcKind.MIGRATORY_DENDRITIC)
    )
    assert macrophage > dendritic > carrier == 0.0


def test_only_carboxylated_particles_tolerise_their_eater(rules: Any) -> None:
    """However many of another kind it has swallowed."""
    for coat in (Coat.DEXTRAN, Coat.PEG):
        assert rules("particles.scavenging_tolerance_rate", swallowed=1e6, coat=coat) == 0.0
    assert rules("particles.scavenging_tolerance_rate", swallowed=1e6, coat=Coat.CARBOXYLATED) > 0.0


def test_large_carboxylated_particles_leave_the_blood_within_the_hour(rules: Any) -> None:
    """80 to 90 % of 500-nm PLG is in liver and spleen within an hour; 20-nm dextran particles last for hours."""
    plg = rules("particles.filtration_rate", diameter=500.0, coat=Coat.CARBOXYLATED)
    dextran = rules("particles.filtration_rate", diameter=20.0, coat=Coat.DEXTRAN)
    assert math.exp(-plg) < 0.2
    assert math.log(2.0) / dextran > 2.0
