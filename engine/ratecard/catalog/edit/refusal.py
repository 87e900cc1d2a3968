"""What commands that write catalogs say no to."""

from collections.abc import Iterable

from ratecard.catalog.problem import CatalogProblems, Problem


class CantEdit(Exception):
    """The files can't be written as it was asked for; a sentence, perhaps with a hint."""

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class WouldNotCheck(CatalogProblems):
    """With the new files the catalog would not check, for all these reasons; so nothing is written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.sentence = (
            "nothing is written: the new files would not check; the lines below are those that they would have"
        )
