"""`python -m ratecard` is `ratecard`."""

from ratecard.cli import main

if __name__ == "__main__":
    main()
