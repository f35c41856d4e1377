"""Compiling every kernel before the first life, so that no later step waits and no worker compiles again."""

import numpy as np

from nanoimmune.host.life import Life
from nanoimmune.host.schedule import live_one_step
from nanoimmune.medicine_words import Process
from nanoimmune.parameters.load import load
from nanoimmune.rule import mark_compiled
from nanoimmune.state.dose import Design, ImmunisationDose, InfectionDose, ParticleDose
from nanoimmune.state.medicine import CellDose, Effect, Medicine, MedicineDose
from nanoimmune.state.subject import draw_subject
from nanoimmune.sweeps.divide import give_birth, propose_splits, split
from nanoimmune.words import TARGETS, Coat, Epitope, Phenotype

_SMALL = {
    "world.lead": 0,
    "world.cns_extent": 16,
    "world.pancreas_extent": 16,
    "world.spleen_extent": 8,
    "world.node_extent": 8,
    "humoral.presentation": 0.1,
    "humoral.regulatory_secretion": 1.0,
    "transgenes.ova323_339": 1,
    "transgenes.node": 1,
}
_DOSES = (
    ImmunisationDose(0.0, Epitope.MOG35_55, 1.0, 1.0),
    InfectionDose(0.0),
    ParticleDose(0.0, Design(20.0, Coat.DEXTRAN, ligand=Epitope.MOG35_55, valency=40.0), 1e10),
    ParticleDose(0.0, Design(500.0, Coat.CARBOXYLATED, cargo=Epitope.MOG35_55, cargo_load=0.1), 1e9),
    MedicineDose(0.0, Medicine(1e5, 1.0, 1.0, effects=(Effect(Process.NAIVE_DEPLETION, 0.01),)), 1.0),
    MedicineDose(0.0, Medicine(1e3, 1.0, 1.0, shown=Epitope.MOG35_55, display=1.0), 1.0),
    CellDose(0.0, Phenotype.TREG, Epitope.MOG35_55, 10.0),
)


def compile_kernels() -> None:
    """Live two steps of a small life in which every kernel is called, and note that all of them are compiled.

    Kernels that lie in the cache are only read from it.
    """
    parameters = load(_SMALL)
    for target in TARGETS:
        life = Life(parameters, draw_subject(parameters, 0, 0), targets=(target,), pending=list(_DOSES))
        for _ in range(2):
            live_one_step(life)
    nobody = np.empty(0, np.int64)
    births = np.empty(life.cells.used, np.int16)
    propose_splits(life.cells.columns, 1, births, np.empty(life.cells.used, np.int64))
    give_birth(life.cells.columns, nobody, births, 0, life.body.step)
    split(life.cells.columns, nobody, births, 0, life.body.step)
    mark_compiled()
