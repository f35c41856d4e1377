"""White matter as a target tissue: how it is harmed and repaired in a step."""

from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.sweeps import harm as tissue
from nanoimmune.words import Field


def harm_white_matter(life: Life, organ: TargetOrgan) -> None:
    """Licensed phagocytes and armed effectors strip myelin, which sheds antigen."""
    parameters, crowd = life.acting, life.crowd
    voxels, sites = life.voxels_of(organ.place), life.sites_of(organ.place)
    life.sweep(tissue.strip_myelin,
        organ.tissue, voxels.start, life.geometry.voxel_of_site[sites], crowd.licensed[voxels],
        crowd.armed[voxels], life.fields[Field.SUPPRESSIVE, voxels], parameters.harm.mog_content,
        parameters.harm.plp_content, parameters.harm.mbp_content, parameters.harm, parameters.repair,
        life.fields[Field.SHED_MOG, voxels], life.fields[Field.SHED_PLP, voxels], life.fields[Field.SHED_MBP, voxels],
        life.hours,
    )  # fmt: skip


def repair_white_matter(life: Life, organ: TargetOrgan) -> None:
    """Oligodendrocytes repair, stop, die and are replaced; axons that stay bare are lost."""
    voxels, sites = life.voxels_of(organ.place), life.sites_of(organ.place)
    life.sweep(tissue.repair,
        organ.tissue, voxels.start, life.geometry.voxel_of_site[sites], life.fields[Field.INFLAMMATORY, voxels],
        life.parameters.harm, life.parameters.repair, life.subject.key, life.body.step, life.hours,
    )  # fmt: skip
