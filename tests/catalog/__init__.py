"""Tests of reading catalogs."""
