"""A nanoparticle as a user declares it: composition only. What it does follows from what it is made of."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.state.dose import Design
from nanoimmune.trial.checks import epitope, one_of, quantity
from nanoimmune.words import EPITOPE_NAMES, Coat

CORES = ("iron oxide", "PLG", "gold", "silica", "liposome")
"""Materials of the core; they are recorded, and act only through diameter, coat and cargo."""

COATS = {coat.name.lower(): coat for coat in Coat}
"""Surface chemistries by the name that a user writes."""


@dataclass(frozen=True, slots=True)
class Particle:
    """One particle design.

    Attributes:
        diameter: Outer diameter, nm (a number, or text such as `"0.5 um"`); 2 to 5000.
        core: Material of the core, one of `CORES`.
        coat: Surface chemistry: dextran, carboxylated or peg.
        ligand: Epitope of the pMHC on the surface, such as `"MOG35-55"`, or None.
        valency: pMHC per particle, 1 to 1000 where there is a ligand.
        cargo: Epitope of the encapsulated antigen, or None.
        cargo_load: Encapsulated antigen, fg per particle.
    """

    diameter: float
    core: str = "iron oxide"
    coat: str = "dextran"
    ligand: str | None = None
    valency: float = 0.0
    cargo: str | None = None
    cargo_load: float = 0.0

    def __post_init__(self) -> None:
        """Check the composition, and turn what carries a unit into the unit that it is kept in."""
        object.__setattr__(self, "diameter", quantity("particle.diameter", self.diameter, "nm", 2, 5000))
        one_of("particle.core", self.core, {core: core for core in CORES})
        one_of("particle.coat", self.coat, COATS)
        self._check_part("ligand", "valency", "1", 1, 1000)
        self._check_part("cargo", "cargo_load", "fg", 1e-6, 1e6)

    def _check_part(self, part: str, amount: str, unit: str, low: float, high: float) -> None:
        """Demand that a ligand or a cargo and its amount are given together, or neither."""
        name, given = getattr(self, part), getattr(self, amount)
        if name is None:
            if given != 0:
                mend = f"Name the {part}, or leave {amount} out."
                raise refuse(f"particle.{amount}", given, f"0 without a {part}", mend)
            return
        chosen = EPITOPE_NAMES[epitope(f"particle.{part}", name)]
        object.__setattr__(self, part, chosen)
        object.__setattr__(self, amount, quantity(f"particle.{amount}", given, unit, low, high))

    def design(self) -> Design:
        """Give the design as the rules see it."""
        return Design(
            diameter=self.diameter,
            coat=COATS[self.coat],
            ligand=None if self.ligand is None else epitope("particle.ligand", self.ligand),
            valency=self.valency,
            cargo=None if self.cargo is None else epitope("particle.cargo", self.cargo),
            cargo_load=self.cargo_load,
        )

    def epitopes(self) -> frozenset[str]:
        """Name the epitopes that the particle carries, on it or in it."""
        return frozenset(name for name in (self.ligand, self.cargo) if name is not None)

    def __str__(self) -> str:
        """Describe the particle as a methods section does."""
        parts = [f"{self.diameter:g}-nm {self.coat} {self.core} particles"]
        if self.ligand is not None:
            parts.append(f"with {self.valency:g} {self.ligand}/MHC-II on the surface")
        if self.cargo is not None:
            parts.append(f"holding {self.cargo_load:g} fg {self.cargo}")
        return " ".join(parts) if len(parts) > 1 else f"empty {parts[0]}"

    def __repr__(self) -> str:
        """Show the composition in one line."""
        return f"<Particle: {self}>"
