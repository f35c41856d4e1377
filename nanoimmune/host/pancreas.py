"""The pancreas as a target tissue: how its islets are harmed and restored in a step, and blood glucose follows."""

import numpy as np

from nanoimmune.biology.glucose import balanced_glucose
from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.sweeps import islets as tissue
from nanoimmune.words import PROTEINS_OF, Field


def seek_beta_cells(life: Life, organ: TargetOrgan) -> None:
    """CTLs that no presenting cell holds find beta cells."""
    parameters, loss = life.acting, decay_rate(life.acting.engagement.signal_half_life)
    life.sweep(tissue.find_targets,
        life.cells.columns, life.geometry, int(organ.place), organ.tissue, life.fields, organ.processed,
        parameters.islets, parameters.engagement, loss, life.subject.key, life.body.step, life.hours,
    )  # fmt: skip


def harm_islets(life: Life, organ: TargetOrgan) -> None:
    """CTLs kill the beta cells they hold, cytokine kills others; the dead are cleared or become necrotic and alarm."""
    parameters, islets = life.acting, life.acting.islets
    voxels, sites = life.voxels_of(organ.place), life.sites_of(organ.place)
    voxel_of_site, per_site = life.geometry.voxel_of_site[sites], life.cells_per_site
    life.sweep(tissue.kill,
        organ.tissue, life.islet_sites, voxel_of_site, life.fields, per_site, islets, life.day * 24.0, life.hours,
    )  # fmt: skip
    antigens, first = parameters.antigens, Field.SHED_MOG + PROTEINS_OF[organ.place][0]
    contents = np.array([
        antigens.insulin_content, antigens.igrp_content, antigens.chromogranin_content, antigens.gad65_content
    ])  # fmt: skip
    life.sweep(tissue.clear_dead,
        organ.tissue, life.islet_sites, voxels.start, voxel_of_site, life.sites_per_voxel,
        life.fields[first:, voxels], contents, life.crowd.necrotic[voxels], per_site, islets, life.hours,
    )  # fmt: skip


def repair_islets(life: Life, organ: TargetOrgan) -> None:
    """Beta cells divide, and lose or regain insulin; blood glucose follows what works."""
    parameters, sites = life.parameters, life.sites_of(organ.place)
    working = life.sweep(tissue.restore,
        organ.tissue, life.islet_sites, life.geometry.voxel_of_site[sites], life.fields, life.body.glucose,
        parameters.islets, parameters.glucose, life.day * 24.0, life.hours,
    )  # fmt: skip
    life.body.glucose = float(balanced_glucose(working, parameters.glucose))
