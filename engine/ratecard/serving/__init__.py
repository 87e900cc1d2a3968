"""The server's processes: one, or several at one socket; catalogs read anew; an end that loses no request."""

from ratecard.serving.alone import serve_alone
from ratecard.serving.crew import Crew

__all__ = ["Crew", "serve_alone"]
