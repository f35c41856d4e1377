"""A fingerprint of the whole state of a life, whatever the order of its rows."""

import hashlib
from dataclasses import fields
from typing import Any

import numpy as np

from nanoimmune.host.life import Life
from nanoimmune.host.organ import LEVELS
from nanoimmune.state.population import Population

POPULATIONS = ("cells", "apcs", "parcels")
NO_STATE = {"meta", "vacant", "partner"}
"""Columns that say where rows lie, or that every step makes afresh."""


def digest(life: Life) -> str:
    """Hash parameters, subject, rows ordered by uid, tissues, fields, body, ledger and doses to come.

    Args:
        life: The life; it is only read.

    Returns:
        Sixteen hexadecimal digits, equal for two lives whose futures are equal.
    """
    found = hashlib.sha256()
    told = (life.parameters, life.subject, sorted(life.absent), life.pending, life.ledger.designs)
    found.update(repr(told).encode())
    for name in POPULATIONS:
        _add_population(found, getattr(life, name))
    for organ in life.organs:
        for column in organ.tissue:
            found.update(column.tobytes())
        found.update(repr([getattr(organ, name) for name in LEVELS]).encode())
    found.update(life.fields.tobytes())
    for part in (life.body, life.ledger, life.medication):
        for field in fields(part):
            value = getattr(part, field.name)
            found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.hexdigest()[:16]


def _add_population(found: Any, population: Population[Any]) -> None:
    """Add the live rows of a population, by uid."""
    rows = population.rows()
    rows = rows[np.argsort(population.column("uid")[rows], kind="stable")]
    for name in population.columns._fields:
        if name not in NO_STATE:
            found.update(population.column(name)[rows].tobytes())
