"""Tables of price lists on paper."""

from ratecard.cli import word
from ratecard.cli.paper import Column, Paper, Row
from ratecard.domain.text import Text
from ratecard.price_sheet.table import Table


def put_table(paper: Paper, table: Table) -> None:
    """Print the table; where its cells lead stands beside it, or after it where there is no room."""
    urls = [next((cell.url for cell in row if cell.url), "") for row in table.rows]
    columns = [Column(Text(each.title, each.title), "right" if each.numeric else "left") for each in table.columns]
    rows = [
        Row([cell.text for cell in row], [url] if any(urls) else []) for row, url in zip(table.rows, urls, strict=True)
    ]
    paper.table(columns, rows, [Column(word.CONTACT_AT)] if any(urls) else [], narrow="after")
