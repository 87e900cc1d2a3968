"""What people type that TOML does not know, and what to write in its place."""

import re

import tomli

_WIDE = dict(zip("，；：。＝＃｛｝［］【】“”‘’＂＇　\u00a0", ",;:.=#{}[][]\"\"''\"'  ", strict=True))
_WIDE |= {chr(ord("０") + digit): str(digit) for digit in range(10)}
"""What a Chinese keyboard types for signs and digits that look much the same."""
_MERGE = re.compile(r"<<<<<<<|=======|>>>>>>>")
_UNIT = re.compile(r"[¥￥$€£元次]|[A-Z]{3}\b|\s*%")
_COMMA_IN_NUMBER = re.compile(r"= *\d+,(?=\d)")
_NEXT = re.compile(r"\s*(\[+[\w.-]+\]+|[\w.-]+\s*=)")
"""How a line begins that can't be within an array."""


def slip(error: tomli.TOMLDecodeError) -> str | None:
    """What to do about the line that can't be read, where it is a common slip."""
    lines = error.doc.split("\n")
    line = lines[error.lineno - 1]
    before, after = line[: error.colno - 1], line[error.colno - 1 :]
    # Only the line's end: what stands before the place was read, texts in quotes among it.
    wide = next((each for each in after if each in _WIDE), None)
    if _MERGE.match(line):
        return "a merge left both versions here: keep one, and take out the lines with <<<<<<<, ======= and >>>>>>>"
    if error.msg in ("Unclosed array", "Invalid value") and _NEXT.match(line) and _is_begun(before):
        return "close what stands above: is a ] missing?"
    if wide is not None and (after.startswith(wide) or error.msg != "Unclosed array"):
        written = _WIDE[wide] if _WIDE[wide].strip() else "a space"
        return f"{wide!r} is typed in full width: write {written}"
    if _UNIT.match(after) and any(each.isdigit() for each in line):
        return "a number stands alone, without currency, unit or %"
    if _COMMA_IN_NUMBER.search(line):
        return "a number has no comma: 2_250, and 0.12"
    if error.msg == "Unclosed array":
        return "is a comma missing after the value before?"
    return None


def _is_begun(before: str) -> bool:
    """Whether nothing but a header's brackets stands before the place."""
    return not before.strip(" \t[")
