"""The guide's words about faults, held to what the log and the commands say."""

import json
import re
from pathlib import Path

from ratecard.domain.errors import PluginFault
from ratecard.service.counter_example import MARK, MOST_BYTES, counter_example
from tests.cli.run import run
from tests.domain.test_faults import Odd, raises
from tests.service.test_counter_example import fault_of

GUIDE = Path(__file__).parents[2] / "plugins" / "README.md"
SECTION = GUIDE.read_text("utf-8").partition("## When your plugin fails in production\n")[2].partition("\n## ")[0]


def test_the_guide_names_every_key_of_a_counter_example() -> None:
    document = json.loads(counter_example(fault_of(Odd(does=raises(KeyError("tier")))), "0.1.0"))

    rows = re.findall(r"^\| (`.*?) \|", SECTION, re.MULTILINE)
    assert [key for row in rows for key in re.findall(r"`(\w+)`", row)] == list(document)


def test_the_guide_says_what_is_left_out() -> None:
    assert f"more than {MOST_BYTES // 1000} {MOST_BYTES % 1000:03} bytes" in SECTION


def test_the_guides_log_line_is_what_is_logged() -> None:
    (line,) = re.findall(r"```text\n(.*)\n```", SECTION)
    fault: PluginFault = fault_of(Odd(does=raises(KeyError("tier"))))

    assert line.endswith(f'raised KeyError: \'tier\'; {MARK}{{"engine": "0.1.0", …}}')
    assert counter_example(fault, "0.1.0").startswith('{"engine": "0.1.0", ')


def test_the_guides_commands_are_there() -> None:
    for command, option in re.findall(r"ratecard ([a-z]+)[^`\n]*?(--?\w+)", SECTION):
        assert option in run(command, "--help").out
