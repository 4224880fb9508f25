"""Measurement and verification of the savings of one consumer against its own baseline."""
