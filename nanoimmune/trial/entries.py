"""What every table of a scenario file has in common."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Quantity = float | str


class Entry(BaseModel):
    """A table of a scenario file, in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourcedEntry(Entry):
    """A table of numbers, with what they mean, where they come from and how sure they are."""

    says: str
    source: str
    status: Literal["measured", "derived", "fitted", "assumed"]
