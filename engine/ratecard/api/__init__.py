"""The GraphQL API."""

from ratecard.api.schema import sdl

__all__ = ["sdl"]
