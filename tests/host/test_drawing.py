"""Mesa's own drawing works on a host."""

from importlib.util import find_spec
from typing import Any

import matplotlib as mpl
import pytest

from nanoimmune.host import Host, TCell, TissueSite

mpl.use("Agg")

needs_viz = pytest.mark.skipif(
    find_spec("altair") is None or find_spec("solara") is None,
    reason="Mesa's drawing needs solara and altair, which come with `mesa[viz]`",
)


def portray(agent: Any) -> Any:
    """Colour of an agent."""
    from mesa.visualization.components import AgentPortrayalStyle

    colour = "tab:grey" if isinstance(agent, TissueSite) else "tab:red" if isinstance(agent, TCell) else "tab:blue"
    return AgentPortrayalStyle(color=colour, size=5)


def layer(_: Any) -> Any:
    """Colours of a layer."""
    from mesa.visualization.components import PropertyLayerStyle

    return PropertyLayerStyle(colormap="viridis", colorbar=False)


@needs_viz
@pytest.mark.parametrize("backend", ["matplotlib", "altair"])
def test_space_renderer(host: Host, backend: str) -> None:
    from mesa.visualization import SpaceRenderer

    renderer = SpaceRenderer(host, backend=backend).setup_agents(portray)
    if backend == "matplotlib":
        renderer.setup_propertylayer(layer)
    renderer.render()
    assert renderer.canvas is not None


@needs_viz
def test_solara(host: Host) -> None:
    import solara
    from mesa.visualization import SolaraViz, SpaceRenderer, make_plot_component, make_space_component

    renderer = SpaceRenderer(host, backend="matplotlib").setup_agents(portray)
    components = [(make_space_component(portray), 0), make_plot_component("inflammation")]
    page = SolaraViz(host, renderer=renderer, components=components, name="host")
    solara.render(page, handle_error=False)
