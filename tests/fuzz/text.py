"""Spoils a catalog's file where it is bytes."""

from random import Random

from tests.fuzz.value import NUMBERS, TIMES, WORDS

MARKS = b"[]{}=,.\"'#\\\n\r\t -_+0123456789eExXinfatruls:TZ"
PIECES = [
    b'"""', b"'''", b"[[", b"]]", b"[[x]]\n", b"[x]\n", b"[a.b.c]\n", b"[name]\n", b'["\\u001b[31m"]\n',
    b"a.b.c.d = 1\n", b"\\U0010ffff", b"\\ud800", b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xfe\xff", b"\x1b[2J",
    b"\xc2\x85", b"\xe2\x80\xa8", b"\r", b"\x0b", b"\x0c", b"# x\x01\n", b'"" = 1\n', b"'' = 1\n", b'"a\\nb" = 1\n',
    b"1 = 2\n", b"inf = nan\n", b"{a = {b = {}}}",
]  # fmt: skip


def truncate(random: Random, content: bytes) -> bytes:
    """The file ends early."""
    return content[: random.randrange(len(content) + 1)]


def flip(random: Random, content: bytes) -> bytes:
    """A few bytes are others."""
    made = bytearray(content)
    for _ in range(random.choice([1, 1, 2, 8])):
        if made:
            made[random.randrange(len(made))] = random.randrange(256) if random.random() < 0.5 else random.choice(MARKS)
    return bytes(made)


def insert(random: Random, content: bytes) -> bytes:
    """Something stands in between."""
    at = random.randrange(len(content) + 1)
    words = [word.encode("utf-8", "surrogatepass") for word in (*NUMBERS, *TIMES, *WORDS)]
    piece = random.choice([*PIECES, *words, random.randbytes(random.randrange(1, 64))])
    return content[:at] + piece + content[at:]


def cut(random: Random, content: bytes) -> bytes:
    """A part is gone."""
    at = random.randrange(len(content) + 1)
    return content[:at] + content[at + random.randrange(1, 200) :]


def swap_lines(random: Random, content: bytes) -> bytes:
    """Two lines change places."""
    lines = content.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def repeat_lines(random: Random, content: bytes) -> bytes:
    """Some lines are there twice: keys, tables and examples too."""
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    part = lines[at : at + random.choice([1, 1, 3, 10])]
    return b"\n".join([*lines[:at], *part * random.choice([1, 1, 50]), *lines[at:]])


def encode(random: Random, content: bytes) -> bytes:
    """The file is saved in another encoding, or with other line ends."""
    text = content.decode("utf-8", "replace")
    way = random.choice(["gbk", "utf-16", "utf-32", "latin-1", "utf-8-sig", "utf-7", "crlf", "cr", "mixed"])
    if way == "crlf":
        return content.replace(b"\n", b"\r\n")
    if way == "cr":
        return content.replace(b"\n", b"\r")
    if way == "mixed":
        half = len(text) // 2
        return text[:half].encode() + text[half:].encode("gbk", "replace")
    return text.encode(way, "replace")


def noise(random: Random, content: bytes) -> bytes:
    """Nothing of the file is left."""
    if random.random() < 0.5:
        return random.randbytes(random.choice([0, 1, 100, 10_000]))
    return bytes(random.choice(MARKS) for _ in range(random.choice([10, 100, 1_000])))


def nest(random: Random, content: bytes) -> bytes:
    """Arrays in arrays, tables in tables, keys of many parts, headers of many parts."""
    depth = random.choice([5, 50, 90, 200, 500, 1_000, 20_000])
    opened, middle, closed = random.choice(
        [(b"[", b"", b"]"), (b"{a=", b"1", b"}"), (b"[{a=", b"1", b"}]"), (b"{", b"", b"")]
    )
    made = random.choice(
        [
            b"deep = " + depth * opened + middle + depth * closed + b"\n",
            b".".join([b"a"] * depth) + b" = 1\n",
            b"[" + b".".join([b"a"] * depth) + b"]\nx = 1\n",
            b"[[" + b".".join([b"a"] * depth) + b"]]\nx = 1\n",
            b"".join(b"[" + b".".join([b"a"] * n) + b"]\n" for n in range(1, min(depth, 300))),
        ]
    )
    return made + content if random.random() < 0.5 else content + b"\n" + made


def swell(random: Random, content: bytes) -> bytes:
    """The file is huge: mostly 100 kB, at times 10 MB."""
    size = random.choice([100_000, 100_000, 100_000, 400_000, 1_000_000, 10_000_000])
    unit = random.choice(
        [
            b"# nothing is said here\n",
            b"\n",
            b" ",
            b'[[examples]]\ntitle = "x"\nusage = 1\ntotal = 1\n',
            b"[[examples]]\n",
            b"x",
            b'"',
            b"a",
            b"1",
            b"[",
            b"\xe8\xaf\xad",
        ]
    )
    if random.random() < 0.3:
        count = size // 20
        lines = random.choice(
            [
                b"".join(b"k%d = %d\n" % (n, n) for n in range(count)),
                b"".join(b"[t%d]\na = %d\n" % (n, n) for n in range(count // 2)),
                b"big = [" + b", ".join(b"%d" % n for n in range(count)) + b"]\n",
                b"big = [" + b"\n".join(b"{ up_to = %d, price = 0.1 }," % n for n in range(count // 2)) + b"]\n",
                b'big = "' + size * b"x" + b'"\n',
                b"big = '''" + size // 2 * b"x\n" + b"'''\n",
                b"big = 1" + size * b"0" + b"\n",
                b"big = 0." + size * b"1" + b"\n",
                b"k" * size + b" = 1\n",
            ]
        )
        return lines + content if random.random() < 0.5 else content + b"\n" + lines
    return content + b"\n" + unit * (size // len(unit))


SPOILERS = [truncate, truncate, flip, flip, insert, insert, cut, swap_lines, repeat_lines, encode, noise, nest]
