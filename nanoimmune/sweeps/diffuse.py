"""Fields: half a step of local gain and loss, a step of spreading, half a step of gain and loss."""

import numpy as np

from nanoimmune.biology.cytokine import (
    alarm_gain,
    chemokine_loss,
    il2_gain,
    il2_loss,
    inflammatory_gain,
    inflammatory_loss,
    node_inflammatory_gain,
    secreted,
    shed_antigen_loss,
    suppressive_gain,
    suppressive_loss,
)
from nanoimmune.biology.formulations import capture_rate
from nanoimmune.biology.kinetics import drawn_to, remaining
from nanoimmune.rule import inner, sweep
from nanoimmune.words import Compartment, Field


@inner
def add_lines(total, lines, shares, count):
    """Add up lines in proportion to shares, in order; four at a time, so that the total is fetched less often."""
    ny = total.size
    whole = count - count % 4
    for k in range(0, whole, 4):
        a, b, c, d = shares[k], shares[k + 1], shares[k + 2], shares[k + 3]
        for y in range(ny):
            total[y] = (((total[y] + a * lines[k, y]) + b * lines[k + 1, y]) + c * lines[k + 2, y]) + d * lines[
                k + 3, y
            ]
    for k in range(whole, count):
        share = shares[k]
        for y in range(ny):
            total[y] += share * lines[k, y]


@inner
def spread(sheet, along_x, along_y, work):
    """Spread a sheet of values along both of its axes by symmetric matrices; sums run in a fixed order."""
    nx, ny = sheet.shape
    work[:, :] = 0.0
    for x in range(nx):
        add_lines(work[x], sheet, along_x[x], nx)
    sheet[:, :] = 0.0
    for x in range(nx):
        add_lines(sheet[x], along_y, work[x], ny)


@inner
def spread_all(level, nx, ny, nz, along_x, along_y, along_z):
    """Spread a field of one compartment along its axes; `level` is a contiguous run of its voxels."""
    sheet = level.reshape(nx, ny * nz)
    work = np.empty((nx, ny * nz))
    if nz == 1:
        spread(sheet, along_x, along_y, work)
        return
    spread(sheet, along_x, np.eye(ny * nz), work)
    block = level.reshape(nx * ny, nz)
    rows = np.empty((ny, nz))
    for x in range(nx):
        spread(block[x * ny : (x + 1) * ny], along_y, along_z, rows)


@inner
def holds_anything(level):
    """Whether a field is above zero anywhere; one that is not, and that nobody feeds, stays as it is."""
    for amount in level:
        if amount > 0.0:
            return True
    return False


@inner
def uniform_loss(field, cytokines):
    """Rate at which a field is lost everywhere alike; IL-2 is not, and has its own."""
    if field == Field.INFLAMMATORY:
        return inflammatory_loss(cytokines)
    if field == Field.SUPPRESSIVE:
        return suppressive_loss(cytokines)
    if field == Field.CHEMOKINE:
        return chemokine_loss(cytokines)
    return shed_antigen_loss(cytokines)


@inner
def exchange(level, aim, kept):
    """Let every voxel of a field approach the level that secretion and loss would hold there."""
    for v in range(level.size):
        level[v] = drawn_to(level[v], aim[v], kept[v])


@sweep
def diffuse(
    fields, steps, axes, spreadings, geometry, crowd, alarm, cytokines, immunisation, formulations, adjuvant,
    tissue_inflammation, hours,
):  # fmt: skip
    """Let every field spread, and be secreted and lost, in turns that lie evenly about the middle of the step.

    `steps` lists field and compartment; `axes` holds three matrices for each, which spread it for its part of a step,
    once between two halves of exchange, or twice around the whole of it.
    """
    part = hours if spreadings == 2 else hours / 2
    for s in range(steps.shape[0]):
        field, place = steps[s, 0], steps[s, 1]
        nx, ny, nz = geometry.voxels[place, 0], geometry.voxels[place, 1], geometry.voxels[place, 2]
        first, end = geometry.first_voxel[place], geometry.first_voxel[place + 1]
        volume, in_tissue = geometry.voxel_volume[place], place >= Compartment.CNS
        level = fields[field, first:end]
        loss = uniform_loss(field, cytokines)
        aim, kept = np.zeros(end - first), np.full(end - first, remaining(loss, part))
        for v in range(end - first):
            voxel = first + v
            if field == Field.IL2:
                loss = il2_loss(crowd.tregs[voxel], volume, in_tissue, cytokines)
                aim[v] = il2_gain(crowd.producers[voxel], volume, in_tissue, cytokines) / loss
                kept[v] = remaining(loss, part)
            elif field == Field.INFLAMMATORY:
                gain = inflammatory_gain(crowd.armed[voxel], crowd.licensed[voxel], volume, cytokines)
                gain += alarm_gain(crowd.necrotic[voxel], alarm, volume)
                if place == Compartment.NODE:
                    gain += node_inflammatory_gain(adjuvant, tissue_inflammation, immunisation, cytokines)
                if crowd.captors[voxel] > 0.0:
                    captured = loss + capture_rate(crowd.captors[voxel], volume, formulations)
                    kept[v] = remaining(captured, part)
                    aim[v] = gain / captured
                else:
                    aim[v] = gain / loss
            elif field == Field.SUPPRESSIVE:
                gain = suppressive_gain(crowd.suppressors[voxel], crowd.signalled_tregs[voxel], volume, cytokines)
                aim[v] = gain / loss
            elif field == Field.CHEMOKINE:
                attracting = crowd.armed[voxel] + crowd.licensed[voxel]
                aim[v] = secreted(cytokines.chemokine_secretion, attracting, volume) / loss
        if not (holds_anything(level) or holds_anything(aim)):
            continue
        along_x, along_y, along_z = axes[3 * s], axes[3 * s + 1], axes[3 * s + 2]
        if spreadings == 2:
            spread_all(level, nx, ny, nz, along_x, along_y, along_z)
            exchange(level, aim, kept)
            spread_all(level, nx, ny, nz, along_x, along_y, along_z)
            continue
        exchange(level, aim, kept)
        spread_all(level, nx, ny, nz, along_x, along_y, along_z)
        exchange(level, aim, kept)
