"""Antigen-presenting cells in one step: processing, licensing, turnover."""

import numpy as np

from nanoimmune.biology.formulations import (
    danger_rate,
    drug_dose,
    drug_tolerance_rate,
    efferocytic_area,
    efferocytosis_rate,
)
from nanoimmune.biology.kinetics import decay_rate, drawn_to, remaining
from nanoimmune.biology.particles import scavenging_tolerance_rate
from nanoimmune.biology.presentation import (
    calming_rate,
    forgetting_rate,
    licensing_rate,
    processing_gain,
    turnover_rate,
)
from nanoimmune.chance import chance, chances, related_uid, rings_after
from nanoimmune.rule import sweep
from nanoimmune.sweeps.particles import swallowed_alike
from nanoimmune.words import ApcKind, ApcState, Compartment, Decision, Field


@sweep
def process_antigen(apcs, geometry, fields, drained, processed, at_rest, presentation, hours):
    """Let pMHC decay, and gain from what target tissues shed, in the tissues themselves and in their draining node.

    `at_rest` is what a healthy tissue would show of each epitope, were all of its protein processed into it. An epitope
    that is shown by so little that no receptor would stop at it counts as not shown.
    """
    epitopes = apcs.pmhc.shape[1]
    loss, kept = np.empty(epitopes), np.empty(epitopes)
    for epitope in range(epitopes):
        loss[epitope] = decay_rate(processed.half_life[epitope])
        kept[epitope] = remaining(loss[epitope], hours)
    for j in range(apcs.meta[0]):
        kind, state, place = apcs.kind[j], apcs.state[j], apcs.place[j]
        if kind == ApcKind.FREE:
            continue
        for epitope in range(epitopes):
            aim = 0.0
            protein = processed.protein[epitope]
            if protein >= 0:
                if place >= Compartment.CNS:
                    shed = fields[Field.SHED_MOG + protein, geometry.voxel_of_site[apcs.site[j]]]
                    gain = processing_gain(shed, kind, state, presentation)
                    aim = gain / loss[epitope] + at_rest[place, epitope]
                elif place == Compartment.NODE:
                    aim = processing_gain(drained[protein], kind, state, presentation) / loss[epitope]
                aim *= processed.share[epitope]
            shown = apcs.pmhc[j, epitope]
            if shown > 0.0 or aim > 0.0:
                shown = drawn_to(shown, aim, kept[epitope])
                apcs.pmhc[j, epitope] = shown if max(shown, aim) > presentation.least_shown else 0.0


@sweep
def mature(
    apcs, geometry, fields, makeup, cells_per_apc, phagocytes_per_apc, room, presentation, pharmacology, formulations,
    key, step, hours,
):  # fmt: skip
    """Change the state of each presenting cell by the first of its clocks that rings."""
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE:
            continue
        state = apcs.state[j]
        voxel = geometry.voxel_of_site[apcs.site[j]]
        inflammation, soothing = fields[Field.INFLAMMATORY, voxel], fields[Field.SUPPRESSIVE, voxel]
        a, b, _, _ = chances(key, step, apcs.uid[j], Decision.MATURATION)
        scavenging, dose, membrane, sensed = 0.0, 0.0, 0.0, 0.0
        for design in range(makeup.coat.size):
            if apcs.inside[j, design] > 0.0:
                held, coat = apcs.inside[j, design] / phagocytes_per_apc, makeup.coat[design]
                swallowed = swallowed_alike(apcs.inside, j, design, makeup.coat) / phagocytes_per_apc
                scavenging = max(scavenging, scavenging_tolerance_rate(swallowed, coat, pharmacology))
                dose += drug_dose(held * makeup.drug_load[design], makeup.drug[design], formulations)
                membrane += held * efferocytic_area(makeup.core[design], coat, makeup.diameter[design])
                message = held * makeup.message_load[design]
                sensed = max(sensed, danger_rate(message, makeup.nucleoside[design], formulations))
        calmed = drug_tolerance_rate(dose, formulations) + efferocytosis_rate(membrane, formulations)
        if state == ApcState.IMMATURE:
            crowd = max(1.0, apcs.seekers[j] / (room * cells_per_apc))
            helpers = apcs.helpers[j] / cells_per_apc / crowd
            licensed = rings_after(licensing_rate(inflammation, helpers, soothing, presentation) + sensed, a, hours)
            tolerised = rings_after(scavenging + calmed, b, hours)
            if min(licensed, tolerised) <= hours:
                apcs.state[j] = ApcState.LICENSED if licensed < tolerised else ApcState.TOLEROGENIC
                apcs.changed[j] = step
        elif state == ApcState.LICENSED:
            if rings_after(calming_rate(apcs.kind[j], inflammation, soothing, presentation), a, hours) <= hours:
                apcs.state[j] = ApcState.IMMATURE
                apcs.changed[j] = step
        elif rings_after(forgetting_rate(presentation), a, hours) <= hours:
            apcs.state[j] = ApcState.IMMATURE
            apcs.changed[j] = step


@sweep
def renew(apcs, turnover, immature_costimulation, quanta, cleared, key, step, hours):
    """End the life of presenting cells; residents are succeeded by a fresh cell in the same place."""
    for j in range(apcs.meta[0]):
        kind = apcs.kind[j]
        if kind == ApcKind.FREE or apcs.place[j] == Compartment.BLOOD:
            continue
        rate = turnover_rate(kind, apcs.state[j], turnover)
        draw = chance(key, step, apcs.uid[j], Decision.TURNOVER)
        if rings_after(rate, draw, hours) > hours:
            continue
        for design in range(apcs.inside.shape[1]):
            cleared[design] += round(apcs.inside[j, design] * quanta[design])
            apcs.inside[j, design] = 0.0
        if kind == ApcKind.MONOCYTE or kind == ApcKind.MIGRATORY_DENDRITIC:
            apcs.kind[j] = ApcKind.FREE
            apcs.vacant[apcs.meta[1]] = j
            apcs.meta[1] += 1
            continue
        apcs.successions[j] += 1
        apcs.uid[j] = related_uid(apcs.uid[j], apcs.successions[j], Decision.DAUGHTER)
        apcs.state[j] = ApcState.IMMATURE
        apcs.costimulation[j] = immature_costimulation
        apcs.pmhc[j, :] = 0.0
        apcs.helpers[j] = 0
        apcs.born[j] = step
        apcs.changed[j] = step
