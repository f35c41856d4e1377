"""One life: arrays, schedule, and the Mesa model around them."""

from nanoimmune.host.model import Host

__all__ = ["Host"]
