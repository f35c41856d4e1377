"""A scenario names its tissue, its day zero, its repertoire and variants of its host; ms says none of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nanoimmune.errors import InputError
from nanoimmune.trial.arm import Arm
from nanoimmune.trial.cohort import Cohort
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.describe import all_numbers, describe, methods
from nanoimmune.trial.glycaemia import Glycaemia
from nanoimmune.trial.provenance import describe_arms
from nanoimmune.trial.scenario import Scenario
from nanoimmune.trial.trial import Trial
from nanoimmune.words import EPITOPES_OF, PROTEINS_OF, Compartment, Epitope

OF_MS = {Epitope.MOG35_55, Epitope.PLP178_191, Epitope.OVA323_339, Epitope.GP61_80}


def all_arms(scenario: Scenario) -> list[Arm]:
    """Every arm that a scenario declares."""
    return [Arm.named(name, scenario) for name in scenario.arms]


def test_a_file_says_what_the_disease_is(diabetes: Scenario) -> None:
    assert (diabetes.tissues, diabetes.day_zero, diabetes.induction) == ((Compartment.PANCREAS,), "birth", ())
    assert diabetes.glycaemia == Glycaemia(threshold=250, readings=2, every_days=7)
    assert diabetes.parameters.world.lead == -336
    of_myelin = {epitope for protein in PROTEINS_OF[Compartment.CNS] for epitope in EPITOPES_OF[protein]}
    assert diabetes.absent == {*of_myelin, Epitope.GAD65_206_220, Epitope.TUM, Epitope.GP33_41}
    assert diabetes.lacking == frozenset()
    assert diabetes.without("GP61-80").lacking == {Epitope.GP61_80}


def test_a_file_that_says_nothing_of_it_is_read_as_before() -> None:
    ms = Scenario.named("ms")
    assert (ms.tissues, ms.day_zero, ms.glycaemia) == ((Compartment.CNS,), "immunisation", None)
    assert ms.repertoire == OF_MS
    assert ms.absent == frozenset(Epitope) - OF_MS
    assert Scenario("mine", "Mine", "Mine.").absent == ms.absent


def test_parameters_bring_their_authority(diabetes: Scenario) -> None:
    """It stands in the notes, and in the list of numbers in place of the default's, until the user sets the number."""
    told = {note.subject: (note.says, note.status) for note in diabetes.notes}
    assert told["parameter world.lead"] == ("A life begins two weeks after birth.", "derived")
    assert told["male hosts"][1] == "fitted"
    assert told["diagnosis of diabetes"][1] == "measured"
    lead = {number.name: number for number in all_numbers(diabetes)}["world.lead"]
    assert (lead.value, lead.status) == (-336, "derived")
    usual = {number.name: number for number in all_numbers(Scenario.named("ms"))}["world.lead"]
    mine = {number.name: number for number in all_numbers(diabetes.with_parameters({"world.lead": -400}))}["world.lead"]
    assert (mine.value, mine.status) == (-400, usual.status)


def test_an_arm_lives_in_its_variant_of_the_host(diabetes: Scenario) -> None:
    male, null = Arm.named("untreated-male", diabetes), Arm.named("pmhc1-null", diabetes)
    assert male.scenario == diabetes.host("male")
    assert (male.scenario.parameters.recruitment.emergency, male.scenario.host_names) == (1.2, ("male",))
    assert diabetes.parameters.recruitment.emergency != 1.2
    assert null.scenario.lacking == {Epitope.IGRP206_214}
    assert "null host" in repr(null)
    assert Arm.named("untreated", diabetes).scenario == diabetes
    assert diabetes.host("male").host("null").host_names == ("male", "null")
    with pytest.raises(InputError, match="Did you mean 'male'"):
        diabetes.host("mal")


def test_what_the_user_sets_stands_above_the_variant(diabetes: Scenario) -> None:
    chosen = {"recruitment.emergency": 1.7}
    assert diabetes.with_parameters(chosen).host("male").parameters.recruitment.emergency == 1.7
    assert diabetes.host("male").with_parameters(chosen).parameters.recruitment.emergency == 1.7
    other = diabetes.with_parameters({"world.cells_per_agent": 64}).host("male")
    assert (other.parameters.recruitment.emergency, other.parameters.world.cells_per_agent) == (1.2, 64)


