"""What a thorough proof left out: it says so, for what nobody looked at is not proven."""

from collections.abc import Iterator, Sequence

from ratecard.domain.product import Version
from ratecard.domain.proof.flaw import Flaw
from ratecard.domain.proof.pack import MOST_PACKS, sold_by
from ratecard.domain.proof.situation import Situation
from ratecard.domain.proof.trial import Trial

HINT = (
    'write examples for the sums that matter, they are priced all the same, and say so: accepts = { not-proven = "…" }'
)


def rest(version: Version, trials: Sequence[Trial], others: Sequence[Situation]) -> Iterator[Flaw]:
    """One warning for all that was left out, where anything was; `others` are the situations that have no trial."""
    packs, situations = len(sold_by(version)), len(trials) + len(others)
    slow = [trial for trial in trials if not trial.is_quick]
    cut = [trial for trial in trials if not trial.is_whole]
    left_out = [*_situations(others, situations), *_counts(cut, situations)]
    if slow:
        codes = ["price-cliff", *(["dear-pack"] if packs else []), *([] if others else ["idle-step"])]
        left_out.append(f"any {_listed(codes)}{_among(len(slow), situations)}")
    if others:
        left_out.append("any idle-step or unreached-tier")
    elif cut:
        left_out.append("any unreached-tier")
    if packs > MOST_PACKS:
        left_out.append(f"{packs - MOST_PACKS} of {packs} packs")
    if left_out:
        yield Flaw("", (), "not-proven", f"it takes too long to prove all; left out: {'; '.join(left_out)}", HINT, True)


def _situations(others: Sequence[Situation], situations: int) -> Iterator[str]:
    if others:
        yield f"{len(others)} of {situations} situations, the first of them{others[0].words}"


def _counts(cut: Sequence[Trial], situations: int) -> Iterator[str]:
    """Only so many as are known of: nobody asked steps for the edges that lie behind them."""
    if cut:
        number = sum([len(trial.left_out) for trial in cut])
        looked = sum([len(trial.answers) for trial in cut])
        first = f"{min(cut[0].left_out)}{cut[0].situation.words}"
        where = _among(len(cut), situations)
        yield f"{number} or more counts of calls{where}, the first of them {first}, where {looked} were looked at"


def _listed(codes: Sequence[str]) -> str:
    *most, last = codes
    return f"{', '.join(most)} or {last}" if most else last


def _among(number: int, situations: int) -> str:
    return f" in {number} of {situations} situations" if situations > 1 else ""
