"""The synthetic panel itself."""

from tests.inputs.test_sample import fingerprint

print(fingerprint())
