"""Beta cells and CD8 cells at the limits of their rules, and against closed forms."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st


@given(ctls=st.floats(0.001, 5.0), more=st.floats(0.001, 5.0))
def test_killing_is_more_than_additive(rules: Any, ctls: float, more: float) -> None:
    """CTLs together kill faster than each for itself (Halle 2016)."""
    alone = [rules("islets.killing_rate", ctls=number, suppression_field=0.0) for number in (ctls, more)]
    assert rules("islets.killing_rate", ctls=ctls + more, suppression_field=0.0) > sum(alone)


def test_killing_begins_at_its_rate_and_ends_at_the_cooperative_one(rules: Any) -> None:
    """A lone CTL kills at the plain rate; one of a great crowd so many times faster; none kills nothing."""
    islets = rules.parameters.islets
    rate = {number: rules("islets.killing_rate", ctls=number, suppression_field=0.0) for number in (0.0, 1e-4, 1e4)}
    assert rate[0.0] == 0.0
    assert rate[1e-4] / 1e-4 == pytest.approx(islets.kill_rate, rel=1e-4)
    assert rate[1e4] / 1e4 == pytest.approx(islets.kill_rate * (1.0 + islets.cooperation), rel=1e-4)
    halved = rules("islets.killing_rate", ctls=1.0, suppression_field=islets.half_suppression)
    assert halved == pytest.approx(0.5 * rules("islets.killing_rate", ctls=1.0, suppression_field=0.0))


def test_the_remodelling_wave_integrates_to_its_closed_form(rules: Any) -> None:
    """Peak times width times the root of two pi: the share that dies, and not the peak alone, is what is stated."""
    islets = rules.parameters.islets
    hours = np.arange(0.0, 3000.0, 0.5)
    total = sum(rules("islets.remodelling_rate", age=float(age)) for age in hours) * 0.5
    below = 0.5 * (1.0 + math.erf(islets.wave_peak / islets.wave_width / math.sqrt(2.0)))
    assert total == pytest.approx(islets.wave_rate * islets.wave_width * math.sqrt(2.0 * math.pi) * below, rel=1e-3)
    peak = max(hours, key=lambda age: rules("islets.remodelling_rate", age=float(age)))
    assert peak == islets.wave_peak
    assert 14.0 * 24.0 <= peak < 21.0 * 24.0, "it is the third week of life"


def test_beta_cells_show_more_where_it_is_inflamed_and_nothing_that_they_lack(rules: Any) -> None:
    """From the resting share to all of it; half of the rise at its half level; no protein, no peptide."""
    islets = rules.parameters.islets

    def shown(inflammation: float, share: float = 1.0) -> float:
        return float(rules("islets.beta_cell_display", share_shown=share, inflammation=inflammation))

    assert shown(1e9, 0.0) == 0.0
    assert shown(0.0) == pytest.approx(islets.display * islets.resting_mhc)
    assert shown(1e9) == pytest.approx(islets.display)
    assert shown(islets.half_mhc) == pytest.approx(0.5 * (shown(0.0) + shown(1e9)))


def test_cytokine_death_is_half_at_its_half_and_none_without_cytokine(rules: Any) -> None:
    """And never beyond the largest rate."""
    islets = rules.parameters.islets
    assert rules("islets.cytokine_death_rate", inflammation=0.0) == 0.0
    half = rules("islets.cytokine_death_rate", inflammation=islets.half_inflammation)
    assert half == pytest.approx(0.5 * islets.cytokine_rate)
    assert rules("islets.cytokine_death_rate", inflammation=1e9) == pytest.approx(islets.cytokine_rate)


def test_division_falls_from_that_of_the_young_to_that_of_the_old(rules: Any) -> None:
    """Halfway at maturity; and a falling mass divides no slower than at rest."""
    islets = rules.parameters.islets
    rate = {age: rules("islets.beta_division_rate", age=age, mass_rate=0.0) for age in (0.0, islets.maturity, 1e6)}
    assert rate[0.0] == pytest.approx(islets.young_division_rate + islets.adult_division_rate)
    assert rate[1e6] == pytest.approx(islets.adult_division_rate, rel=1e-6)
    assert rate[islets.maturity] == pytest.approx(0.5 * (rate[0.0] + rate[1e6]), rel=1e-6)
    assert rules("islets.beta_division_rate", age=1e6, mass_rate=-1.0) == rate[1e6]
    assert rules("islets.beta_division_rate", age=1e6, mass_rate=0.01) == pytest.approx(rate[1e6] + 0.01)


def test_granules_are_full_in_health_and_half_at_either_half_level(rules: Any) -> None:
    """Cytokine and glucose empty them each for itself."""
    islets = rules.parameters.islets

    def aim(inflammation: float, level: float) -> float:
        return float(rules("islets.granulation_aim", inflammation=inflammation, glucose_level=level))

    assert aim(0.0, 100.0) > 0.95
    assert aim(islets.half_degranulation, 0.0) == pytest.approx(0.5)
    assert aim(0.0, islets.half_glucotoxicity) == pytest.approx(0.5)
    assert aim(islets.half_degranulation, islets.half_glucotoxicity) == pytest.approx(0.25)


def test_fit_tregs_feel_all_il2_and_unfit_ones_less_where_it_is_inflamed(rules: Any) -> None:
    """At an unfitness of zero nothing changes, to the bit."""
    fates = rules.parameters.fates._replace(treg_unfitness=0.0)
    for inflammation in (0.0, 0.3, 7.0):
        assert rules("fate.treg_felt_il2", il2=0.123, inflammation=inflammation, fates=fates) == 0.123
    unfit = fates._replace(treg_unfitness=70.0)
    assert rules("fate.treg_felt_il2", il2=0.123, inflammation=0.0, fates=unfit) == 0.123
    felt = rules("fate.treg_felt_il2", il2=0.123, inflammation=1.0 / 70.0, fates=unfit)
    assert felt == pytest.approx(0.5 * 0.123)


def test_particles_delete_strong_cd8_cells_and_convert_weak_ones(rules: Any) -> None:
    """At full signal without help: the weakest are all converted and none deleted, the strongest the reverse."""
    binding, fates = rules.parameters.binding, rules.parameters.fates
    weak, strong = (rules("fate.low_avidity", affinity=a) for a in (0.0, 100.0 * fates.autoregulatory_affinity))
    assert (weak, strong) == (1.0, pytest.approx(0.0, abs=1e-6))
    assert rules("fate.low_avidity", affinity=fates.autoregulatory_affinity) == pytest.approx(0.5)
    given_help = {"signal_share": 1.0, "help_signal": 0.0}
    converted = [
        rules("particles.autoregulatory_conversion_rate", avidity_share=a, **given_help) for a in (weak, strong)
    ]
    deleted = [rules("particles.particle_deletion_rate", signal_share=1.0, avidity_share=a) for a in (weak, strong)]
    assert converted == pytest.approx([binding.conversion_rate, 0.0], abs=1e-6)
    assert deleted == pytest.approx([0.0, binding.particle_deletion_rate], abs=1e-6)
    assert rules("particles.particle_deletion_rate", signal_share=0.0, avidity_share=0.0) == 0.0


def test_autoregulatory_cells_share_one_niche(rules: Any) -> None:
    """Their division halves when the niche is full once, and stops without a particle."""
    binding = rules.parameters.binding

    def rate(share: float, pool: float) -> float:
        return float(rules("particles.autoregulatory_division_rate", signal_share=share, pool=pool))

    assert rate(1.0, 0.0) == binding.autoregulatory_division_rate
    assert rate(1.0, binding.autoregulatory_niche) == pytest.approx(0.5 * rate(1.0, 0.0))
    assert rate(0.0, 0.0) == 0.0


def test_an_alarm_is_a_secretion(rules: Any) -> None:
    """In the unit of every other secretion, and none without necrosis."""
    given_volume = {"molecules": 10.0, "volume": 0.5}
    expected = rules("cytokine.secreted", cells=7, **given_volume)
    assert rules("cytokine.alarm_gain", necrotic_cells=7.0, **given_volume) == pytest.approx(expected)
    assert rules("cytokine.alarm_gain", necrotic_cells=0.0, **given_volume) == 0.0


def test_male_hormones_hold_licensing_back(rules: Any) -> None:
    """By the factor that is stated, whatever licenses; and not at all in females."""
    presentation = rules.parameters.presentation
    assert presentation.androgen == 0.0
    level = {"inflammation": 0.3, "helper_contacts": 2.0, "suppression_field": 0.01}
    female = rules("presentation.licensing_rate", **level)
    male = rules("presentation.licensing_rate", **level, presentation=presentation._replace(androgen=0.5))
    assert male == pytest.approx(female / 1.5)
