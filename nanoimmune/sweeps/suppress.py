"""What regulatory T cells do to the presenting cells that they touch."""

from nanoimmune.biology.kinetics import relaxed
from nanoimmune.biology.presentation import costimulation_loss, costimulation_target, regulatory_tolerance_rate
from nanoimmune.chance import chance, rings_after
from nanoimmune.rule import sweep
from nanoimmune.words import ApcKind, ApcState, Decision, Field


@sweep
def suppress(apcs, geometry, fields, cells_per_apc, room, presentation, suppression, key, step, hours):
    """Strip costimulation where Tregs touch, and turn tolerogenic where Tr1 cells do."""
    for j in range(apcs.meta[0]):
        if apcs.kind[j] == ApcKind.FREE:
            continue
        crowd = max(1.0, apcs.seekers[j] / (room * cells_per_apc))
        if apcs.tr1s[j] > 0 and apcs.state[j] != ApcState.TOLEROGENIC:
            tr1s = apcs.tr1s[j] / cells_per_apc / crowd
            draw = chance(key, step, apcs.uid[j], Decision.REGULATION)
            if rings_after(regulatory_tolerance_rate(tr1s, presentation), draw, hours) <= hours:
                apcs.state[j] = ApcState.TOLEROGENIC
                apcs.changed[j] = step
        inflammation = fields[Field.INFLAMMATORY, geometry.voxel_of_site[apcs.site[j]]]
        tregs = apcs.tregs[j] / cells_per_apc / crowd
        lost = costimulation_loss(tregs, inflammation, suppression)
        gain = presentation.costimulation_rate * costimulation_target(apcs.state[j], presentation)
        apcs.costimulation[j] = relaxed(apcs.costimulation[j], gain, presentation.costimulation_rate + lost, hours)
