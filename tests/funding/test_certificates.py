"""The threshold of the certificate: a cent below, at, above; with it and without."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import Certificate, certificate_test
from fundtrack.values import CurrencyMismatch, InputError, Money
from tests.funding.explained import held

THRESHOLD, STEP = Money("325000.00 EUR"), Money("1.00 EUR")


def money(text: str) -> Money:
    return Money(f"{text} EUR")


def outcome(requested: Money, *, provided: bool = False, **more: Money) -> Certificate:
    return held(
        certificate_test(requested, threshold=THRESHOLD, step=STEP, provided=provided, **more)
    )


@pytest.mark.parametrize(
    ("requested", "required", "accepted"),
    [
        ("361200.00", True, "324999.00"),  # the example of the sheet, section 1.7
        ("0.00", False, "0.00"),
        ("324998.99", False, "324998.99"),
        ("324999.00", False, "324999.00"),
        ("324999.01", False, "324999.01"),  # above the cut, below the threshold: not cut
        ("324999.99", False, "324999.99"),
        ("325000.00", True, "324999.00"),
        ("325000.01", True, "324999.00"),
    ],
)
def test_around_the_threshold(requested: str, required: bool, accepted: str) -> None:
    without = outcome(money(requested))
    assert without.required is required
    assert without.accepted.money == money(accepted)
    assert without.ceiling.money == money("324999.00")
    brought = outcome(money(requested), provided=True)
    assert brought.required is required
    assert brought.accepted.money == money(requested)


@pytest.mark.parametrize(
    ("source", "threshold", "last_without", "cut"),
    [
        ("eu.he.cfs", "430000", "429999.99", "429999.00"),
        ("eu.h2020.cfs", "325000", "324999.99", "324999.00"),
        ("eu.fp7.cfs (unverified)", "375000", "374999.99", "374999.00"),
        ("eu.mga.cfs.options", "150000", "149999.99", "149999.00"),
    ],
)
def test_the_thresholds_of_the_agreements(
    source: str, threshold: str, last_without: str, cut: str
) -> None:
    def found(requested: str) -> Certificate:
        return held(
            certificate_test(
                money(requested), threshold=money(threshold), step=STEP, provided=False
            )
        )

    assert not found(last_without).required, source
    assert found(last_without).accepted.money == money(last_without)
    assert found(threshold).required
    assert found(threshold).accepted.money == money(cut)


@pytest.mark.parametrize(
    ("requested", "grant", "required"),
    [
        ("325000.00", "749999.99", False),
        ("325000.00", "750000.00", True),
        ("325000.00", "750000.01", True),
        ("324999.99", "750000.00", False),
    ],
)
def test_the_second_test_on_the_grant(requested: str, grant: str, required: bool) -> None:
    """eu.mga.cfs.options."""
    found = outcome(money(requested), grant=money(grant), grant_threshold=money("750000.00"))
    assert found.required is required
    assert found.accepted.money == money("324999.00" if required else requested)


@given(st.integers(0, 10**17), st.integers(0, 10**17), st.integers(0, 10**8))
@example(325_000_00, 325_000_00, 1_00)
@example(0, 0, 0)
def test_without_a_certificate_the_threshold_is_never_reached(requested, threshold, step):
    if step > threshold:
        return
    found = held(
        certificate_test(
            Money.of_minor(requested, "EUR"),
            threshold=Money.of_minor(threshold, "EUR"),
            step=Money.of_minor(step, "EUR"),
            provided=False,
        )
    )
    accepted = found.accepted.money.minor
    assert found.required is (requested >= threshold)
    assert accepted == (threshold - step if found.required else requested)
    assert accepted < threshold or step == 0
    assert accepted <= requested


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    with pytest.raises(InputError, match="requested is below zero"):
        outcome(-one)
    with pytest.raises(InputError, match="step is above the threshold"):
        certificate_test(one, threshold=one, step=money("1.01"), provided=False)
    with pytest.raises(InputError, match="given together"):
        outcome(one, grant=one)
    with pytest.raises(InputError, match="given together"):
        outcome(one, grant_threshold=one)
    with pytest.raises(InputError, match="provided is true or false"):
        outcome(one, provided="no")  # type: ignore[arg-type]
    with pytest.raises(CurrencyMismatch):
        outcome(krona)
    with pytest.raises(CurrencyMismatch):
        outcome(one, grant=krona, grant_threshold=one)
