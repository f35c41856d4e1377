"""Epitopes that organs express of their own: shown by their presenting cells in every step."""

from nanoimmune.biology.kinetics import decay_rate
from nanoimmune.host.life import Life
from nanoimmune.sweeps import transgenes as presenting


def show_transgenes(life: Life) -> None:
    """Let presenting cells show what their organ expresses, where it expresses anything that is not its own."""
    if life.shown_in_organs.any():
        loss = decay_rate(life.parameters.presentation.pmhc_half_life)
        life.sweep(presenting.show_transgenes, life.apcs.columns, life.shown_in_organs, loss, life.hours)
