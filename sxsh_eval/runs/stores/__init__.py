"""Outputs kept in an object store instead of a folder."""