def test_an_arm_has_the_reference_of_its_host_where_the_trial_has_it(diabetes: Scenario) -> None:
    trial = Trial(all_arms(diabetes), Cohort(1), days=28)
    assert trial.reference == "untreated"
    assert trial.reference_of("pmhc1-null") == "untreated-null"
    assert {trial.reference_of(name) for name in diabetes.arms if name != "pmhc1-null"} == {"untreated"}
    alone = Trial([Arm.named(name, diabetes) for name in ("untreated", "pmhc1-null")], Cohort(1), days=28)
    assert alone.reference_of("pmhc1-null") == "untreated"
    with pytest.raises(InputError, match="Did you mean 'pmhc1-null'"):
        trial.reference_of("pmhc1-nul")


def test_without_an_induction_the_proteins_of_the_tissue_are_the_cause(diabetes: Scenario) -> None:
    cognate = {arm.name for arm in all_arms(diabetes) if arm.is_cognate}
    assert cognate == {"pmhc1-cognate", "pmhc1-null", "mixture-at-onset"}
    assert diabetes.autoantigens == {"InsB9-23", "InsB15-23", "IGRP206-214", "ChgA-WE14", "GAD65-206-220"}
    assert Scenario.named("ms").autoantigens == {"MOG35-55"}


def test_partners_have_the_same_host_class_and_load(diabetes: Scenario) -> None:
    arms = all_arms(diabetes)
    assert Trial(arms, Cohort(1), days=28).irrelevant_partners() == {"pmhc1-cognate": "pmhc1-irrelevant"}
    mixture = Arm.named("mixture-at-onset", diabetes)
    (regimen,) = mixture.regimens
    ova = replace(regimen, particle=replace(regimen.particle, cargo="OVA323-339"))
    more = replace(regimen, particle=replace(regimen.particle, cargo="OVA323-339", cargo_load=3))
    dated = replace(regimen, particle=ova.particle, trigger=None, start_day=20, doses=1)
    others = [Arm("dated", diabetes, dated), Arm("more", diabetes, more), Arm("ova", diabetes, ova)]
    assert Trial([mixture, *others], Cohort(1), days=28).irrelevant_partners() == {"mixture-at-onset": "ova"}
    (shown,) = Arm.named("pmhc1-irrelevant", diabetes).regimens
    class_ii = Arm("ova", diabetes, replace(shown, particle=replace(shown.particle, ligand="OVA323-339")))
    pair = [Arm.named("pmhc1-cognate", diabetes), class_ii]
    assert Trial(pair, Cohort(1), days=28).irrelevant_partners() == {}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('tissue = "pancreas"', 'tissue = "skin"', ["tissue", "skin", "pancreas"]),
        ('day_zero = "birth"', 'day_zero = "weaning"', ["day_zero", "weaning", "birth"]),
        ('"IGRP206-214"]', '"IGRP"]', ["repertoire", "'IGRP'", "IGRP206-214"]),
        ("value = -336 # h", 'value = "soon"', ["world.lead", "soon"]),
        ("value = -336 # h", "", ["world.lead", "Add this key"]),
        ('says = "A life begins two weeks after birth."', "", ["world.lead", "says", "Add this key"]),
        (
            'source = "assumption"\nstatus = "derived"',
            'source = "Nobody1999"\nstatus = "derived"',
            ["world.lead.source"],
        ),
        ('threshold = "250 mg/dL"', 'threshold = "250 mg"', ["glycaemia.threshold", "mg/dL"]),
        ("readings = 2", "readings = 0", ["glycaemia.readings", "1 to 100"]),
        ("every_days = 7\nsource", "every_days = 0\nsource", ["glycaemia.every_days", "1 to 365"]),
        ('source = "Diveu2009"\nstatus', 'source = "Nobody1999"\nstatus', ["glycaemia.source", "Nobody1999"]),
        ('absent = ["IGRP206-214"]', 'absent = ["IGR"]', ["hosts.null", "absent", "IGRP206-214"]),
        ('"recruitment.emergency" = 1.2', '"recruitment.emergenc" = 1.2', ["hosts.male", "recruitment.emergency"]),
        ('host = "male"', 'host = "mail"', ["arms.untreated-male.host", "Did you mean 'male'"]),
        (
            'reference = "untreated-null"',
            'reference = "untreated-nul"',
            ["arms.pmhc1-null.reference", "untreated-null"],
        ),
        ('trigger = "diabetes"', 'trigger = "onset"', ["arms.mixture-at-onset", "regimen.trigger", "'diabetes'"]),
        ('["insulin", "IGRP"]', '["insulin", "InsB9-23"]', ["particles.mixture", "no epitope twice"]),
        ('["insulin", "IGRP"]', "[]", ["particles.mixture", "cargo", "one antigen or several"]),
        ("[glycaemia]", "humane_endpoint = { score = 4, days = 2 }\n[glycaemia]", ["humane_endpoint"]),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(
    diabetes_text: str, tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    assert old in diabetes_text
    file = tmp_path / "wrong.toml"
    file.write_text(diabetes_text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        Scenario.from_file(file)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)
    assert len(str(refusal.value)) < 500


def test_a_scenario_is_scored_or_read_and_harms_a_target_tissue(diabetes: Scenario) -> None:
    with pytest.raises(InputError, match=r"humane_endpoint.*Leave one of the two out"):
        replace(diabetes, humane_endpoint=HumaneEndpoint(4, 2))
    with pytest.raises(InputError, match=r"tissue.*cns, pancreas"):
        replace(diabetes, tissues=(Compartment.SPLEEN,))
    with pytest.raises(InputError, match=r"day_zero.*immunisation, birth"):
        replace(diabetes, day_zero="weaning")


def test_a_trial_that_ends_before_life_begins_is_refused(diabetes: Scenario) -> None:
    arm = Arm.named("untreated", diabetes)
    with pytest.raises(InputError, match=r"days: got 14; allowed: more than 14.*Raise days"):
        Trial(arm, Cohort(1), days=14)
    Trial(arm, Cohort(1), days=15)


def test_a_trial_comes_back_from_its_manifest(diabetes: Scenario, tmp_path: Path) -> None:
    """With tissue, day zero, repertoire, diagnosis, hosts, references, cargoes and triggers."""
    arms = all_arms(diabetes)
    manifest = {"format": 1, "cohort": {"subjects": 2, "seed": 5}, "days": 28, **describe_arms(arms)}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    again = Trial.from_manifest(tmp_path)
    assert [arm.regimens for arm in again.arms] == [arm.regimens for arm in arms]
    assert again.reference_of("pmhc1-null") == "untreated-null"
    for old, new in zip(arms, again.arms, strict=True):
        for name in ("parameters", "tissues", "day_zero", "repertoire", "absent", "glycaemia", "host_names"):
            assert getattr(new.scenario, name) == getattr(old.scenario, name), name


def test_a_life_with_glycaemia_is_recorded_so(diabetes: Scenario) -> None:
    trial = Trial(Arm.named("untreated", diabetes), Cohort(1), days=15)
    table = trial.run(workers=1).records()
    first = ["arm", "subject", "day", "alive", "glucose", "reading", "diabetic"]
    assert table.columns[: len(first)].tolist() == first
    assert table["day"].tolist() == [14, 15]
    assert table["reading"].isna().tolist() == [False, True]
    assert "score" not in table


def test_the_page_speaks_of_the_tissue_and_of_every_arm(diabetes: Scenario) -> None:
    page = " ".join(describe(diabetes).split())
    assert "Days count from birth, and each life is followed from day 14 on." in page
    assert "an animal is diabetic once 2 readings in a row are above 250 mg/dL" in page
    assert page.index("Further arms, by name:") < page.index("- untreated-null.")
    assert "Nothing is given, in male hosts." in page
    assert "on day 16, in null hosts. Compared with untreated-null." in page
    assert "40 IGRP206-214/MHC-I on the surface" in page
    assert "- parameter world.cells_per_agent: Coarse agents, for speed." in page
    assert not any(word in page for word in ("CNS", "myelin", "immunisation with", "no T cells specific"))
    null = " ".join(describe(Arm.named("pmhc1-null", diabetes)).split())
    assert "The host has no T cells specific for IGRP206-214." in null


def test_methods_tell_hosts_and_references(diabetes: Scenario) -> None:
    arms = all_arms(diabetes)
    paragraph = methods(arms, Cohort(9, 4), 28, "untreated")
    assert "32 × 32 sites of 20 µm for the pancreas" in paragraph
    assert "(seed 4) lived through every arm to day 28 of age (untreated: nothing; " in paragraph
    assert (
        "In null hosts: no T cells specific for IGRP206-214. In male hosts: recruitment.emergency = 1.2." in paragraph
    )
    assert "against untreated, pmhc1-null against untreated-null; intervals" in paragraph


def test_islets_need_an_age() -> None:
    """A wave of cell death at day 15 of life means nothing in a host whose days count from something else."""
    mice = Scenario.named("t1d")
    with pytest.raises(InputError, match=r"world.lead: got 168.*below zero"):
        mice.with_parameters({"world.lead": 168})
    with pytest.raises(InputError, match="day_zero: got 'immunisation'"):
        replace(mice, day_zero="immunisation")
