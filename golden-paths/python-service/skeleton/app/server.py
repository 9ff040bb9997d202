"""HTTP/1.1 in front of the API: one thread per connection, from the standard library."""

import json
import os
import select
import signal
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote

from .api import About, Reply, Request, answer, problem
from .config import Config
from .database import DatabaseUnavailable
from .log import log
from .notes import Notes

MAX_BODY_BYTES = 64 * 1024
DRAIN_LIMIT_SECONDS = 10


def serve(config: Config, notes: Notes, about: About) -> None:
    """Serves until SIGTERM or SIGINT, then drains: accepts nothing new, finishes what is in flight within 10 s."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # Inherited by every thread; only sigwait() below takes them.
    server = _Server(config, notes, about)
    accepting = threading.Thread(target=server.serve_forever)
    accepting.start()
    log("info", "listening", host=config.host, port=config.port, version=about.version)

    signal.sigwait(signals)
    log("info", "draining", limitSeconds=DRAIN_LIMIT_SECONDS)
    limit = threading.Timer(DRAIN_LIMIT_SECONDS, _give_up)
    limit.daemon = True
    limit.start()
    server.drain()
    accepting.join()
    log("info", "stopped")


def _give_up() -> None:
    log("warn", "drain limit reached, stopping with requests in flight")
    os._exit(1)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for the threads of open connections.
    request_queue_size = 128

    def __init__(self, config: Config, notes: Notes, about: About) -> None:
        self.notes = notes
        self.about = about
        self.is_draining = False
        super().__init__((config.host, config.port), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own also asks DNS for a host name nobody needs.

    def drain(self) -> None:
        self.is_draining = True
        self.shutdown()
        while select.select([self.socket], [], [], 0)[0]:  # Who got through before we closed is served.
            self.handle_request()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # Seconds a connection may be idle or a client may take to send its request.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        start = time.perf_counter()
        request = self._read_request()
        if request is None:
            return
        reply = self._guarded_answer(request)
        self._send(reply)
        if request.path == "/healthz" and reply.status == 200:
            return  # A probe every second is noise.
        log(
            "info",
            "request",
            method=request.method,
            path=request.path,
            status=reply.status,
            ms=round((time.perf_counter() - start) * 1000, 2),
            requestId=self.headers.get("X-Request-Id"),
        )

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def _read_request(self) -> Request | None:
        if "Transfer-Encoding" in self.headers:
            return self.send_error(411, "Length required", "Send the body with Content-Length.")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            return self.send_error(400, "Bad request", "Content-Length must be a number.")
        if len(length) > 9 or int(length) > MAX_BODY_BYTES:
            return self.send_error(413, "Payload too large", "The body may have up to 64 KiB.")
        body = self.rfile.read(int(length))
        if len(body) < int(length):  # The client went away.
            self.close_connection = True
            return None
        path, _, query = self.path.partition("?")
        return Request(self.command, unquote(path), parse_qsl(query, keep_blank_values=True), body)

    def _guarded_answer(self, request: Request) -> Reply:
        try:
            return answer(request, self.server.notes, self.server.about)
        except DatabaseUnavailable as error:
            log("error", "database unavailable", error=str(error))
            return problem(503, "Database unavailable", "Try again in a moment.")
        except Exception as error:
            log("error", "request failed", error=repr(error))
            return problem(500, "Internal error", "The service made a mistake; its log says which.")

    def _send(self, reply: Reply) -> None:
        body = json.dumps(reply.body).encode() + b"\n"
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json" if reply.status < 400 else "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        if reply.allow:
            self.send_header("Allow", reply.allow)
        if self.server.is_draining or self.close_connection:
            self.send_header("Connection", "close")  # Also sets close_connection.
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library or _read_request refuses. The rest of the request is unread, so close."""
        self.close_connection = True
        self._send(problem(code, message or "Bad request", explain or "The request cannot be understood."))

    def version_string(self) -> str:
        return self.server.about.service

    def log_message(self, *_: object) -> None:
        """Requests are logged in do_GET."""
