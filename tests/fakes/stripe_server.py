"""A small Stripe, spoken to over real HTTP by the real library: checkout sessions on several accounts, and signed events.

It keeps what Stripe keeps (idempotency keys with their first answer and parameters, one session per key, sessions per
account) and can be told to pay, fail, expire, lie about figures, or not to answer.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlparse

import stripe

SECRET = "whsec_of_the_fake"


class FakeStripe:
    def __init__(self) -> None:
        self.sessions: dict[tuple[str, str], dict[str, Any]] = {}
        self.keys: dict[str, tuple[dict, dict[str, Any]]] = {}
        self.requests: list[tuple[str, str, str]] = []
        self.silent = False
        self._serial = count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["FakeStripe"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    # what happens at Stripe

    def pay(self, object_id: str, account: str, **lies: Any) -> dict[str, Any]:
        session = self.sessions[account, object_id]
        session.update(status="complete", payment_status="paid", payment_intent=f"pi_{object_id}", **lies)
        return session

    def event(self, kind: str, object_id: str, account: str, *, livemode: bool = False, event_id: str = "") -> bytes:
        name = event_id or f"evt_{next(self._serial)}"
        event = {
            "id": name,
            "object": "event",
            "type": kind,
            "account": account,
            "livemode": livemode,
            "data": {"object": {"id": object_id}},
        }
        return json.dumps(event).encode()

    @staticmethod
    def sign(body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
        moment = int(time.time() if at is None else at)
        return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, moment)

    # its interface

    def create(self, params: dict[str, Any], account: str, key: str) -> tuple[int, dict[str, Any]]:
        if key in self.keys:
            before, session = self.keys[key]
            if before != params:
                return 400, _error(
                    "Keys for idempotent requests can only be used with the same parameters.", "idempotency_error"
                )
            return 200, session
        number = next(self._serial)
        session = {
            "id": f"cs_test_{number}",
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": int(params["line_items[0][price_data][unit_amount]"]),
            "currency": params["line_items[0][price_data][currency]"],
            "livemode": False,
            "payment_intent": None,
            "client_reference_id": params["client_reference_id"],
            "expires_at": int(params["expires_at"]),
            "url": f"https://checkout.stripe.com/c/pay/cs_test_{number}",
        }
        self.sessions[account, session["id"]] = session
        self.keys[key] = (params, session)
        return 200, session

    def answer(self, method: str, path: str, params: dict[str, Any], account: str, key: str) -> tuple[int, dict]:
        parts = path.removeprefix("/v1/checkout/sessions").strip("/").split("/")
        if method == "POST" and parts == [""]:
            return self.create(params, account, key)
        if method == "GET" and parts == [""]:
            found = [
                s
                for (owner, _id), s in self.sessions.items()
                if owner == account and s["payment_intent"] == params.get("payment_intent")
            ]
            return 200, {"object": "list", "data": found, "has_more": False, "url": "/v1/checkout/sessions"}
        session = self.sessions.get((account, parts[0]))
        if session is None:
            return 404, _error(f"No such checkout.session: {parts[0]}", "invalid_request_error")
        if parts[-1] == "expire":
            if session["status"] != "open":
                return 400, _error("Only open sessions can be expired.", "invalid_request_error")
            session["status"] = "expired"
        return 200, session

    def _handler(fake) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's below
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._respond("GET", parse_qs(urlparse(self.path).query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                self._respond("POST", parse_qs(body))

            def _respond(self, method: str, query: dict[str, list[str]]) -> None:
                account = self.headers.get("Stripe-Account", "")
                path = urlparse(self.path).path
                fake.requests.append((method, path, account))
                if fake.silent:
                    status, answer = 500, _error("We are down.", "api_error")
                else:
                    params = {name: values[-1] for name, values in query.items()}
                    status, answer = fake.answer(method, path, params, account, self.headers.get("Idempotency-Key", ""))
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_args: Any) -> None:
                """Quiet: what was asked is in `requests`."""

        return Handler


def _error(message: str, kind: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind}}
