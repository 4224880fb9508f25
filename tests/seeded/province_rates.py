"""Shrunken rates of small provinces."""

from tests.estimates.test_province_rates import fingerprint

print(fingerprint())
