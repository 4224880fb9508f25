"""The survey that would answer: its size, strata, precision, power, cost."""
