"""Hosts by name: what is said of each is true of its life, and hosts combine, in files and in Python."""

import json
from pathlib import Path

import numpy as np
import pytest

from nanoimmune.errors import InputError
from nanoimmune.host import Host, TCell
from nanoimmune.readouts.record import cell_counts
from nanoimmune.state.subject import draw_subject
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.describe import describe, methods
from nanoimmune.trial.hosts import shared_hosts
from nanoimmune.trial.provenance import arms_from, describe_arms
from nanoimmune.trial.scenario import Scenario
from nanoimmune.words import ApcKind, Compartment, Epitope, Field, Phenotype

COARSE = {"world.cells_per_agent": 64.0}
FOXP3 = [Phenotype.TREG, Phenotype.PERIPHERAL_TREG]
DAY = 24


@pytest.fixture(scope="module")
def ms() -> Scenario:
    """The packaged scenario with coarse agents."""
    return Scenario.named("ms").with_parameters(COARSE)


def life_of(scenario: Scenario, number: int = 0) -> Host:
    """One subject of a study, from a week before immunisation."""
    return Host(scenario, rng=1, subject=draw_subject(scenario.parameters, 1, number))


def days_of(host: Host, last: int) -> list[np.ndarray]:
    """Cells by phenotype, compartment and epitope at the end of every day until a day of the trial."""
    counts = [cell_counts(host)]
    while host.day < last:
        host.run_for(DAY)
        counts.append(cell_counts(host))
    return counts


def worst(host: Host, last: int) -> float:
    """Highest unrounded score until a day."""
    from nanoimmune.readouts.record import record

    scores = [0.0]
    while host.day < last:
        host.run_for(DAY)
        scores.append(record(host)["deficit_score"])
    return max(scores)


def test_a_host_without_tregs_has_none_ever_and_more_effectors(ms: Scenario) -> None:
    """Thymic output, or peripheral induction, that goes on would bring some; without them more effectors come."""
    usual, without = days_of(life_of(ms), 20), days_of(life_of(ms.host("no-treg")), 20)
    assert all(day[FOXP3].sum() == 0 for day in without)
    assert all(day[FOXP3].sum() > 0 for day in usual)
    assert sum(day[Phenotype.EFFECTOR].sum() for day in without) > sum(day[Phenotype.EFFECTOR].sum() for day in usual)


def test_suppressive_cytokine_is_missing_where_it_is_said_to_be(ms: Scenario) -> None:
    usual, deficient = life_of(ms), life_of(ms.host("il10-deficient"))
    for host in (usual, deficient):
        host.run_for(21 * DAY)
    assert usual.life.fields[Field.SUPPRESSIVE].max() > 0.0
    assert deficient.life.fields[Field.SUPPRESSIVE].max() == 0.0
    assert cell_counts(deficient)[FOXP3].sum() > 0


def test_without_il27_no_effector_becomes_tr1_by_itself(ms: Scenario) -> None:
    """In this model Tr1 cells of an untreated host come of nothing else."""
    usual, deficient = days_of(life_of(ms), 40), days_of(life_of(ms.host("il27-deficient")), 40)
    assert usual[-1][Phenotype.TR1].sum() > 0
    assert all(day[Phenotype.TR1].sum() == 0 for day in deficient)


def test_an_empty_host_has_no_t_cells_and_stays_healthy(ms: Scenario) -> None:
    for name in ("rag", "scid"):
        host = life_of(ms.host(name))
        assert all(day.sum() == 0 for day in days_of(host, 20))
        assert host.life.organs[0].permeability < 0.1


def test_what_is_put_into_an_empty_host_fills_its_room_and_no_more(ms: Scenario) -> None:
    """Growth is logistic, at a rate r for the share f of time spent in spleen and node, and loss at a rate d.

    It balances at K (1 - d / (r f)): above 0.97 K. In a normal host the same cells keep their number, but for turnover.
    """
    numbers = {"homeostasis.normal_number": 2000, "homeostasis.naive_rate": 0.05, "repertoire.thymic_half_life": 4800}
    numbers["world.cells_per_agent"] = 4
    full = ms.without(["CD4", "CD8"]).with_parameters(numbers)
    grown = {}
    for name, scenario in (("empty", ms.host("rag").with_parameters(numbers)), ("full", full)):
        host = Host(scenario, rng=3)
        TCell.create_agents(host, 100, phenotype=Phenotype.NAIVE, epitope=Epitope.GP61_80)
        host.run_for(7 * DAY)
        first = int(cell_counts(host).sum())
        host.run_for(28 * DAY)
        grown[name] = first, int(cell_counts(host).sum())
        assert cell_counts(host)[Phenotype.NAIVE].sum() == grown[name][1], "they divide without being activated"
    assert 200 < grown["empty"][0] < 1500, "slowly"
    assert 0.97 * 2000 < grown["empty"][1] < 1.01 * 2000
    assert 85 <= grown["full"][1] <= 100


