"""HTTP in front of the page: one thread per connection, from the standard library."""

import json
import signal
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def log(message: str, **fields: object) -> None:
    """One JSON object per line, which the platform shows and searches."""
    print(json.dumps({"time": time.time(), "level": "info", "message": message, **fields}), flush=True)


def serve(port: int, page: Callable[[], str]) -> None:
    """Serves until SIGTERM or SIGINT; requests under way are finished first."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # Inherited by every thread; only sigwait() below takes them.
    server = _Server(("127.0.0.1", port), page)
    accepting = threading.Thread(target=server.serve_forever)
    accepting.start()
    log("listening", port=server.server_address[1])
    signal.sigwait(signals)
    server.shutdown()
    accepting.join()
    server.server_close()
    log("stopped")


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for the threads of open connections.

    def __init__(self, address: tuple[str, int], page: Callable[[], str]) -> None:
        self.page = page
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    timeout = 5  # Seconds a client may take to send its request.
    server: _Server

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._send(200, "text/plain", "ok\n")
        elif self.path == "/":
            self._send(200, "text/html; charset=utf-8", self.server.page())
            log("request", method=self.command, path=self.path, status=200)
        else:
            self._send(404, "text/plain", "Nothing is here; the page is at /.\n")
            log("request", method=self.command, path=self.path, status=404)

    do_HEAD = do_GET

    def _send(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Requests are logged in do_GET."""
