"""Fields: half a step of spreading, a step of local gain and loss, half a step of spreading."""

import numpy as np

from nanoimmune.biology.cytokine import (
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
from nanoimmune.biology.kinetics import relaxed
from nanoimmune.rule import inner, sweep
from nanoimmune.words import Compartment, Field


@inner
def spread(sheet, along_x, along_y, work):
    """Spread a sheet of values along both of its axes by symmetric matrices; sums run in a fixed order."""
    nx, ny = sheet.shape
    for x in range(nx):
        for y in range(ny):
            work[x, y] = 0.0
        for k in range(nx):
            share = along_x[x, k]
            for y in range(ny):
                work[x, y] += share * sheet[k, y]
    for x in range(nx):
        for y in range(ny):
            sheet[x, y] = 0.0
        for k in range(ny):
            amount = work[x, k]
            for y in range(ny):
                sheet[x, y] += amount * along_y[k, y]


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


@sweep
def diffuse(fields, steps, axes, geometry, crowd, cytokines, immunisation, adjuvant, tissue_inflammation, hours):
    """Spread, exchange and spread every field in every compartment where it is followed.

    `steps` lists field and compartment; `axes` holds three matrices for each, which spread it over half a step.
    """
    for s in range(steps.shape[0]):
        field, place = steps[s, 0], steps[s, 1]
        nx, ny, nz = geometry.voxels[place, 0], geometry.voxels[place, 1], geometry.voxels[place, 2]
        first, end = geometry.first_voxel[place], geometry.first_voxel[place + 1]
        volume = geometry.voxel_volume[place]
        level = fields[field, first:end]
        spread_all(level, nx, ny, nz, axes[3 * s], axes[3 * s + 1], axes[3 * s + 2])
        for v in range(end - first):
            voxel = first + v
            gain = 0.0
            if field == Field.IL2:
                gain = il2_gain(crowd.producers[voxel], volume, place == Compartment.CNS, cytokines)
                loss = il2_loss(crowd.tregs[voxel], volume, place == Compartment.CNS, cytokines)
            elif field == Field.INFLAMMATORY:
                gain = inflammatory_gain(crowd.armed[voxel], crowd.licensed[voxel], volume, cytokines)
                if place == Compartment.NODE:
                    gain += node_inflammatory_gain(adjuvant, tissue_inflammation, immunisation, cytokines)
                loss = inflammatory_loss(cytokines)
            elif field == Field.SUPPRESSIVE:
                gain = suppressive_gain(crowd.suppressors[voxel], crowd.signalled_tregs[voxel], volume, cytokines)
                loss = suppressive_loss(cytokines)
            elif field == Field.CHEMOKINE:
                attracting = crowd.armed[voxel] + crowd.licensed[voxel]
                gain = secreted(cytokines.chemokine_secretion, attracting, volume)
                loss = chemokine_loss(cytokines)
            else:
                loss = shed_antigen_loss(cytokines)
            level[v] = relaxed(level[v], gain, loss, hours)
        spread_all(level, nx, ny, nz, axes[3 * s], axes[3 * s + 1], axes[3 * s + 2])
