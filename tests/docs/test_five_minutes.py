"""The guide's five minutes, passed as a new user would: in an empty folder, by the guide alone."""

import re
from pathlib import Path

from tests.docs.console import check_shown, printed

GUIDE = Path(__file__).parents[2] / "catalogs" / "README.md"
SECTION = (
    GUIDE.read_text("utf-8")
    .partition("## From nothing to a checked product in five minutes\n")[2]
    .partition("\n## ")[0]
)


def test_what_the_guide_says_leads_from_nothing_to_a_quote(tmp_path: Path) -> None:
    steps = re.findall(r"```(\w+)\n(.*?)```", SECTION, re.DOTALL)

    assert [language for language, _ in steps] == ["console", "toml", *["console"] * 4]
    for language, block in steps:
        if language == "toml":
            file = tmp_path / block.splitlines()[0].removeprefix("# ")
            assert file.exists()
            file.write_text(block, "utf-8")
        else:
            command, *shown = block.splitlines()
            check_shown(printed(tmp_path, command), shown)


def test_the_commands_speak_of_no_file_that_the_guide_does_not_make() -> None:
    files = {*re.findall(r"catalogs/[\w/@-]+\.toml", SECTION)}

    assert {Path(file).parent.as_posix() for file in files} == {"catalogs/plates"}
