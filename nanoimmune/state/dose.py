"""What arrives in a host, where and when; why and how often is the business of a regimen."""

from dataclasses import dataclass, fields

from nanoimmune.medicine_words import Route
from nanoimmune.state.medicine import CellDose, MedicineDose
from nanoimmune.words import Coat, Core, Drug, Epitope, Nucleoside


def _as_floats(record: object, *names: str) -> None:
    """Turn some fields of a frozen record into floats."""
    for name in names:
        object.__setattr__(record, name, float(getattr(record, name)))


_ALWAYS = {"diameter", "coat", "ligand", "valency", "cargo", "cargo_load"}
"""Parts of a design that its text always shows."""


def _several(epitopes: Epitope | tuple[Epitope, ...] | None) -> tuple[Epitope, ...]:
    """List one epitope, several of them, or none."""
    if epitopes is None:
        return ()
    return epitopes if isinstance(epitopes, tuple) else (epitopes,)


@dataclass(frozen=True, slots=True, repr=False)
class Design:
    """A particle design as the rules see it: composition only, never a name.

    Attributes:
        diameter: Outer diameter, nm.
        coat: Surface chemistry.
        ligand: Epitope of the pMHC on the surface, or None.
        valency: pMHC per particle.
        cargo: Epitope of the antigen that it carries, several of them, or None.
        cargo_load: Antigen per particle, fg of each.
        core: What the carrier is, where that matters beyond size and coat.
        drug: Drug inside, or None.
        drug_load: Drug per particle, fg.
        message: Epitope that mRNA inside encodes, several of them, or None.
        message_load: mRNA per particle, fg for each epitope.
        nucleoside: What stands for uridine in the mRNA.
    """

    diameter: float
    coat: Coat
    ligand: Epitope | None = None
    valency: float = 0.0
    cargo: Epitope | tuple[Epitope, ...] | None = None
    cargo_load: float = 0.0
    core: Core = Core.PARTICLE
    drug: Drug | None = None
    drug_load: float = 0.0
    message: Epitope | tuple[Epitope, ...] | None = None
    message_load: float = 0.0
    nucleoside: Nucleoside = Nucleoside.M1PSI

    def __post_init__(self) -> None:
        """Keep quantities as floats: compiled sweeps take each argument in the type that it first had."""
        _as_floats(self, "diameter", "valency", "cargo_load", "drug_load", "message_load")

    def __repr__(self) -> str:
        """Show size, coat, ligand and antigen, and of the rest what is there; parcels draw by this text."""
        known = fields(self)
        shown = [each for each in known if each.name in _ALWAYS or getattr(self, each.name) != each.default]
        return f"Design({', '.join(f'{each.name}={getattr(self, each.name)!r}' for each in shown)})"

    @property
    def cargoes(self) -> tuple[Epitope, ...]:
        """Every epitope that is carried as antigen."""
        return _several(self.cargo)

    @property
    def messages(self) -> tuple[Epitope, ...]:
        """Every epitope that is carried as mRNA."""
        return _several(self.message)


@dataclass(frozen=True, slots=True)
class ParticleDose:
    """Particles of one design that enter the blood, or stay where they are injected and drain to the node.

    Attributes:
        day: Day of the dose, counted from immunisation; negative before it.
        design: What is given.
        particles: How many particles.
        route: How they are given.
    """

    day: float
    design: Design
    particles: float
    route: Route = Route.IV

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "particles")


@dataclass(frozen=True, slots=True)
class ImmunisationDose:
    """Antigen in adjuvant under the skin, with or without pertussis toxin.

    Attributes:
        day: Day of the dose, counted from the first immunisation.
        epitope: Epitope of the antigen.
        amount: Antigen relative to the standard encephalitogenic dose.
        pertussis: Pertussis toxin relative to the standard dose.
        adjuvant: Complete adjuvant that it is emulsified in, relative to the standard dose.
    """

    day: float
    epitope: Epitope
    amount: float = 1.0
    pertussis: float = 0.0
    adjuvant: float = 1.0

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "amount", "pertussis", "adjuvant")


@dataclass(frozen=True, slots=True)
class InfectionDose:
    """A pathogen that reaches spleen and nodes by the blood.

    Attributes:
        day: Day of the infection.
        load: Pathogen that reaches each organ, relative to the most that the organ can carry.
    """

    day: float
    load: float = 1e-3

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "load")


Dose = ParticleDose | ImmunisationDose | MedicineDose | CellDose | InfectionDose
