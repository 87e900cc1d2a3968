"""Values that authors never meant to write."""

from random import Random
from zoneinfo import available_timezones

from tests.fuzz.toml import Raw

NUMBERS = [
    "0", "-0", "1", "-1", "2", "0x7fffffffffffffff", "9007199254740991", "9007199254740992", "9223372036854775808",
    "-9007199254740993", "1"+28 * "0", "1"+400 * "0", "1"+4_400 * "0", "0.0", "-0.0", "0.1", "1e-28", "1e28", "1e-29",
    "9.999999999999999999999999999", "1e308", "1e999999", "1e-999999", "1e9999999999999999999", "inf", "-inf", "nan",
    "0b11", "0o17", "1_000", "0.000000000001", "4294967296", "2147483648", "100000", "600", "601", "366", "10000",
    "10001",
]  # fmt: skip
TIMES = [
    "0001-01-01", "0001-01-02", "0001-12-31", "9999-12-31", "9999-12-30", "9999-01-01", "1582-10-10", "1900-01-01",
    "1970-01-01", "2021-06-01", "2021-02-28", "2024-02-29", "2023-02-29", "2021-13-01", "2999-12-31", "1000-01-01",
    "2011-12-30", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-12:00", "2021-06-01T00:00:00", "2021-06-01T10:00:00+23:59", "2021-03-28T02:30:00+01:00",
    "2021-06-01T23:59:60Z", "00:00", "23:59:59.999999", "10:00:00", "24:00:00", "10:00:00.1234567890123",
]  # fmt: skip
WORDS = [
    "", " ", "-", ".", "..", "/", "a/b", "*", "a" * 300, "语" * 5_000, "\u202eevil\u202c", "\u200b", "\u200d",
    "e\u0301" * 50, "𝒊𝒅", "\U0001f4a9", "１２３", "\ufeff", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "line\nbreak",
    "cr\rhere", "\x00", "\x7f", "\x85", "\u2028", "\ud800", "\uffff", "{}", "{0}", "{price!r}", "%s", "%(a)s",
    "[bold]x[/bold]", "{{zh}}", "<script>", "$(id)", "../../etc/passwd", "CON", "__class__", "__init__", "None",
    "null", "true", "shown", "catalog", "self", "Ω" * 100, "ﬁ", "ß", "İ", "ı", "\N{COMBINING GRAVE ACCENT}", "zh",
    "en",
]  # fmt: skip
ZONES = [
    "", ".", "..", "/", "/etc/localtime", "../UTC", "UTC", "utc", "UTC+8", "GMT0", "Etc/GMT+12", "Etc/GMT-14",
    "localtime", "posixrules", "Asia", "Asia/", "Asia/Shanghai ", "asia/shanghai", "Asia\\Shanghai",
    "Africa/Monrovia", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Europe/Dublin", "Antarctica/Troll",
    "tzdata.zi", "zone.tab", "a" * 5_000, "\x00", "é", "Factory", "right/UTC", "__init__.py", "Asia/__init__.py",
    "\ud800",
]  # fmt: skip
CURRENCIES = ["JPY", "KWD", "CLF", "USD", "XAU", "XXX", "cny", "RMB", "¥", "", "CNYCNY", "BHD", "UYW", "EUR", "TND"]


def strange(random: Random) -> object:
    """A value of any type."""
    kind = random.randrange(8)
    if kind == 0:
        return random.choice(WORDS)
    if kind <= 2:
        return Raw(random.choice(NUMBERS))
    if kind == 3:
        return Raw(random.choice(TIMES))
    if kind == 4:
        return random.choice([True, False])
    if kind == 5:
        return [] if random.random() < 0.5 else [strange(random) for _ in range(random.randrange(1, 4))]
    if kind == 6:
        return (
            {}
            if random.random() < 0.5
            else {random.choice(WORDS): strange(random) for _ in range(random.randrange(1, 3))}
        )
    return random.choice([*CURRENCIES, *ZONES])


def zone(random: Random) -> str:
    """The name of a time zone, which may be none."""
    return random.choice(ZONES if random.random() < 0.5 else sorted(available_timezones()))
