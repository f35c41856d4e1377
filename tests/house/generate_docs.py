"""Writes the parts of the documents that follow from the code: `python tests/house/generate_docs.py`.

`docs/rulebook.md`, `docs/parameters.md`, `docs/experiments.md` and `docs/api.md` are made whole. In `docs/odd.md` only
the parts between the marks
`<!-- from NAME -->` and `<!-- end -->` are made, and the prose around them is written by hand.
"""

import inspect
import re
from pathlib import Path

import pages

from nanoimmune.host.schedule import SCHEDULE
from nanoimmune.house.rulebook import arguments, chapters, cited
from nanoimmune.parameters.load import GROUPS, Passport, passports, targets
from nanoimmune.parameters.medicines import all_passports as medicine_passports
from nanoimmune.parameters.names import Parameters
from nanoimmune.rule import Claim
from nanoimmune.state.columns import Pancreas, Parcels, PresentingCells, TCells, Tissue

DOCS = Path(__file__).parents[2] / "docs"
MADE = "<!-- Made by tests/house/generate_docs.py; edit the code, not this file. -->"
ENTITIES = {
    "T cells": TCells,
    "Antigen-presenting cells": PresentingCells,
    "Particle parcels": Parcels,
    "Sites of white matter": Tissue,
    "Sites of the pancreas": Pancreas,
}
BOOKKEEPING = {"meta", "vacant", "partner"}

CHAPTERS = chapters()
CLAIMS = [claim for chapter in CHAPTERS for claim in chapter.claims]


def numbers_read(claim: Claim) -> list[str]:
    """Parameters that a rule reads itself."""
    text = inspect.getsource(claim.function)
    groups = [name for name in inspect.signature(claim.function).parameters if name in Parameters._fields]
    return [name for name in passports() if name.split(".")[0] in groups and re.search(rf"\b{re.escape(name)}\b", text)]


def rulebook() -> str:
    """Every rule as a claim, with source, units and the parameters that it reads."""
    lines = [MADE, "", "# Rulebook", ""]
    lines += [f"The {len(CLAIMS)} claims about biology that the simulation consists of. Each is one small function in"]
    lines += ["`nanoimmune/biology`; whoever finds one false can change that one place.", ""]
    for name, heading, claims in CHAPTERS:
        lines += [f"## {name}", "", heading, ""]
        for claim in claims:
            source, units = cited(claim)
            lines += [f"**{claim.name}**({', '.join(arguments(claim))}). {claim.says}  ", f"Source: {source}. {units}"]
            read = numbers_read(claim)
            if read:
                lines[-1] += "  "
                lines += ["Reads: " + ", ".join(f"`{parameter}`" for parameter in read) + "."]
            lines += [""]
    return "\n".join(lines)


def parameter_row(passport: Passport, name: str) -> str:
    """One line of the table of parameters."""
    span = f"{passport.low:g} to {passport.high:g}"
    status = " ".join([passport.status, *(["to"] if passport.fitted_to else []), ", ".join(passport.fitted_to)]).strip()
    cells = (f"`{name}`", passport.says, f"{passport.value:g}", passport.unit, span, status, passport.source)
    return f"| {' | '.join(cells)} |"


def parameters() -> str:
    """Every number with its passport, a table a group."""
    all_passports = list(passports().values())
    counts = {
        status: sum(p.status == status for p in all_passports) for status in sorted({p.status for p in all_passports})
    }
    lines = [MADE, "", "# Parameters", ""]
    lines += [f"{len(all_passports)} numbers: " + ", ".join(f"{n} {status}" for status, n in counts.items()) + ".", ""]
    lines += [
        "*Measured*: the figure was read in the source. *Derived*: arithmetic on such figures, or on a published model",
        "that was run again. *Fitted*: chosen so that the whole model meets its calibration targets, the same in every",
        "arm. *Assumed*: field knowledge or a guess, inside the range given. Sources are keys of",
        "`nanoimmune/parameters/references.bib`.",
        "",
        "Targets of the fits:",
        "",
        *(f"- {key}: {target['says']} ({target['source']})" for key, target in targets().items()),
        "",
    ]
    for group, kind in GROUPS.items():
        lines += [f"## {group}", "", (kind.__doc__ or "").strip().splitlines()[0], ""]
        lines += ["| name | meaning | value | unit | range | status | source |", "|---|---|---|---|---|---|---|"]
        lines += [
            parameter_row(passport, passport.name.removeprefix(f"{group}."))
            for passport in all_passports
            if passport.name.startswith(f"{group}.")
        ]
        lines += [""]
    lines += ["## medicines", "", "Medicines that scenario files can name, and what holds for every one of a kind.", ""]
    lines += ["| name | meaning | value | unit | range | status | source |", "|---|---|---|---|---|---|---|"]
    lines += [parameter_row(passport, passport.name) for passport in medicine_passports()] + [""]
    return "\n".join(lines)


def schedule() -> str:
    """The phases of a step, in order, in their own words."""
    lines = [f"{n}. **{phase.__name__}**. {(phase.__doc__ or '').strip()}" for n, phase in enumerate(SCHEDULE, 1)]
    return "\n".join(lines)


def entities() -> str:
    """State variables of every kind of entity, from the columns that hold them."""
    lines: list[str] = []
    for name, layout in ENTITIES.items():
        lines += [f"**{name}**", ""]
        described = re.findall(r"^\s+(\w+): (.+)$", inspect.getdoc(layout) or "", re.MULTILINE)
        lines += [f"- `{column}`: {text}" for column, text in described if column not in BOOKKEEPING] + [""]
    return "\n".join(lines).strip()


def submodels() -> str:
    """The claims of the rulebook, a list a module."""
    lines: list[str] = []
    for name, heading, claims in CHAPTERS:
        lines += [f"**{name}**: {heading}", ""] + [f"- {claim.says}" for claim in claims] + [""]
    return "\n".join(lines).strip()


PARTS = {"schedule": schedule, "entities": entities, "submodels": submodels}


def odd(written: str) -> str:
    """The ODD protocol with its generated parts brought up to date."""
    for name, make in PARTS.items():
        part = re.compile(rf"(<!-- from {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        text = make()
        written, found = part.subn(lambda match, text=text: match[1] + text + match[2], written)
        if found != 1:
            raise SystemExit(f"docs/odd.md needs exactly one part marked '<!-- from {name} -->'")
    return written


def documents() -> dict[Path, str]:
    """Every generated document, as it should read now."""
    return {
        DOCS / "rulebook.md": rulebook(),
        DOCS / "parameters.md": parameters(),
        DOCS / "experiments.md": "\n".join([MADE, "", *pages.experiments()]),
        DOCS / "api.md": "\n".join([MADE, "", *pages.api()]),
        DOCS / "odd.md": odd((DOCS / "odd.md").read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
