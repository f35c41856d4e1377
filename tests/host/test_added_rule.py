"""A script adds a rule of its own, which is compiled and runs once a step."""

import math

import pytest

from nanoimmune import InputError
from nanoimmune.host import AntigenPresentingCell, Host, Lymphocyte, Nanoparticle, RegulatoryTCell, TCell, TissueSite
from nanoimmune.host.added_rule import sweep_source
from nanoimmune.words import ApcState, Phenotype


def exhaustion(phenotype: int, signal: float, draw: float, hours: float) -> int:
    """A cell that is signalled to for long exhausts at 5 % an hour."""
    if phenotype == Phenotype.EFFECTOR and signal > 1.0 and draw < 1.0 - math.exp(-0.05 * hours):
        return Phenotype.EXHAUSTED
    return phenotype


def culling(phenotype: int, draw: float) -> int:
    """Half of the cells die."""
    return 0 if draw < 0.5 else phenotype


def resting(signal: float, help: float, il2: float) -> tuple[float, float]:
    """Signals are forgotten where IL-2 is plenty."""
    return (0.0, 0.0) if il2 >= 0.0 else (signal, help)


def calm(state: int) -> int:
    """Every presenting cell is tolerogenic."""
    return ApcState.TOLEROGENIC


def vanish(free: float) -> float:
    """Particles fall apart."""
    return 0.5 * free


def telling(signal: float) -> str:
    """A word where a number belongs."""
    return "tired"


def wrong(signal: float) -> float:
    """What numba does not understand."""
    return {}.setdefault(signal)


def test_exhaustion_changes_cells_as_it_says(host: Host, make) -> None:
    host.run_for(100)
    plain = host.branch()
    host.add_rule(exhaustion, to=TCell, sets="phenotype", after="choose_fate")
    for each in (host, plain):
        each.run_for(48)
    exhausted, without = (
        each.agents_by_type[TCell].get("phenotype").count(Phenotype.EXHAUSTED) for each in (host, plain)
    )
    assert exhausted > without


def test_a_rule_sets_what_it_returns(host: Host) -> None:
    host.run_for(24)
    host.add_rule(resting, to=TCell, sets=("signal", "help"), after="move")
    host.add_rule(calm, to=AntigenPresentingCell, sets="state", after="diffuse")
    treg_signals = host.agents_by_type[RegulatoryTCell].agg("signal", sum)
    host.step()
    assert set(host.agents_by_type[TCell].get("signal")) == {0.0}
    assert host.agents_by_type[RegulatoryTCell].agg("signal", sum) > 0.5 * treg_signals > 0.0
    presenting = host.agents_by_type[AntigenPresentingCell]
    assert set(presenting.get("state")) == {ApcState.TOLEROGENIC}
    assert host.life.body.step - 1 in presenting.get("changed")


def test_a_rule_for_all_lymphocytes_holds_for_regulatory_cells_too_and_runs_last_by_default(host: Host) -> None:
    host.run_for(24)
    rule = host.add_rule(resting, to=Lymphocyte, sets=("signal", "help"))
    assert rule.after == "diffuse"
    host.step()
    for kind in (TCell, RegulatoryTCell):
        assert set(host.agents_by_type[kind].get("signal")) == {0.0}


def test_a_rule_may_end_cells(host: Host) -> None:
    host.run_for(24)
    watched = host.agents_by_type[TCell].to_list()
    host.add_rule(culling, to=TCell, sets="phenotype", after="diffuse")
    host.step()
    survivors = sum(cell.alive for cell in watched)
    assert abs(survivors - 0.5 * len(watched)) < 4 * math.sqrt(0.25 * len(watched)) + 5
    assert len(host.life.cells) == len(host.life.cells.rows())
    ledger = host.ledger()
    assert sum(ledger[k] for k in ("free", "bound", "inside", "cleared")) == pytest.approx(ledger["injected"], rel=1e-9)


def test_a_rule_draws_by_agent_and_not_by_order(host: Host) -> None:
    twin = host.branch()
    for each in (host, twin):
        each.add_rule(culling, to=RegulatoryTCell, sets="phenotype", after="choose_fate")
    rows = twin.life.cells.rows()
    twin.life.cells.arrange(rows[::-1].copy())
    for each in (host, twin):
        each.run_for(5)
    assert host.digest() == twin.digest()


@pytest.mark.parametrize(
    ("function", "to", "sets", "after", "said"),
    [
        (exhaustion, TCell, "phenotype", "choose_fat", "choose_fate"),
        (exhaustion, TissueSite, "phenotype", "choose_fate", "TCell"),
        (exhaustion, Nanoparticle, "free", "clear", "phenotype"),
        (exhaustion, TCell, "fenotype", "choose_fate", "fenotype"),
        (exhaustion, TCell, "uid", "choose_fate", "uid"),
        (exhaustion, TCell, (), "choose_fate", "sets nothing"),
        (lambda strength: strength, TCell, "signal", "engage", "strength"),
        (wrong, TCell, "signal", "engage", "compile"),
        (telling, TCell, "signal", "engage", "use numbers alone"),
    ],
)
def test_nonsense_is_refused_when_it_is_declared(host: Host, function, to, sets, after, said: str) -> None:
    with pytest.raises(InputError, match=said):
        host.add_rule(function, to=to, sets=sets, after=after)
    assert not any(host.rules.values())


def test_the_sweep_can_be_read() -> None:
    source = sweep_source(TCell, ("phenotype", "signal", "draw", "hours"), ("phenotype",))
    assert "new_phenotype = rule(int64(rows.phenotype[i]), float64(rows.signal[i])" in source


def unheard_of(phenotype: int) -> int:
    """No such phenotype."""
    return 99


def no_number(signal: float) -> float:
    """Not a number."""
    return math.nan


def owed(weight: int) -> int:
    """Fewer cells than none."""
    return -5


def forgetful(phenotype: int, draw: float) -> int:
    """Returns nothing where it should return what was."""
    if draw < 0.5:
        return 0


@pytest.mark.parametrize(
    ("rule", "sets", "said"),
    [
        (unheard_of, "phenotype", r"rule unheard_of, phenotype: got 99; allowed: FREE \(0\), NAIVE \(1\)"),
        (no_number, "signal", "rule no_number, signal: got nan; allowed: numbers from 0 up"),
        (owed, "weight", "rule owed, weight: got -5; allowed: numbers from 1 up"),
    ],
)
def test_a_value_that_no_phase_expects_is_refused(host: Host, rule, sets: str, said: str) -> None:
    """Unchecked, a phenotype that does not exist is read beyond the end of tables, and ends the process."""
    host.add_rule(rule, to=TCell, sets=sets)
    with pytest.raises(InputError, match=said):
        host.run_for(24)


def test_a_rule_that_sometimes_returns_nothing_is_refused(host: Host) -> None:
    host.add_rule(forgetful, to=TCell, sets="phenotype")
    with pytest.raises(InputError, match="whatever branch it takes"):
        host.run_for(24)
