"""A language model's server on loopback that speaks the providers' protocols and says what a test wants. A pytest plugin."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

REFUSAL, EXCUSED, CUT_OFF = object(), object(), object()
"""a refusal, a refusal with words, and an answer that ran out of tokens"""


def anthropic_message(content, *, stop="end_turn"):
    """A reply of Anthropic's messages API."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-opus-4-5",
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 10},
    }


def openai_message(message, *, finish="stop"):
    """A reply of OpenAI's chat completions API."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "local",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": None, **message}}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    }


class Llm:
    """The server, its script and what it was asked."""

    def __init__(self):
        self.script = []
        """replies in order, the last one for ever: a dict is an answer, a text is said as such, an int is an HTTP status,
        bytes are sent as they are, a float is a silence in seconds, a function makes the reply from the sheet"""
        self.requests = []
        """(path, headers, body) of each"""
        handler = type("Handler", (_Handler,), {"llm": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def say(self, *script):
        """Set the script."""
        self.script = list(script)

    def next(self):
        """The next reply."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @property
    def sheets(self):
        """The user's first message of each request."""
        return [_first_text(body) for _, _, body in self.requests]

    def close(self):
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def rows(sheet, block="symbols"):
    """The JSON lines of one block of a sheet."""
    inner = sheet.partition(f"<{block}>\n")[2].partition(f"\n</{block}>")[0]
    return [json.loads(line) for line in inner.splitlines()]


def picking(*picks, question="q1", **more):
    """A reply that picks symbols by expression: `("losses", "metric", "last")`."""

    def reply(sheet):
        ids = {row["expression"]: row["id"] for row in rows(sheet)}
        made = [
            {"symbol": ids[expression], "keep_as": keep_as, **({"of_history": rest[0]} if rest else {})}
            for expression, keep_as, *rest in picks
        ]
        return {"replies": [{"question": question, "picks": made, **more}]}

    return reply


def _first_text(body):
    message = next(message for message in body["messages"] if message["role"] == "user")
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


class _Handler(BaseHTTPRequestHandler):
    llm = None

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.llm.requests.append((self.path, dict(self.headers), body))
        reply = self.llm.next()
        if callable(reply):
            reply = reply(_first_text(body))
        if isinstance(reply, float):
            time.sleep(reply)
            return  # the connection ends without an answer
        if isinstance(reply, int):
            self._send(
                reply, {"type": "error", "error": {"type": "api_error", "message": f"key {self._key()} is overloaded"}}
            )
        elif isinstance(reply, bytes):
            self._send(200, reply)
        else:
            self._send(200, self._message(reply, body))

    def _key(self):
        return self.headers.get("x-api-key") or self.headers.get("authorization", "")

    def _message(self, reply, body):
        tool = (body.get("tools") or [{}])[0]
        if self.path.endswith("/chat/completions"):
            if isinstance(reply, str):
                return openai_message({"content": reply})
            call = {"name": tool["function"]["name"], "arguments": json.dumps(reply)}
            return openai_message(
                {"tool_calls": [{"id": "c1", "type": "function", "function": call}]}, finish="tool_calls"
            )
        if reply is REFUSAL:
            return anthropic_message([], stop="refusal")
        if reply is EXCUSED:
            return anthropic_message([{"type": "text", "text": "I would rather not."}], stop="refusal")
        if reply is CUT_OFF:
            started = {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": {}}
            return anthropic_message([started], stop="max_tokens")
        if isinstance(reply, str):
            return anthropic_message([{"type": "text", "text": reply}])
        use = {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": reply}
        return anthropic_message([use], stop="tool_use")

    def _send(self, status, content):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def llm():
    """The server."""
    server = Llm()
    yield server
    server.close()
