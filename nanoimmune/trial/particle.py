"""A nanoparticle as a user declares it: composition only. What it does follows from what it is made of."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.state.dose import Design
from nanoimmune.trial.checks import antigens, epitope, one_of, quantity
from nanoimmune.trial.wording import listed
from nanoimmune.words import EPITOPE_NAMES, Coat, Epitope, is_class_i

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
        ligand: Epitope of the pMHC on the surface, such as `"MOG35-55"`, or None; its MHC class follows from it.
        valency: pMHC per particle, 1 to 1000 where there is a ligand.
        cargo: Encapsulated antigen, or None: an epitope, a protein such as `"insulin"` with all its epitopes, those
            for CD8 cells too, or several of these in a list.
        cargo_load: fg per particle of each encapsulated epitope.
    """

    diameter: float
    core: str = "iron oxide"
    coat: str = "dextran"
    ligand: str | None = None
    valency: float = 0.0
    cargo: str | tuple[str, ...] | None = None
    cargo_load: float = 0.0

    def __post_init__(self) -> None:
        """Check the composition, and turn what carries a unit into the unit that it is kept in."""
        object.__setattr__(self, "diameter", quantity("particle.diameter", self.diameter, "nm", 2, 5000))
        one_of("particle.core", self.core, {core: core for core in CORES})
        one_of("particle.coat", self.coat, COATS)
        if self.ligand is not None:
            object.__setattr__(self, "ligand", EPITOPE_NAMES[epitope("particle.ligand", self.ligand)])
        if self.cargo is not None:
            names = tuple(antigens("particle.cargo", self.cargo))
            object.__setattr__(self, "cargo", names[0] if len(names) == 1 else names)
        self._check_amount("ligand", "valency", "1", 1, 1000)
        self._check_amount("cargo", "cargo_load", "fg", 1e-6, 1e6)

    def _check_amount(self, part: str, amount: str, unit: str, low: float, high: float) -> None:
        """Demand that a ligand or a cargo and its amount are given together, or neither."""
        given = getattr(self, amount)
        if getattr(self, part) is not None:
            object.__setattr__(self, amount, quantity(f"particle.{amount}", given, unit, low, high))
        elif given != 0:
            mend = f"Name the {part}, or leave {amount} out."
            raise refuse(f"particle.{amount}", given, f"0 without a {part}", mend)

    @property
    def mhc_class(self) -> str:
        """Class of the MHC that the ligand is bound to: I or II."""
        return "I" if self.ligand is not None and is_class_i(epitope("particle.ligand", self.ligand)) else "II"

    def _encapsulated(self) -> tuple[Epitope, ...]:
        """List the epitopes that are inside, in the order of the vocabulary."""
        if self.cargo is None:
            return ()
        return tuple(sorted(member for each in antigens("particle.cargo", self.cargo).values() for member in each))

    def design(self) -> Design:
        """Give the design as the rules see it."""
        inside = self._encapsulated()
        several = len(inside) > 1
        return Design(
            diameter=self.diameter,
            coat=COATS[self.coat],
            ligand=None if self.ligand is None else epitope("particle.ligand", self.ligand),
            valency=self.valency,
            cargo=inside if several else next(iter(inside), None),
            cargo_load=self.cargo_load,
        )

    def epitopes(self) -> frozenset[str]:
        """Name the epitopes that the particle carries, on it or in it."""
        shown = frozenset() if self.ligand is None else frozenset({self.ligand})
        return shown | {EPITOPE_NAMES[member] for member in self._encapsulated()}

    def __str__(self) -> str:
        """Describe the particle as a methods section does."""
        parts = [f"{self.diameter:g}-nm {self.coat} {self.core} particles"]
        if self.ligand is not None:
            parts.append(f"with {self.valency:g} {self.ligand}/MHC-{self.mhc_class} on the surface")
        if self.cargo is not None:
            names = (self.cargo,) if isinstance(self.cargo, str) else self.cargo
            each = "of each epitope of " if len(self._encapsulated()) > 1 else ""
            parts.append(f"holding {self.cargo_load:g} fg {each}{listed(names)}")
        return " ".join(parts) if len(parts) > 1 else f"empty {parts[0]}"

    def __repr__(self) -> str:
        """Show the composition in one line."""
        return f"<Particle: {self}>"
