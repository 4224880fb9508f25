"""Regression with stated reference levels, named refusals, and errors to suit where the data come from."""
