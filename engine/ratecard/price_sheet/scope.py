"""For which usage, when and for whom a step is there, on paper and as JSON."""

from collections.abc import Iterator
from typing import Any

from ratecard.domain.step import Scope
from ratecard.domain.text import Text


def scope_text(scope: Scope) -> Text:
    """What the step is limited to, in words."""
    parts = list(_parts(scope))
    return Text("仅限：" + "；".join(part.zh for part in parts), "Only for " + "; ".join(part.en for part in parts))


def _parts(scope: Scope) -> Iterator[Text]:
    if scope.meters:
        yield Text(f"接口 {'、'.join(scope.meters)}", f"calls of {', '.join(scope.meters)}")
    if scope.account_classes:
        yield Text(
            f"账号类别 {'、'.join(scope.account_classes)}", f"accounts of class {', '.join(scope.account_classes)}"
        )
    if scope.first_months is not None:
        months = f"the first {scope.first_months} months" if scope.first_months > 1 else "the first month"
        yield Text(f"开通后前 {scope.first_months} 个月", f"{months} after the product is switched on")
    if scope.since:
        yield Text(f"{scope.since} 起", f"calls from {scope.since} on")
    if scope.until:
        yield Text(f"{scope.until} 之前", f"calls before {scope.until}")


def scope_document(scope: Scope | None) -> dict[str, Any] | None:
    """The same as JSON; None for a step that is always there for all."""
    if scope is None:
        return None
    return {
        "meters": list(scope.meters),
        "accountClasses": list(scope.account_classes),
        "firstMonths": scope.first_months,
        "since": scope.since.isoformat() if scope.since else None,
        "until": scope.until.isoformat() if scope.until else None,
    }
