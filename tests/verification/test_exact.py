"""The engine beside exact results: in brief always, in full before a release."""

import pytest
from typer.testing import CliRunner

from nanoimmune.cli import app
from nanoimmune.errors import InputError
from nanoimmune.verification import cases
from nanoimmune.verification.cases import CASES, verified
from nanoimmune.verification.claim import Claim, of_mean, of_share


@pytest.mark.parametrize("area", ["clocks", "diffusion", "binding", "kinetics", "lattices"])
def test_exact_results_hold_in_brief(area: str) -> None:
    """A clock that is linearised, a boundary that leaks, or a dose that is lost fails at once."""
    claims = verified((area,), quick=True)
    assert [claim for claim in claims if not claim.holds] == []
    assert len(claims) >= 8


@pytest.mark.verification
@pytest.mark.parametrize("area", CASES)
def test_exact_results_hold(area: str) -> None:
    """With crowds that show an error of a hundredth or two."""
    claims = verified((area,))
    assert [claim for claim in claims if not claim.holds] == []


def test_what_is_wrong_fails() -> None:
    """Five standard errors away, or no number at all."""
    assert of_mean("a", "mean", 0.0, [1.0, -1.0, 1.0, -1.0]).holds
    assert not of_mean("a", "mean", 9.0, [1.0, -1.0, 1.0, -1.0]).holds
    assert not of_share("a", "share", 0.5, 700, 1000).holds
    assert not Claim("a", "nothing", 1.0, float("nan"), 10.0, "").holds


def test_the_command_tells_of_a_failed_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its table, and by exit code 1."""
    monkeypatch.setattr(cases, "CASES", {"sums": lambda _: [Claim("sums", "one and one", 2.0, 3.0, 0.5, "none")]})
    told = CliRunner().invoke(app, ["verify"])
    assert told.exit_code == 1
    assert "FAILS" in told.output
    assert "0 of 1 claims hold" in told.output


def test_an_unknown_area_is_refused() -> None:
    with pytest.raises(InputError, match="growth"):
        verified(("grwth",))
