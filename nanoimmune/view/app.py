"""What Solara serves: `Page`."""

from nanoimmune.view.desk import open_with
from nanoimmune.view.page import Page

__all__ = ["Page", "open_with"]
