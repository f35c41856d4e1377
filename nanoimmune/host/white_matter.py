"""White matter as a target tissue: how it is harmed and repaired in a step."""

from nanoimmune.host.life import Life
from nanoimmune.host.organ import TargetOrgan
from nanoimmune.sweeps import harm as tissue


def harm_white_matter(life: Life, organ: TargetOrgan) -> None:
    """Licensed phagocytes and armed effectors strip myelin, which sheds antigen."""
    life.sweep(tissue.strip_myelin,
        organ.tissue, life.crowd, life.geometry, life.fields, int(organ.place), life.acting.harm, life.acting.repair,
        life.hours,
    )  # fmt: skip


def repair_white_matter(life: Life, organ: TargetOrgan) -> None:
    """Oligodendrocytes repair, stop, die and are replaced; axons that stay bare are lost."""
    life.sweep(tissue.repair,
        organ.tissue, life.geometry, life.fields, int(organ.place), life.parameters.harm, life.parameters.repair,
        life.subject.key, life.body.step, life.hours,
    )  # fmt: skip
