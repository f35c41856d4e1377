"""The order of a step's phases, where biology leaves it open."""

from worlds import found

from nanoimmune.host.schedule import OTHER_ORDER, SCHEDULE, live_one_step


def test_the_other_order_has_every_phase_once_and_keeps_causes_before_their_effects() -> None:
    """Cells are counted before fields are fed by them, contacts are made before they signal, doses come first."""
    assert sorted(phase.__name__ for phase in OTHER_ORDER) == sorted(phase.__name__ for phase in SCHEDULE)
    for order in (SCHEDULE, OTHER_ORDER):
        at = {phase.__name__: place for place, phase in enumerate(order)}
        assert (at["dose"], at["diffuse"]) == (0, len(order) - 1)
        assert at["present"] < at["engage"] < at["choose_fate"] < at["divide"]
        assert at["engage"] < at["harm"]


def test_a_host_lives_by_the_order_that_its_numbers_name() -> None:
    """A rule after a phase tells when that phase was."""
    heard: dict[float, list[str]] = {}
    for number in (0.0, 1.0):
        told = heard.setdefault(number, [])
        rules = {phase.__name__: [lambda _, name=phase.__name__, told=told: told.append(name)] for phase in SCHEDULE}
        live_one_step(found(overrides={"world.phase_order": number}), rules)
    assert heard[0.0] == [phase.__name__ for phase in SCHEDULE]
    assert heard[1.0] == [phase.__name__ for phase in OTHER_ORDER]
