"""From the tables of a scenario file to the parts of a scenario."""

from nanoimmune.errors import InputError
from nanoimmune.state.dose import Dose, ImmunisationDose
from nanoimmune.trial.checks import epitope, one_of, quantity, whole_number
from nanoimmune.trial.course import HumaneEndpoint
from nanoimmune.trial.declared import Challenge, DeclaredArm, Note
from nanoimmune.trial.particle import Particle
from nanoimmune.trial.regimen import Regimen
from nanoimmune.trial.scenario_file import ArmEntry, ParticleEntry, ScenarioFile
from nanoimmune.words import EPITOPE_NAMES


def induction(entry: ScenarioFile) -> tuple[Dose, ...]:
    """Read the doses that make the disease."""
    return tuple(
        ImmunisationDose(
            day=quantity("induction.day", dose.day, "day", 0, 730),
            epitope=epitope("induction.epitope", dose.epitope),
            amount=quantity("induction.amount", dose.amount, "1", 0, 100),
            pertussis=quantity("induction.pertussis", dose.pertussis, "1", 0, 100),
        )
        for dose in entry.induction
    )


def challenge(entry: ScenarioFile) -> Challenge | None:
    """Read the vaccination, if there is one."""
    declared = entry.challenge
    if declared is None:
        return None
    return Challenge(
        day=whole_number("challenge.day", declared.day, 0, 730),
        epitope=epitope("challenge.epitope", declared.epitope),
        amount=quantity("challenge.amount", declared.amount, "1", 0, 100),
        watch_days=whole_number("challenge.watch_days", declared.watch_days, 1, 365),
    )


def humane_endpoint(entry: ScenarioFile) -> HumaneEndpoint | None:
    """Read when a sick animal is killed, if ever."""
    declared = entry.humane_endpoint
    if declared is None:
        return None
    return HumaneEndpoint(
        score=quantity("humane_endpoint.score", declared.score, "1", 0.5, 5),
        days=whole_number("humane_endpoint.days", declared.days, 1, 730),
    )


def arms(entry: ScenarioFile) -> dict[str, DeclaredArm]:
    """Read the arms, with the particles that they name."""
    particles = {name: _particle(name, declared) for name, declared in entry.particles.items()}
    return {
        name: DeclaredArm(name, declared.says, declared.source, _regimens(name, declared, particles))
        for name, declared in entry.arms.items()
    }


def notes(entry: ScenarioFile) -> tuple[Note, ...]:
    """Read what the file says of its numbers."""
    found = [Note(f"immunisation with {dose.epitope}", dose.says, dose.source, dose.status) for dose in entry.induction]
    found += [
        Note(f"particle {name}", declared.says, declared.source, declared.status)
        for name, declared in entry.particles.items()
    ]
    if entry.challenge is not None:
        declared = entry.challenge
        vaccine = EPITOPE_NAMES[epitope("challenge.epitope", declared.epitope)]
        found.append(Note(f"vaccination with {vaccine}", declared.says, declared.source, declared.status))
    return tuple(found)


def _particle(name: str, declared: ParticleEntry) -> Particle:
    """Declare one particle of the file, and name its table where it is refused."""
    try:
        return Particle(
            diameter=declared.diameter,  # type: ignore[arg-type]
            core=declared.core,
            coat=declared.coat,
            ligand=declared.ligand,
            valency=declared.valency,  # type: ignore[arg-type]
            cargo=declared.cargo,
            cargo_load=declared.cargo_load,  # type: ignore[arg-type]
        )
    except InputError as problem:
        raise InputError(f"particles.{name}: {problem}") from None


def _regimens(name: str, declared: ArmEntry, particles: dict[str, Particle]) -> tuple[Regimen, ...]:
    """Declare the regimens of one arm of the file, and name the arm where one is refused."""
    try:
        return tuple(
            Regimen(
                particle=one_of("regimen.particle", regimen.particle, particles),
                start_day=regimen.start_day,  # type: ignore[arg-type]
                doses=regimen.doses,
                every_days=regimen.every_days,  # type: ignore[arg-type]
                particles=regimen.particles,  # type: ignore[arg-type]
                ligand_ug=regimen.ligand_ug,  # type: ignore[arg-type]
            )
            for regimen in declared.regimens
        )
    except InputError as problem:
        raise InputError(f"arms.{name}: {problem}") from None
