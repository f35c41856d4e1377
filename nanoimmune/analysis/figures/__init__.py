"""Drawings. Those named here each draw one picture into matplotlib axes, theirs or yours, and return the axes."""

from nanoimmune.analysis.figures.by_arm import courses, forest, survival_curves
from nanoimmune.analysis.figures.by_dose import dose_response, response_surface
from nanoimmune.analysis.figures.clones import clonotypes
from nanoimmune.analysis.figures.phase import phase_portrait
from nanoimmune.analysis.figures.sections import islet_section, tissue_map
from nanoimmune.analysis.figures.sheet import sheet

__all__ = [
    "clonotypes",
    "courses",
    "dose_response",
    "forest",
    "islet_section",
    "phase_portrait",
    "response_surface",
    "sheet",
    "survival_curves",
    "tissue_map",
]
