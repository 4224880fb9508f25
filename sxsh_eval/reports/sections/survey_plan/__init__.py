"""Sections of the report on the design of a survey."""
