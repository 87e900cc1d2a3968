"""The numbers of a request, exact: no float is ever made of them."""

from decimal import Decimal, InvalidOperation

_MOST_DIGITS = 400


class Number(Decimal):
    """A number that is not whole, shown in sentences as it was written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def __inspect__(self) -> str:
        """As graphql-core shows it."""
        return str(self)


def number(text: str) -> int | Number:
    """The number that a JSON or GraphQL text such as `0.15`, `9000.0` or `1e3` means; `ValueError` out of all range."""
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits is too long")
    try:
        exact = Number(text)
    except InvalidOperation as error:
        raise ValueError(f"the number {text[:60]} is out of range") from error
    if exact.adjusted() < _MOST_DIGITS and exact == exact.to_integral_value():
        return int(exact)
    return exact