def test_a_transgenic_receptor_makes_precursors_frequent_and_not_their_tregs(ms: Scenario) -> None:
    usual, transgenic = life_of(ms).life.stock, life_of(ms.host("2d2")).life.stock
    factor = ms.host("2d2").parameters.precursors.mog35_55
    assert transgenic[Epitope.MOG35_55, 0] == round(usual[Epitope.MOG35_55, 0] * factor)
    assert transgenic[Epitope.MOG35_55, 1] == usual[Epitope.MOG35_55, 1]
    others = [epitope for epitope in Epitope if epitope != Epitope.MOG35_55]
    assert np.array_equal(usual[others], transgenic[others])


def test_frequent_precursors_bring_disease_earlier(ms: Scenario) -> None:
    """T05: Bettelli et al. saw 11.9 against 14.5 days to onset, and 4.0 against 2.6 at the worst."""
    from nanoimmune.trial.trial import Trial

    arms = [Arm("usual", ms), Arm("2d2", ms.host("2d2"))]
    table = Trial(arms, Cohort(4, 1), 24).run(1).table
    sick = table[table.score >= 1].groupby(["arm", "subject"]).day.min()
    earlier = [sick["usual"].get(subject, 25) - sick["2d2"][subject] for subject in range(4)]
    assert min(earlier) >= 0
    assert float(np.mean(earlier)) > 1.0
    worst_of = table.groupby(["arm", "subject"]).score.max().groupby("arm").mean()
    assert worst_of["2d2"] > worst_of["usual"]


def test_toxin_alone_opens_the_barrier_and_makes_nobody_ill(ms: Scenario) -> None:
    """T06: none of six normal mice."""
    alone = ms.host("ptx-alone")
    (dose,) = alone.induction
    assert (dose.amount, dose.pertussis) == (0.0, 1.0)
    for number in range(3):
        host = life_of(alone, number)
        host.run_for(8.5 * DAY)
        assert host.life.organs[0].permeability > 0.1
        assert worst(host, 40) < 0.25
        assert cell_counts(host)[Phenotype.PRIMED : Phenotype.MEMORY + 1].sum() < 50


def test_barriers(ms: Scenario) -> None:
    """A closed one lets nobody in however inflamed the animal is; an open one stands open before anything happens."""
    shut, open_ = life_of(ms.host("barrier-closed")), life_of(ms.host("barrier-open"))
    assert all(day[:, Compartment.CNS].sum() == 0 for day in days_of(shut, 20))
    assert cell_counts(shut)[Phenotype.EFFECTOR].sum() > 1000
    open_.run_for(DAY)
    assert open_.life.organs[0].permeability == 1.0


def shown(host: Host, epitope: Epitope, place: Compartment, kind: ApcKind) -> float:
    """Mean pMHC of an epitope on the presenting cells of one kind of an organ."""
    apcs, rows = host.life.apcs.columns, host.life.apcs.rows()
    chosen = rows[(apcs.place[rows] == place) & (apcs.kind[rows] == kind)]
    return float(apcs.pmhc[chosen, epitope].mean())


def test_a_tissue_may_lack_an_epitope_or_express_a_foreign_one(ms: Scenario) -> None:
    """The foreign one is shed with the first protein of the tissue, here at rest by what is shown without harm."""
    null, usual = life_of(ms.host("mog-null")), life_of(ms)
    foreign, everywhere = life_of(ms.host("ova-in-tissue")), life_of(ms.host("ova-everywhere"))
    for host in (null, usual, foreign, everywhere):
        host.run_for(14 * DAY)
    cns, glia = Compartment.CNS, ApcKind.MICROGLIA
    assert shown(null, Epitope.MOG35_55, cns, glia) == 0.0 < shown(null, Epitope.PLP178_191, cns, glia)
    assert shown(usual, Epitope.OVA323_339, cns, glia) == 0.0
    for host in (foreign, everywhere):
        same = shown(host, Epitope.MOG35_55, cns, glia)
        assert shown(host, Epitope.OVA323_339, cns, glia) == pytest.approx(same, rel=1e-9)
    spleen, macrophage = Compartment.SPLEEN, ApcKind.MARGINAL_ZONE_MACROPHAGE
    assert shown(foreign, Epitope.OVA323_339, spleen, macrophage) == 0.0
    assert 1.5 < shown(everywhere, Epitope.OVA323_339, Compartment.LIVER, ApcKind.SINUSOIDAL) <= 2.0
    naive = [cell_counts(host)[Phenotype.NAIVE, :, Epitope.OVA323_339].sum() for host in (foreign, everywhere)]
    assert naive[1] < 0.7 * naive[0], "unhelped signal in every organ tolerises the naive cells"


