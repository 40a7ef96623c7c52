"""A WHOIS server on loopback that says what it is told to."""

from __future__ import annotations

import socketserver
from collections.abc import Mapping
from threading import Lock
from typing import TypeAlias

from tests.servers.faults import Fault, LoopbackServer, Script, misbehave

Answer: TypeAlias = str | bytes | Fault


class WhoisServer(LoopbackServer):
    """Answers by question; what is not in `answers` is not found. `busiest` is how many it served at the same time."""

    def __init__(self, answers: Mapping[str, Answer | list[Answer]], host: str = "127.0.0.1") -> None:
        super().__init__(_Conversation, host)
        self.script: Script[str, Answer] = Script(answers)
        self.guard = Lock()
        self.serving = 0
        self.busiest = 0


class _Conversation(socketserver.StreamRequestHandler):
    server: WhoisServer

    def handle(self) -> None:
        server = self.server
        line = self.rfile.readline(1000)
        question = line.decode("ascii").removesuffix("\r\n")
        assert line.endswith(b"\r\n"), line
        with server.guard:
            server.questions.append(question)
            server.serving += 1
            server.busiest = max(server.busiest, server.serving)
        try:
            self._say(server.script.next(question))
        finally:
            with server.guard:
                server.serving -= 1

    def _say(self, answer: Answer | None) -> None:
        if isinstance(answer, Fault):
            if answer is Fault.TRUNCATED:
                self.wfile.write(b"Domain Name: exam")
            misbehave(answer, self.connection, self.server.over)
        else:
            text = "No matching record.\r\n" if answer is None else answer
            self.wfile.write(text.encode() if isinstance(text, str) else text)
