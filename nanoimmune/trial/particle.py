"""A nanoparticle as a user declares it: composition only. What it does follows from what it is made of."""

from dataclasses import dataclass

from nanoimmune.errors import refuse
from nanoimmune.state.dose import Design
from nanoimmune.trial.checks import antigens, epitope, one_of, quantity, spelled
from nanoimmune.trial.formulation import (
    COATS,
    CORES,
    DIAMETERS,
    DRUGS,
    NUCLEOSIDES,
    SURFACES,
    USUAL_DIAMETERS,
    mass_of_copies,
    refuse_contradictions,
)
from nanoimmune.trial.wording import listed
from nanoimmune.words import EPITOPE_NAMES, Epitope, Nucleoside, is_class_i


@dataclass(frozen=True, slots=True)
class Particle:
    """One particle design, or a cell that carries antigen as a particle does.

    Attributes:
        diameter: Outer diameter, nm (a number, or text such as `"0.5 um"`); 2 to 5000, and 3000 to 15000 for cells.
        core: One of the `CORES` of `trial.formulation`: a material, or dendrimer, red cell or fixed cell.
        coat: Surface, one of the `COATS` there: dextran, carboxylated, peg, bare, phosphatidylserine, anionic lipid, or
            the membrane of a red cell, a neutrophil or a macrophage.
        ligand: Epitope of the pMHC on the surface, such as `"MOG35-55"`, or None; its MHC class follows from it.
        valency: pMHC per particle, 1 to 1000 where there is a ligand.
        cargo: Antigen that it carries, inside or coupled to it, or None: an epitope, a protein such as `"insulin"` with
            all its epitopes, those for CD8 cells too, or several of these in a list.
        cargo_load: fg per particle of each epitope that it carries.
        copies: Copies of each epitope per particle, instead of `cargo_load`, which then follows from them.
        drug: Drug inside, rapamycin or ITE, or None.
        drug_load: fg of it per particle.
        message: Antigen that mRNA inside encodes, given as `cargo` is, or None.
        message_load: fg of mRNA per particle for each epitope.
        nucleoside: What stands for uridine in the mRNA: m1psi (the default) or uridine.
    """

    diameter: float
    core: str = "iron oxide"
    coat: str = "dextran"
    ligand: str | None = None
    valency: float = 0.0
    cargo: str | tuple[str, ...] | None = None
    cargo_load: float = 0.0
    copies: float = 0.0
    drug: str | None = None
    drug_load: float = 0.0
    message: str | tuple[str, ...] | None = None
    message_load: float = 0.0
    nucleoside: str | None = None

    def __post_init__(self) -> None:
        """Check the composition, and turn what carries a unit into the unit that it is kept in."""
        object.__setattr__(self, "core", spelled("particle.core", self.core, CORES))
        low, high = DIAMETERS.get(self.core, USUAL_DIAMETERS)
        object.__setattr__(self, "diameter", quantity("particle.diameter", self.diameter, "nm", low, high))
        object.__setattr__(self, "coat", spelled("particle.coat", self.coat, COATS))
        if self.ligand is not None:
            object.__setattr__(self, "ligand", EPITOPE_NAMES[epitope("particle.ligand", self.ligand)])
        self._name_antigens("cargo")
        self._name_antigens("message")
        if self.drug is not None:
            one_of("particle.drug", self.drug, DRUGS)
        if self.nucleoside is not None:
            one_of("particle.nucleoside", self.nucleoside, NUCLEOSIDES)
        refuse_contradictions(self)
        self._check_amount("ligand", "valency", "1", 1, 1000)
        if self.cargo is not None and self.copies != 0 and self.cargo_load == 0:
            self._check_amount("cargo", "copies", "1", 1, 1e9)
        else:
            self._check_amount("cargo", "cargo_load", "fg", 1e-6, 1e6)
            if self.copies != 0:
                allowed = "cargo_load or copies, one of the two, and neither without a cargo"
                raise refuse("particle.copies", self.copies, allowed, "State the amount of cargo one way.")
        self._check_amount("drug", "drug_load", "fg", 1e-6, 1e6)
        self._check_amount("message", "message_load", "fg", 1e-6, 1e6)
        if self.message is not None and self.nucleoside is None:
            object.__setattr__(self, "nucleoside", "m1psi")

    def _name_antigens(self, part: str) -> None:
        """Keep antigens by their names: one as text, several as a tuple."""
        if getattr(self, part) is not None:
            names = tuple(antigens(f"particle.{part}", getattr(self, part)))
            object.__setattr__(self, part, names[0] if len(names) == 1 else names)

    def _check_amount(self, part: str, amount: str, unit: str, low: float, high: float) -> None:
        """Demand that a part and its amount are given together, or neither."""
        given = getattr(self, amount)
        if getattr(self, part) is not None:
            if given == 0:
                span = f"{low:g} to {high:g}" + ("" if unit == "1" else f" {unit}")
                allowed = f"{span}, for the {part} is {getattr(self, part)}"
                raise refuse(f"particle.{amount}", given, allowed, f"State {amount} beside {part}.")
            object.__setattr__(self, amount, quantity(f"particle.{amount}", given, unit, low, high))
        elif given != 0:
            mend = f"Name the {part}, or leave {amount} out."
            raise refuse(f"particle.{amount}", given, f"0 without a {part}", mend)

    @property
    def mhc_class(self) -> str:
        """Class of the MHC that the ligand is bound to: I or II."""
        return "I" if self.ligand is not None and is_class_i(epitope("particle.ligand", self.ligand)) else "II"

    def design(self) -> Design:
        """Give the design as the rules see it."""
        return Design(
            diameter=self.diameter,
            coat=COATS[self.coat],
            ligand=None if self.ligand is None else epitope("particle.ligand", self.ligand),
            valency=self.valency,
            cargo=_one_or_several(_epitopes(self.cargo)),
            cargo_load=mass_of_copies(self.copies) if self.copies else self.cargo_load,
            core=CORES[self.core],
            drug=None if self.drug is None else DRUGS[self.drug],
            drug_load=self.drug_load,
            message=_one_or_several(_epitopes(self.message)),
            message_load=self.message_load,
            nucleoside=Nucleoside.M1PSI if self.nucleoside is None else NUCLEOSIDES[self.nucleoside],
        )

    def epitopes(self) -> frozenset[str]:
        """Name the epitopes that the particle carries, on it or in it."""
        shown = frozenset() if self.ligand is None else frozenset({self.ligand})
        return shown | {EPITOPE_NAMES[member] for part in (self.cargo, self.message) for member in _epitopes(part)}

    def __str__(self) -> str:
        """Describe the particle as a methods section does."""
        material = f"{self.core}s" if self.core in SURFACES else f"{self.coat} {self.core} particles"
        what = f"{self.diameter:g}-nm {material}"
        parts = []
        if self.ligand is not None:
            parts.append(f"with {self.valency:g} {self.ligand}/MHC-{self.mhc_class} on the surface")
        if self.copies:
            parts.append(f"carrying {self.copies:g} copies {_each_of(self.cargo, 'of ')}")
        elif self.cargo is not None:
            parts.append(f"holding {self.cargo_load:g} fg {_each_of(self.cargo)}")
        if self.drug is not None:
            parts.append(f"loaded with {self.drug_load:g} fg {self.drug}")
        if self.message is not None:
            parts.append(f"with {self.message_load:g} fg {self.nucleoside} mRNA for {_each_of(self.message)}")
        return f"{what} {' '.join(parts)}" if parts else f"empty {what}"

    def __repr__(self) -> str:
        """Show the composition in one line."""
        return f"<Particle: {self}>"


def _epitopes(part: str | tuple[str, ...] | None) -> tuple[Epitope, ...]:
    """List the epitopes of antigens by name, in the order of the vocabulary."""
    if part is None:
        return ()
    return tuple(sorted(member for each in antigens("particle.cargo", part).values() for member in each))


def _one_or_several(epitopes: tuple[Epitope, ...]) -> Epitope | tuple[Epitope, ...] | None:
    """Write no epitope as None, one as itself, and several as a tuple."""
    return epitopes if len(epitopes) > 1 else next(iter(epitopes), None)


def _each_of(part: str | tuple[str, ...] | None, single: str = "") -> str:
    """Name antigens, and say that an amount is of each epitope where there are several."""
    names = listed(() if part is None else (part,) if isinstance(part, str) else part)
    return f"of each epitope of {names}" if len(_epitopes(part)) > 1 else f"{single}{names}"
