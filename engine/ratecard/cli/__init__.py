"""The command line: `ratecard quote bank-card --usage 2500 --order 1000`."""

from ratecard.cli.app import main

__all__ = ["main"]
