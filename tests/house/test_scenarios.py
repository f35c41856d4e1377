"""Packaged scenarios are honest: every number that they change says what it means and where it comes from."""

from pathlib import Path

import pytest

from nanoimmune.trial.scenario import packaged_scenarios
from nanoimmune.trial.scenario_file import ParameterEntry, read


@pytest.mark.parametrize("path", packaged_scenarios().values(), ids=lambda path: path.stem)
def test_changed_parameters_have_passports(path: Path) -> None:
    plain = [name for name, given in read(path).parameters.items() if not isinstance(given, ParameterEntry)]
    assert plain == [], 'write [parameters."group.name"] with value, says, source and status'
