"""What arrives in a host, where and when; why and how often is the business of a regimen."""

from dataclasses import dataclass

from nanoimmune.words import Coat, Epitope


def _as_floats(record: object, *names: str) -> None:
    """Turn some fields of a frozen record into floats."""
    for name in names:
        object.__setattr__(record, name, float(getattr(record, name)))


@dataclass(frozen=True, slots=True)
class Design:
    """A particle design as the rules see it: composition only, never a name.

    Attributes:
        diameter: Outer diameter, nm.
        coat: Surface chemistry.
        ligand: Epitope of the pMHC on the surface, or None.
        valency: pMHC per particle.
        cargo: Epitope of the encapsulated antigen, several of them, or None.
        cargo_load: Encapsulated antigen per particle, fg of each.
    """

    diameter: float
    coat: Coat
    ligand: Epitope | None = None
    valency: float = 0.0
    cargo: Epitope | tuple[Epitope, ...] | None = None
    cargo_load: float = 0.0

    def __post_init__(self) -> None:
        """Keep quantities as floats: compiled sweeps take each argument in the type that it first had."""
        _as_floats(self, "diameter", "valency", "cargo_load")

    @property
    def cargoes(self) -> tuple[Epitope, ...]:
        """Every encapsulated epitope."""
        if self.cargo is None:
            return ()
        return self.cargo if isinstance(self.cargo, tuple) else (self.cargo,)


@dataclass(frozen=True, slots=True)
class ParticleDose:
    """Particles of one design that enter the blood.

    Attributes:
        day: Day of the dose, counted from immunisation; negative before it.
        design: What is given.
        particles: How many particles.
    """

    day: float
    design: Design
    particles: float

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
    """

    day: float
    epitope: Epitope
    amount: float = 1.0
    pertussis: float = 0.0

    def __post_init__(self) -> None:
        """Keep quantities as floats."""
        _as_floats(self, "day", "amount", "pertussis")


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


Dose = ParticleDose | ImmunisationDose | InfectionDose
