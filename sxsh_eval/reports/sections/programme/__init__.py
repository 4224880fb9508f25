"""Chapters of the report on the programme after 2020."""
