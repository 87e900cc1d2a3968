"""The language server that editors run for TOML, spoken to over its pipes."""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

TOMBI = Path(sys.executable).with_name("tombi")


class Server:
    """`tombi lsp`, for the folder that is open, which has this catalog; `with` ends it."""

    def __init__(self, folder: Path, catalog: str = "wait") -> None:
        self._process = subprocess.Popen(
            [TOMBI, "lsp", "--offline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._asked = 0
        self._versions: dict[str, int] = {}
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
        self._wait(folder / catalog)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def _wait(self, catalog: Path) -> None:
        """The server reads its settings and the schemas in the background, and has no answers until then."""
        end = monotonic() + 20
        while not all(self.completions(catalog / name, "\n") for name in ("catalog.toml", "product.toml")):
            assert monotonic() < end, "the language server offers nothing"
            sleep(0.05)

    def show(self, path: Path, text: str) -> str:
        """Open the file in the editor with this text, or type it there; its URI."""
        uri = path.as_uri()
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        if version == 1:
            opened = {"uri": uri, "languageId": "toml", "version": version, "text": text}
            self.tell("textDocument/didOpen", {"textDocument": opened})
        else:
            typed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
            self.tell("textDocument/didChange", typed)
        return uri

    def completions(self, path: Path, text: str, after: str = "") -> dict[str, str]:
        """What is offered at the end of the text, each with what the editor says of it."""
        uri = self.show(path, text + after)
        lines = text.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        found = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": position}) or []
        items = found if isinstance(found, list) else found["items"]
        return {each["label"]: (each.get("documentation") or {}).get("value", "") for each in items}

    def hover(self, path: Path, text: str, line: int) -> str:
        """What the editor says where the mouse is on the first letter of a line, from 0."""
        place = {"textDocument": {"uri": self.show(path, text)}, "position": {"line": line, "character": 1}}
        found = self.ask("textDocument/hover", place)
        return found["contents"]["value"] if found else ""

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
