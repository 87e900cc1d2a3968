"""Lists that grow, a page at a time: connections as Relay's clients know them.

A cursor names a member, not its place, so that a page that begins after it stays right when members come and go.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import strawberry

from ratecard.domain.errors import Refusal

T = TypeVar("T")
Key = tuple[str, ...]
"""What the members of a list are in order of."""

MOST_MEMBERS = 100
"""Of one page."""

First = Annotated[
    int | None,
    strawberry.argument(description=f"How many of the first ones; {MOST_MEMBERS} unless given, and at most."),
]
After = Annotated[str | None, strawberry.argument(description="Only those after this cursor.")]
Last = Annotated[
    int | None,
    strawberry.argument(description=f"How many of the last ones, instead of the first; at most {MOST_MEMBERS}."),
]
Before = Annotated[str | None, strawberry.argument(description="Only those before this cursor.")]


class BadPage(Refusal):
    """A page that is too large, or that both ends claim."""

    code = "bad-page"


class UnknownCursor(Refusal):
    """A cursor that no answer gave."""

    code = "unknown-cursor"

    def __init__(self, cursor: str) -> None:
        super().__init__(
            f"cursor {cursor[:60]!r} is of no page of this list",
            "give a cursor as an answer's edges or pageInfo have it",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list is asked for."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@strawberry.type
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    """Whether the list goes on after the page."""
    has_previous_page: bool
    """Whether there are members before the page."""
    start_cursor: str | None
    """The first member's cursor; null for a page without members."""
    end_cursor: str | None
    """The last member's cursor, to go on `after`; null for a page without members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list."""

    members: tuple[tuple[str, T], ...]
    """Each with its cursor."""
    info: PageInfo
    total: int
    """How many the whole list has."""


def page_of(members: Sequence[T], key: Callable[[T], Key], asked: Paging) -> Page[T]:
    """The page of a list that is in order of its keys; `BadPage`, `UnknownCursor`."""
    _check(asked)
    keys = [key(member) for member in members]
    start = bisect_right(keys, _key(asked.after, "after")) if asked.after is not None else 0
    end = bisect_left(keys, _key(asked.before, "before")) if asked.before is not None else len(keys)
    end = max(start, end)
    if asked.last is not None:
        start = max(start, end - asked.last)
    else:
        end = min(end, start + (MOST_MEMBERS if asked.first is None else asked.first))
    cursors = [_cursor(each) for each in keys[start:end]]
    return Page(
        members=tuple(zip(cursors, members[start:end], strict=True)),
        info=PageInfo(
            has_next_page=end < len(keys),
            has_previous_page=start > 0,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        total=len(keys),
    )


def _check(asked: Paging) -> None:
    if asked.first is not None and asked.last is not None:
        raise BadPage("a page has the first ones or the last ones, not both", "leave one of the two out").under("last")
    for name, size in (("first", asked.first), ("last", asked.last)):
        if size is not None and not 0 <= size <= MOST_MEMBERS:
            raise BadPage(f"a page has 0 to {MOST_MEMBERS} members, not {size}").under(name)


def _cursor(key: Key) -> str:
    return urlsafe_b64encode("/".join(key).encode()).decode().rstrip("=")


def _key(cursor: str, name: str) -> Key:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError as error:
        raise UnknownCursor(cursor).under(name) from error
    key = tuple(text.split("/"))
    if _cursor(key) != cursor:
        raise UnknownCursor(cursor).under(name)
    return key
