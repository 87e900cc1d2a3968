"""Tests of the built-in strategies."""
