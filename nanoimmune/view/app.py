"""What Solara serves: `Page`."""

from nanoimmune.view.page import Page

__all__ = ["Page"]
