"""Chapters of the report on the country."""
