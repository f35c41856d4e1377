"""Fields: spread, gained and lost in turns about the middle of a step, or all at once by waves."""

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
from nanoimmune.biology.kinetics import drawn_to, mean_remaining, remaining
from nanoimmune.rule import inner, sweep
from nanoimmune.state.fields import BACK, LEFT, OF_GAIN, THERE
from nanoimmune.words import Compartment, Field, Way


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
    """Spread a sheet of values along both of its axes, by a matrix from the left and one from the right."""
    nx, ny = sheet.shape
    work[:, :] = 0.0
    for x in range(nx):
        add_lines(work[x], sheet, along_x[x], nx)
    sheet[:, :] = 0.0
    for x in range(nx):
        add_lines(sheet[x], along_y, work[x], ny)


@inner
def along_axes(matrices, starts, first, nx, ny, nz):
    """The matrices of the three axes that begin with one of an entry."""
    x, y, z = starts[first], starts[first + 1], starts[first + 2]
    along_x, along_y = matrices[x : x + nx * nx].reshape(nx, nx), matrices[y : y + ny * ny].reshape(ny, ny)
    return along_x, along_y, matrices[z : z + nz * nz].reshape(nz, nz)


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
def uniform_loss(field, in_tissue, cytokines):
    """Rate at which a field is lost in every voxel of a compartment alike; Tregs take IL-2 beside it where they are."""
    if field == Field.IL2:
        return il2_loss(0.0, 1.0, in_tissue, cytokines)
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


@inner
def consume(level, loss, field, first, crowd, volume, in_tissue, cytokines, hours):
    """Let Tregs take IL-2 away in the voxels where they are."""
    if field != Field.IL2:
        return
    for v in range(level.size):
        if crowd.tregs[first + v] > 0:
            taken = il2_loss(crowd.tregs[first + v], volume, in_tissue, cytokines) - loss
            level[v] *= remaining(taken, hours)


@inner
def capture(level, gain, loss, field, first, crowd, volume, formulations, hours):
    """Let leukocyte membrane take away inflammatory cytokine of its voxel: what is there, and what comes in the step.

    It takes most of a gain within minutes, so that taking by halves before and after spreading would leave nothing.
    """
    if field != Field.INFLAMMATORY:
        return
    for v in range(level.size):
        if crowd.captors[first + v] > 0.0:
            taken = capture_rate(crowd.captors[first + v], volume, formulations)
            level[v] *= remaining(taken, hours)
            gain[v] *= mean_remaining(loss + taken, hours) / mean_remaining(loss, hours)


@inner
def solve(level, gain, nx, ny, nz, there, back, left, of_gain):
    """Let what is there and a steady gain spread and be lost together, by the waves of both."""
    spread_all(level, nx, ny, nz, there[0], there[1], there[2])
    spread_all(gain, nx, ny, nz, there[0], there[1], there[2])
    for wave in range(level.size):
        level[wave] = level[wave] * left[wave] + gain[wave] * of_gain[wave]
    spread_all(level, nx, ny, nz, back[0], back[1], back[2])


@sweep
def diffuse(
    fields, steps, starts, matrices, geometry, crowd, alarm, cytokines, immunisation, formulations, adjuvant,
    tissue_inflammation, hours,
):  # fmt: skip
    """Let every field spread, and be secreted and lost, through one step.

    `steps` lists field, compartment and way; `starts` says where the matrices of each begin. Fields that are not solved
    exactly spread and exchange in turns that lie evenly about the middle of the step.
    """
    for s in range(steps.shape[0]):
        field, place, way = steps[s, 0], steps[s, 1], steps[s, 2]
        nx, ny, nz = geometry.voxels[place, 0], geometry.voxels[place, 1], geometry.voxels[place, 2]
        first, end = geometry.first_voxel[place], geometry.first_voxel[place + 1]
        volume, in_tissue = geometry.voxel_volume[place], place >= Compartment.CNS
        level = fields[field, first:end]
        part = hours / 2
        loss = uniform_loss(field, in_tissue, cytokines)
        aim, kept = np.zeros(end - first), np.full(end - first, remaining(loss, part))
        for v in range(end - first):
            voxel = first + v
            if field == Field.IL2:
                if way != Way.EXACT:
                    loss = il2_loss(crowd.tregs[voxel], volume, in_tissue, cytokines)
                    kept[v] = remaining(loss, part)
                aim[v] = il2_gain(crowd.producers[voxel], volume, in_tissue, cytokines) / loss
            elif field == Field.INFLAMMATORY:
                gain = inflammatory_gain(crowd.armed[voxel], crowd.licensed[voxel], volume, cytokines)
                gain += alarm_gain(crowd.necrotic[voxel], alarm, volume)
                if place == Compartment.NODE:
                    gain += node_inflammatory_gain(adjuvant, tissue_inflammation, immunisation, cytokines)
                if crowd.captors[voxel] > 0.0 and way != Way.EXACT:
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
        there = along_axes(matrices, starts[s], THERE, nx, ny, nz)
        if way == Way.EXACT:
            back = along_axes(matrices, starts[s], BACK, nx, ny, nz)
            left, of_gain = matrices[starts[s, LEFT] :], matrices[starts[s, OF_GAIN] :]
            aim *= loss
            capture(level, aim, loss, field, first, crowd, volume, formulations, hours)
            consume(level, loss, field, first, crowd, volume, in_tissue, cytokines, part)
            solve(level, aim, nx, ny, nz, there, back, left, of_gain)
            consume(level, loss, field, first, crowd, volume, in_tissue, cytokines, part)
        else:
            exchange(level, aim, kept)
            spread_all(level, nx, ny, nz, there[0], there[1], there[2])
            exchange(level, aim, kept)
