"""Fields: half a step of spreading, a step of local gain and loss, half a step of spreading."""

from nanoimmune.biology.cytokine import (
    chemokine_loss,
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
from nanoimmune.rule import sweep
from nanoimmune.words import Compartment, Field


@sweep
def spread(level, nx, ny, nz, along_x, along_y, along_z, work):
    """Spread one field of one compartment along each axis by its matrix; sums run in a fixed order."""
    row = ny * nz
    for x in range(nx):
        for m in range(row):
            work[x * row + m] = 0.0
        for k in range(nx):
            share = along_x[x, k]
            for m in range(row):
                work[x * row + m] += share * level[k * row + m]
    for x in range(nx):
        for y in range(ny):
            at = x * row + y * nz
            for z in range(nz):
                level[at + z] = 0.0
        for k in range(ny):
            for z in range(nz):
                amount = work[x * row + k * nz + z]
                for y in range(ny):
                    level[x * row + y * nz + z] += along_y[k, y] * amount
    if nz == 1:
        return
    for line in range(nx * ny):
        at = line * nz
        for z in range(nz):
            work[z] = 0.0
        for k in range(nz):
            for z in range(nz):
                work[z] += along_z[k, z] * level[at + k]
        for z in range(nz):
            level[at + z] = work[z]


@sweep
def exchange(fields, field, place, geometry, crowd, cytokines, immunisation, adjuvant, tissue_inflammation, hours):
    """Let the cells of every voxel of a compartment secrete into and consume from one field, for one step."""
    volume = geometry.voxel_volume[place]
    for voxel in range(geometry.first_voxel[place], geometry.first_voxel[place + 1]):
        if field == Field.IL2:
            gain = secreted(cytokines.il2_secretion, crowd.producers[voxel], volume)
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
            gain = 0.0
            loss = shed_antigen_loss(cytokines)
        fields[field, voxel] = relaxed(fields[field, voxel], gain, loss, hours)
