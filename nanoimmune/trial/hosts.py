"""Variants of a scenario's host: the same disease in males, or in animals that lack some T cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from nanoimmune.words import Epitope


@dataclass(frozen=True, slots=True)
class HostVariant:
    """What is different in some animals.

    Attributes:
        name: Name of the variant, such as `"male"`.
        says: What it means, in words.
        parameters: Numbers that differ from those of the scenario, by `group.name`.
        absent: T-cell specificities that these animals lack besides.
    """

    name: str
    says: str
    parameters: Mapping[str, float]
    absent: frozenset[Epitope] = frozenset()
