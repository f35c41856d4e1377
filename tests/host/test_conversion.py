"""A conversion keeps the cell: same object, same identity, same clonotype, another class."""

from nanoimmune.host import Host, RegulatoryTCell, TCell
from nanoimmune.state.dose import Design, ParticleDose
from nanoimmune.words import Coat, Epitope, Phenotype


def test_a_word_written_from_python_changes_the_class(host: Host) -> None:
    cell = host.agents_by_type[TCell].to_list()[0]
    uid, clone, epitope = cell.unique_id, cell.clone, cell.epitope
    cell.phenotype = Phenotype.TR1
    assert type(cell) is RegulatoryTCell
    assert (cell.unique_id, cell.clone, cell.epitope) == (uid, clone, epitope)
    assert cell in host.agents_by_type[RegulatoryTCell]
    assert cell not in host.agents_by_type[TCell]
    assert cell.changed == host.life.body.step
    cell.phenotype = Phenotype.EFFECTOR
    assert type(cell) is TCell


def test_effectors_that_particles_convert_move_to_the_regulatory_set(make) -> None:
    strong = Design(20.0, Coat.DEXTRAN, Epitope.MOG35_55, 60.0)
    host = make(doses=[ParticleDose(9, strong, 1e13)])
    host.run_for(24 * 10)
    effectors = {
        cell: (cell.unique_id, cell.clone, cell.affinity)
        for cell in host.agents_by_type[TCell]
        if cell.phenotype == Phenotype.EFFECTOR and cell.epitope == Epitope.MOG35_55
    }
    assert effectors
    converted: list[TCell] = []
    for _ in range(24 * 10):
        host.step()
        converted += [cell for cell in effectors if cell.alive and type(cell) is RegulatoryTCell]
        if converted:
            break
    assert converted
    for cell in converted:
        assert cell.phenotype == Phenotype.TR1
        assert (cell.unique_id, cell.clone, cell.affinity) == effectors[cell]
        assert cell in host.agents_by_type[RegulatoryTCell]
        assert cell not in host.agents_by_type[TCell]
        assert any(other is cell for other in host.agents_by_type[RegulatoryTCell])
