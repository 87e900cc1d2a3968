"""The help: every command and option says what it is for."""

import shlex

import pytest
from typer.main import get_command

from ratecard.cli.app import EXAMPLES, app
from ratecard.cli.change import FORMS
from tests.cli.run import answered, run

COMMANDS = [
    "products", "quote", "forecast", "what-if", "compare", "advise", "curve", "sheet", "meter", "check", "diff",
    "reprice", "plugins", "replay", "schema", "serve", "key",
]  # fmt: skip
EXITS = ["0 answered; contact sales is an answer", "1 problems or a refusal, said on stderr", "2 wrong usage"]


def told(*arguments: str) -> str:
    return " ".join(answered(*arguments).split())


def test_help_names_every_command_and_the_exit_codes() -> None:
    printed = told("--help")

    assert [name for name in COMMANDS if f" {name} " in printed] == COMMANDS
    assert all(code in printed for code in EXITS)
    assert "..." not in printed.replace("[ARGS]...", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_explains_every_option(name: str) -> None:
    command = getattr(get_command(app), "commands")[name]  # noqa: B009  # typer does not type it
    printed = told(name, "-h")

    for parameter in command.params:
        assert parameter.help, parameter.name
        assert parameter.help.split(".")[0].split()[0] in printed
        for option in parameter.opts:
            assert option.startswith("--") is False or option in printed
    assert "--catalogs" in printed or name == "key"
    assert all(code in printed for code in EXITS)


@pytest.mark.parametrize(
    "name", [*(each for each in COMMANDS if each != "key"), "new catalog", "new product", "new plugin"]
)
def test_a_command_that_needs_plugins_can_do_without_one(name: str) -> None:
    assert "--disable PLUGIN" in told(*name.split(), "--help")


@pytest.mark.parametrize(
    "example",
    [each for each in EXAMPLES.values() if not {"serve", "june.csv", "server.log", "old/catalogs"} & {*each.split()}],
)
def test_help_examples_work(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    words = shlex.split(example.split(" > ", maxsplit=1)[0])[1:]
    arguments = [word for word in words if word not in ("--catalogs", "catalogs")]

    assert example.startswith("ratecard ")
    assert run(*arguments).code == 0


@pytest.mark.parametrize("name", ["what-if", "compare", "curve"])
def test_help_has_every_form_of_a_change_with_an_example(name: str) -> None:
    printed = told(name, "--help")

    assert [form for form in FORMS if form not in printed] == []
    assert [meaning for meaning in FORMS.values() if meaning not in printed] == []


def test_version_is_printed() -> None:
    assert answered("--version") == "ratecard 0.1.0\n"
