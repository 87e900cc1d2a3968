"""The language server that editors run for TOML, spoken to over its pipes."""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

TOMBI = Path(sys.executable).with_name("tombi")


class Server:
    """`tombi lsp`, for the folder that is open, in which there are `catalogs`; `with` ends it.

    It answers several questions at once, and nothing about what it has not read yet: so each question is about a file
    of its own, and is asked until there is an answer.
    """

    def __init__(self, folder: Path, catalogs: str = ".") -> None:
        self._process = subprocess.Popen(
            [TOMBI, "lsp", "--offline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._catalogs = folder / catalogs
        self._asked = 0
        self._shown = 0
        uri = folder.as_uri()
        texts = {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}, "hover": {}}
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}],
                "capabilities": {"textDocument": texts},
            },
        )
        self.tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def completions(self, name: str, text: str, after: str = "") -> dict[str, str]:
        """What is offered at the end of the text in a file of that name, each with what the editor says of it."""
        lines = text.split("\n")
        found = self._answer("completion", name, text + after, len(lines) - 1, len(lines[-1]))
        items = found if isinstance(found, list) else found["items"]
        return {each["label"]: (each.get("documentation") or {}).get("value", "") for each in items}

    def hover(self, name: str, text: str, line: int) -> str:
        """What the editor says where the mouse is on a line, from 0, of a file of that name."""
        assert self.completions(name, "\n"), "without the schema it would say only what the file itself says"
        return str(self._answer("hover", name, text, line, 1)["contents"]["value"])

    def _answer(self, question: str, name: str, text: str, line: int, character: int) -> Any:
        """The answer about a place of a file that is opened in the editor."""
        self._shown += 1
        uri = (self._catalogs / f"catalog-{self._shown}" / name).as_uri()
        opened = {"uri": uri, "languageId": "toml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": opened})
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        end = monotonic() + 20
        while not (found := self.ask(f"textDocument/{question}", place)):
            assert monotonic() < end, f"the language server has no {question}"
            sleep(0.02)
        return found

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._asked and "method" not in message:
                return message["result"]
            if "id" in message:
                self._send({"id": message["id"], "result": None})

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(stream.read(length))
        return message
