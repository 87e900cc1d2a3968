"""Lists that grow come in pages."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.api.pages import BadPage, Paging, UnknownCursor, page_of
from tests.api.client import Client

PAGE = """
query($catalog: String, $first: Int, $after: String, $last: Int, $before: String) {
  products(catalog: $catalog, first: $first, after: $after, last: $last, before: $before) {
    ... on ProductConnection {
      nodes { slug } edges { cursor node { fullSlug } } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
    ... on Refusal { code message hint path }
  }
}
"""
WORDS = st.lists(st.tuples(st.text("ab-é", min_size=1), st.text("ab", min_size=1)), unique=True).map(sorted)
SIZES = st.integers(min_value=1, max_value=4)


def page(client: Client, **asked: Any) -> Any:
    return client.data(PAGE, **asked)["products"]


def test_the_products_of_all_catalogs_and_of_one(client: Client) -> None:
    slugs = [{"slug": "bank-card"}, {"slug": "id-card"}]

    assert page(client)["nodes"] == slugs
    assert page(client, catalog="tencent-ocr")["nodes"] == slugs
    assert page(client, catalog="aliyun")["code"] == "unknown-catalog"
    assert page(client, catalog="aliyun")["path"] == ["catalog"]


def test_two_pages(client: Client) -> None:
    first = page(client, first=1)
    second = page(client, first=1, after=first["pageInfo"]["endCursor"])

    assert (first["nodes"], second["nodes"]) == ([{"slug": "bank-card"}], [{"slug": "id-card"}])
    assert (first["totalCount"], second["totalCount"]) == (2, 2)
    cursors = [each["edges"][0]["cursor"] for each in (first, second)]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": cursors[0],
        "endCursor": cursors[0],
    }
    assert second["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": cursors[1],
        "endCursor": cursors[1],
    }


def test_the_last_page(client: Client) -> None:
    last = page(client, last=1)

    assert last["nodes"] == [{"slug": "id-card"}]
    assert page(client, last=1, before=last["pageInfo"]["startCursor"])["nodes"] == [{"slug": "bank-card"}]


def test_a_page_of_none(client: Client) -> None:
    assert page(client, first=0)["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize(
    ("asked", "code", "message", "path"),
    [
        ({"first": -1}, "bad-page", "a page has 0 to 100 members, not -1", ["first"]),
        ({"last": 101}, "bad-page", "a page has 0 to 100 members, not 101", ["last"]),
        ({"first": 1, "last": 1}, "bad-page", "a page has the first ones or the last ones, not both", ["last"]),
        ({"after": "x"}, "unknown-cursor", "cursor 'x' is of no page of this list", ["after"]),
        ({"before": "é"}, "unknown-cursor", "cursor 'é' is of no page of this list", ["before"]),
        ({"after": "/w=="}, "unknown-cursor", "cursor '/w==' is of no page of this list", ["after"]),
    ],
)
def test_a_page_that_can_not_be(
    client: Client, asked: dict[str, Any], code: str, message: str, path: list[str]
) -> None:
    refusal = page(client, **asked)

    assert (refusal["code"], refusal["message"], refusal["path"]) == (code, message, path)


@given(words=WORDS, size=SIZES)
def test_the_pages_together_are_the_list(words: list[tuple[str, str]], size: int) -> None:
    seen: list[tuple[str, str]] = []
    after = None
    while True:
        found = page_of(words, tuple, Paging(first=size, after=after))
        seen += [member for _, member in found.members]
        after = found.info.end_cursor
        if not found.info.has_next_page:
            break

    assert seen == words
    assert found.total == len(words)


@given(words=WORDS, size=SIZES)
def test_the_pages_from_the_end_together_are_the_list(words: list[tuple[str, str]], size: int) -> None:
    seen: list[tuple[str, str]] = []
    before = None
    while True:
        found = page_of(words, tuple, Paging(last=size, before=before))
        seen = [member for _, member in found.members] + seen
        before = found.info.start_cursor
        if not found.info.has_previous_page:
            break

    assert seen == words


@given(words=WORDS.filter(lambda words: len(words) > 2))
def test_a_page_after_a_member_that_is_gone_goes_on_with_the_next(words: list[tuple[str, str]]) -> None:
    for gone, following in pairwise(words[:-1]):
        cursor = page_of(words, tuple, Paging(first=words.index(gone) + 1)).info.end_cursor
        left = [word for word in words if word != gone]

        found = page_of(left, tuple, Paging(first=1, after=cursor))

        assert [member for _, member in found.members] == [following]


def test_a_page_is_refused_before_it_is_made() -> None:
    with pytest.raises(BadPage):
        page_of([], tuple, Paging(first=1, last=1))
    with pytest.raises(UnknownCursor):
        page_of([], tuple, Paging(after="?"))
