"""Death, humane end-points, and what is recorded afterwards."""

import math

from nanoimmune.trial.course import Course, HumaneEndpoint


def row(day: float, score: float, deficit: float | None = None) -> dict[str, float]:
    """One day's record."""
    unrounded = score if deficit is None else deficit
    return {"day": day, "score": score, "deficit_score": unrounded, "myelin": 0.4, "tissue_preserved": 0.3, "cells": 7}


def test_a_living_animal_keeps_its_score() -> None:
    course = Course(lethal_score=4.75)
    assert course.observe(row(20, 4.5, 4.74)) == {**row(20, 4.5, 4.74), "alive": 1.0}
    assert course.alive


def test_an_animal_dies_at_the_unrounded_lethal_score_and_scores_five() -> None:
    course = Course(lethal_score=4.75)
    dying = course.observe(row(20, 4.5, 4.75))
    assert (dying["score"], dying["alive"], dying["cells"]) == (5.0, 0.0, 7)
    later = course.after_death(21.0)
    assert (later["day"], later["score"], later["alive"]) == (21.0, 5.0, 0.0)
    assert (later["tissue_preserved"], later["myelin"]) == (0.3, 0.4)
    assert math.isnan(later["cells"])
    assert later.keys() == dying.keys()


def test_the_humane_endpoint_wants_its_days_in_a_row() -> None:
    course = Course(lethal_score=6, humane_endpoint=HumaneEndpoint(score=4, days=2))
    scores = [4, 3.5, 4, 4]
    alive = [course.observe(row(day, score))["alive"] for day, score in enumerate(scores)]
    assert alive == [1, 1, 1, 0]
