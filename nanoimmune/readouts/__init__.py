"""Read-outs: exact functions of a host at an instant."""

from nanoimmune.readouts.record import record

__all__ = ["record"]