def test_hosts_combine_with_each_other_and_with_what_the_user_sets(ms: Scenario) -> None:
    males = Scenario.named("t1d").host("no-treg").host("male")
    assert males.host_names == ("no-treg", "male")
    assert males.parameters.presentation.androgen > 0.0
    assert males.parameters.fates.treg_rate == males.parameters.repertoire.treg_share == 0.0
    both = ms.host("il10-deficient").host("tgfb-deficient").host("il10-deficient")
    assert both.off == (
        "cytokine.suppressive_gain", "engagement.contact_suppression", "fate.peripheral_treg_rate",
    )  # fmt: skip
    assert both.host_names == ("tgfb-deficient", "il10-deficient")
    chosen = ms.with_parameters({"precursors.mog35_55": 3})
    assert chosen.host("2d2").parameters.precursors.mog35_55 == 3
    assert ms.without(["CD8", "contact_suppression"]).off == ("engagement.contact_suppression",)
    assert ms.without(["CD4"]).lacking == ms.repertoire
    with pytest.raises(InputError, match="this disease comes of itself"):
        Scenario.named("t1d").host("ptx-alone")


def test_two_hosts_of_one_process_do_not_mix(ms: Scenario) -> None:
    """A switch that lived in the process, and not in the numbers, would reach the other host."""
    small = ms.with_parameters({"world.cns_extent": 16})
    alone = [Host(scenario, rng=5) for scenario in (small, small.without("encounter_rate"))]
    for host in alone:
        host.run_for(3 * DAY)
    together = [Host(scenario, rng=5) for scenario in (small, small.without("encounter_rate"))]
    for _ in range(3):
        for host in together:
            host.run_for(DAY)
    assert [host.digest() for host in alone] == [host.digest() for host in together]
    assert alone[0].digest() != alone[1].digest()


def test_arms_of_a_file_name_hosts_and_what_they_are_without(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "nanoimmune/scenarios/ms.toml").read_text(encoding="utf-8")
    arm = '[arms.{}]\nsays = "Disease alone."\nsource = "assumption"\n{}\n'
    text += arm.format("bare", 'host = ["no-treg", "mine"]\nwithout = ["exhaustion_rate", "OVA323-339"]')
    text += '[hosts.mine]\nsays = "Mine."\nwithout = ["anergy_rate"]\nabsent = ["CD8"]\npertussis = 0.5\n'
    text += 'source = "assumption"\nstatus = "assumed"\n'
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    scenario = Scenario.from_file(file)
    bare = Arm.named("bare", scenario)
    assert bare.scenario.host_names == ("no-treg", "mine")
    assert set(bare.scenario.off) == {"fate.exhaustion_rate", "fate.peripheral_treg_rate", "fate.anergy_rate"}
    assert bare.scenario.lacking == {Epitope.OVA323_339}
    assert bare.scenario.induction[0].pertussis == 0.5
    assert "no-treg host, mine host, without exhaustion_rate" in repr(bare)
    told = methods([Arm("usual", scenario), bare], Cohort(2), 60, "usual")
    assert "In no-treg and mine hosts:" in told
    assert "no anergy_rate" in told
    assert "Switched off: exhaustion_rate, peripheral_treg_rate and anergy_rate." in " ".join(describe(bare).split())
    for old, new, words in [
        ('"exhaustion_rate"', '"exhaustion"', ["arms.bare", "exhaustion_rate"]),
        ('"no-treg", "mine"', '"no-tregs", "mine"', ["arms.bare.host", "Did you mean 'no-treg'"]),
        ('["anergy_rate"]', '["saturation"]', ["hosts.mine", "saturation cannot be switched off"]),
        ('["CD8"]', '["CD9"]', ["hosts.mine", "absent", "CD9"]),
    ]:
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputError) as refusal:
            Scenario.from_file(file)
        assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_a_manifest_brings_the_same_hosts_back(ms: Scenario) -> None:
    """Numbers outside their ranges stand in no manifest: what is switched off goes by name, and stays so."""
    arm = Arm("bare", ms.host("no-treg").host("ptx-alone").without("contact_suppression"))
    written = json.loads(json.dumps(describe_arms([arm]), allow_nan=False))
    (revived,) = arms_from(written)
    assert revived.scenario.parameters == arm.scenario.parameters
    assert (revived.scenario.off, revived.scenario.host_names) == (arm.scenario.off, arm.scenario.host_names)
    assert revived.scenario.induction == arm.scenario.induction


@pytest.mark.parametrize("name", ["ms", "t1d"])
def test_every_shared_host_can_be_lived_in(name: str) -> None:
    """With any scenario, or refused in words; each says what it means and brings its note."""
    scenario = Scenario.named(name)
    for variant in shared_hosts().values():
        assert variant.says.endswith(".")
        try:
            lived = scenario.host(variant.name)
        except InputError:
            assert (name, variant.name) == ("t1d", "ptx-alone")
            continue
        assert variant.note in lived.notes or variant.name in scenario.hosts
        assert lived.parameters is not None


def test_a_checkpoint_keeps_what_is_switched_off(ms: Scenario, tmp_path: Path) -> None:
    """Numbers without end go to the file and come back."""
    host = Host(ms.with_parameters({"world.cns_extent": 16}).without(["contact_suppression", "egress_factor"]), rng=2)
    host.run_for(2 * DAY)
    host.save(tmp_path / "kept")
    again = Host.load(tmp_path / "kept")
    assert again.parameters == host.parameters
    for each in (host, again):
        each.run_for(DAY)
    assert again.digest() == host.digest()
