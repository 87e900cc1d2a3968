"""The tests: paths mirror the source."""
