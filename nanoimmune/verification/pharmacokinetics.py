"""Particles and medicines leave the blood as closed forms say."""

import math

from nanoimmune.biology.kinetics import remaining
from nanoimmune.biology.particles import filtration_rate, uptake_rate
from nanoimmune.host import schedule
from nanoimmune.medicine_words import Route
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.state.medicine import Medicine, MedicineDose
from nanoimmune.verification.claim import Claim, of_share
from nanoimmune.verification.worlds import body, emptied
from nanoimmune.words import ApcKind, Coat, Compartment, Epitope

AREA = "kinetics"
PMHC = Design(diameter=20.0, coat=Coat.DEXTRAN, ligand=Epitope.MOG35_55, valency=40.0)
PLG = Design(diameter=500.0, coat=Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1)
HOURS, DOSE = 6.0, 1e9
DRUG = Medicine(molar_mass=500.0, volume=10.0, half_life=5.0)
ABSORPTION = 2.0


def pharmacokinetics(quick: bool) -> list[Claim]:
    """Filtration, the share that monocytes eat, the ledger, and one compartment with absorption.

    Args:
        quick: Fewer parcels.

    Returns:
        The claims.
    """
    parcels = 1000 if quick else 5000
    return [
        *(_filtered(step, parcels) for step in (1.0, 0.25)),
        *(_eaten(step, parcels) for step in (1.0, 0.25)),
        *(claim for step in (1.0, 0.25) for claim in _absorbed(step)),
    ]


def _filtered(step: float, parcels: int) -> Claim:
    """Without cells, exp(-k t) of the parcels are still in the blood."""
    doses = [ParticleDose(day=0.0, design=PMHC, particles=1e12)]
    life = emptied(body({"world.step": step, "world.parcels_per_dose": parcels}, doses))
    schedule.dose(life)
    for _ in range(round(HOURS / step)):
        schedule.clear(life)
        life.body.step += 1
    exact = remaining(filtration_rate(PMHC.diameter, int(PMHC.coat), life.parameters.pharmacology), HOURS)
    there = int((life.parcels.column("place")[life.parcels.rows()] == Compartment.BLOOD).sum())
    return of_share(
        AREA, f"20-nm particles still in the blood after {HOURS:g} h, step {step:g} h", exact, there, parcels
    )


def _eaten(step: float, parcels: int) -> Claim:
    """Monocytes eat u / (u + f) of a dose, u their rate together and f that of filtration."""
    doses = [ParticleDose(day=0.0, design=PLG, particles=DOSE)]
    life = body({"world.step": step, "world.parcels_per_dose": parcels}, doses)
    schedule.dose(life)
    rows = life.apcs.rows()
    monocytes = rows[life.apcs.column("kind")[rows] == ApcKind.MONOCYTE]
    for _ in range(round(HOURS / step)):
        schedule.clear(life)
        schedule.take_up(life)
        life.body.step += 1
    numbers = life.parameters
    together = uptake_rate(int(ApcKind.MONOCYTE), PLG.diameter, int(PLG.coat), numbers.pharmacology) * len(monocytes)
    eating = together * numbers.world.phagocytes_per_apc / life.volumes[Compartment.BLOOD]
    share = eating / (eating + filtration_rate(PLG.diameter, int(PLG.coat), numbers.pharmacology))
    found = float(life.apcs.column("inside")[monocytes, 0].sum()) / DOSE
    reach = share * 4.0 / math.sqrt(parcels)
    says = f"share of 500-nm PLG that monocytes eat in the blood, step {step:g} h"
    return Claim(AREA, says, share, found, reach, "4 standard errors of exponential stays")


def _absorbed(step: float) -> list[Claim]:
    """A drug from a depot: Bateman's curve, and exp(-k t) for one that is given into a vein."""
    absorb, lose = math.log(2.0) / ABSORPTION, math.log(2.0) / DRUG.half_life
    exact = {
        Route.IV: 100.0 * math.exp(-lose * HOURS),
        Route.SC: 100.0 * absorb / (absorb - lose) * (math.exp(-lose * HOURS) - math.exp(-absorb * HOURS)),
    }
    claims = []
    for route, left in exact.items():
        life = body({"world.step": step}, [MedicineDose(0.0, DRUG, 100.0, route, ABSORPTION)])
        for _ in range(round(HOURS / step)):
            schedule.dose(life)
            life.body.step += 1
        way = "into a vein" if route == Route.IV else "under the skin"
        says = f"ug of 100 that circulate {HOURS:g} h after a dose {way}, step {step:g} h"
        claims.append(Claim(AREA, says, left, float(life.medication.circulating[0]), 1e-9 * left, "rounding"))
    return claims
