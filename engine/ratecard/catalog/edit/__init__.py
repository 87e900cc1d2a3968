"""Writes catalogs' files: all that is new is tried before it is written, and what nobody named stays as it is."""
