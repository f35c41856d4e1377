"""A plain host that continues a compiled life: every row becomes a Mesa agent."""

from benchmarks.plain_mesa.agents import TCell
from benchmarks.plain_mesa.fates import feel_particles
from benchmarks.plain_mesa.fields import Fields
from benchmarks.plain_mesa.model import PlainHost
from benchmarks.plain_mesa.parcels import Nanoparticle
from benchmarks.plain_mesa.presenting import AntigenPresentingCell
from benchmarks.plain_mesa.space import Site
from benchmarks.plain_mesa.tissue import Oligodendrocyte, TissueSite
from nanoimmune.host.life import Life
from nanoimmune.words import ApcKind, ApcState, Phenotype
from nanoimmune.words import Oligodendrocyte as Condition


def transcribe(life: Life, rng: int = 0, fields: type[Fields] = Fields) -> PlainHost:
    """Copy a compiled life into the plain model.

    Args:
        life: What is copied; it stays as it is.
        rng: Seed of the plain model.
        fields: How the fields are stepped.

    Returns:
        A plain host in the same state, with as many agents.
    """
    host = PlainHost(life.parameters, life.subject, life.pending, life.absent, rng, founded=False, fields=fields)
    body, ledger = life.body, life.ledger
    host.steps_lived, host.adjuvant, host.pertussis = body.step, body.adjuvant, body.pertussis
    host.depot, host.drained = body.depot.tolist(), body.drained.tolist()
    organ = life.organs[0]
    host.permeability, host.inflammation, host.chemokine = organ.permeability, organ.inflammation, organ.chemokine
    host.designs = list(ledger.designs)
    host.injected, host.cleared = ledger.injected.tolist(), ledger.cleared.tolist()
    host.fields.levels[:] = life.fields
    # The blood is the first site of all.
    sites: list[Site | None] = [None]
    for organ in host.organs.values():
        sites.extend(organ.sites)
    partners = _copy_presenting_cells(life, host, sites)
    _copy_t_cells(life, host, sites, partners)
    parcels = life.parcels.columns
    for k in life.parcels.rows():
        parcel = Nanoparticle(host, sites[parcels.site[k]], int(parcels.design[k]), float(parcels.given[k]))
        parcel.free, parcel.bled = float(parcels.free[k]), float(parcels.bled[k])
    _copy_tissue(life, host)
    for name in vars(host.crowd):
        setattr(host.crowd, name, getattr(life.crowd, name).tolist())
    return host


def _held(amounts: list[float]) -> dict[int, float]:
    """Particles by design, where there are any."""
    return {number: amount for number, amount in enumerate(amounts) if amount > 0.0}


def _copy_presenting_cells(life: Life, host: PlainHost, sites: list[Site | None]) -> dict[int, AntigenPresentingCell]:
    """Copy the presenting cells; returns them by the identity of their rows."""
    apcs = life.apcs.columns
    copies = {}
    for j in life.apcs.rows():
        apc = AntigenPresentingCell(host, sites[apcs.site[j]], ApcKind(apcs.kind[j]))
        apc.state, apc.costimulation = ApcState(apcs.state[j]), float(apcs.costimulation[j])
        apc.pmhc, apc.inside = apcs.pmhc[j].tolist(), _held(apcs.inside[j].tolist())
        apc.seekers, apc.helpers = int(apcs.seekers[j]), int(apcs.helpers[j])
        apc.tregs, apc.tr1s = int(apcs.tregs[j]), int(apcs.tr1s[j])
        copies[int(apcs.uid[j])] = apc
    return copies


def _copy_t_cells(
    life: Life, host: PlainHost, sites: list[Site | None], partners: dict[int, AntigenPresentingCell]
) -> None:
    """Copy the T cells, with the contacts that they hold."""
    cells = life.cells.columns
    for i in life.cells.rows():
        copy = TCell(
            host, sites[cells.site[i]], Phenotype(cells.phenotype[i]), int(cells.epitope[i]),
            float(cells.affinity[i]), int(cells.weight[i]),
        )  # fmt: skip
        copy.divisions, copy.programme = int(cells.divisions[i]), int(cells.programme[i])
        copy.signal, copy.help = float(cells.signal[i]), float(cells.help[i])
        copy.changed, copy.contact = int(cells.changed[i]), partners.get(int(cells.held_by[i]))
        copy.bound, copy.inside = _held(cells.bound[i].tolist()), _held(cells.inside[i].tolist())
        feel_particles(copy)


def _copy_tissue(life: Life, host: PlainHost) -> None:
    """Copy the state of the tissue onto the sites and oligodendrocytes that are there."""
    tissue = life.tissue
    for k, site in enumerate(host.agents_of(TissueSite)):
        site.myelin, site.bareness = float(tissue.myelin[k]), float(tissue.bareness[k])
        site.axons = float(tissue.axons[k])
    first = min(domain.voxel for domain in host.agents_of(Oligodendrocyte))
    for domain in host.agents_of(Oligodendrocyte):
        k = domain.voxel - first
        domain.condition, domain.burden = Condition(tissue.oligodendrocyte[k]), float(tissue.burden[k])
