"""What a kubelet does when it is asked to run a program in a container: the program runs on this machine, its streams go
over a WebSocket with the subprotocol v4.channel.k8s.io, and how it ended is an object Status."""
import base64
import fcntl
import hashlib
import json
import os
import pty
import select
import signal
import ssl
import struct
import subprocess
import termios
import time

PROTOCOL = "v4.channel.k8s.io"
INPUT, OUTPUT, ERRORS, STATUS, WINDOW = range(5)
PIECE, MOST_UNTAKEN = 32768, 65536
QUIET_END = 0.3  # Streams of an ended program that others still hold open are given up after this.


def accept_key(key):
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


class Frames:
    """Frames of a client; what is not whole stays."""

    def __init__(self):
        self.bytes = b""

    def take(self):
        """(opcode, payload), or None."""
        data = self.bytes
        if len(data) < 2:
            return None
        size, at = data[1] & 0x7f, 2
        if size == 126:
            size, at = struct.unpack(">H", data[2:4])[0] if len(data) >= 4 else 1 << 62, 4
        elif size == 127:
            size, at = struct.unpack(">Q", data[2:10])[0] if len(data) >= 10 else 1 << 62, 10
        if len(data) < at + 4 + size:
            return None
        mask, payload = data[at:at + 4], data[at + 4:at + 4 + size]
        self.bytes = data[at + 4 + size:]
        return data[0] & 15, bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))


class Exec:
    def __init__(self, connection, words, variables, folder, has_terminal):
        self.connection, self.words, self.variables = connection, words, variables
        self.folder, self.has_terminal = folder, has_terminal
        self.frames, self.untaken, self.process = Frames(), b"", None
        self.sources = {}  # By descriptor: the channel of what is read there.
        self.input = None
        self.is_connected = True

    def begin_process(self):
        """In the new process: as in a container, whoever started this node."""
        for each in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)
        if self.has_terminal:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def start(self):
        if self.has_terminal:
            ours, theirs = pty.openpty()
            self.process = subprocess.Popen(self.words, env=self.variables, cwd=self.folder, stdin=theirs, stdout=theirs,
                                            stderr=theirs, start_new_session=True, preexec_fn=self.begin_process)
            os.close(theirs)
            self.sources, self.input = {ours: OUTPUT}, os.dup(ours)
        else:
            self.process = subprocess.Popen(self.words, env=self.variables, cwd=self.folder, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                                            preexec_fn=self.begin_process)
            self.sources = {os.dup(self.process.stdout.fileno()): OUTPUT, os.dup(self.process.stderr.fileno()): ERRORS}
            self.input = os.dup(self.process.stdin.fileno())
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                stream.close()
        os.set_blocking(self.input, False)

    def send(self, opcode, payload):
        head = bytes([0x80 | opcode])
        if len(payload) < 126:
            head += bytes([len(payload)])
        else:
            head += b"\x7e" + struct.pack(">H", len(payload)) if len(payload) < 65536 else \
                b"\x7f" + struct.pack(">Q", len(payload))
        rest = head + payload
        while rest and self.is_connected:
            try:
                rest = rest[self.connection.send(rest):]
            except ssl.SSLWantWriteError:
                select.select([], [self.connection], [], 1)
            except OSError:
                self.is_connected = False

    def say(self, channel, data):
        self.send(2, bytes([channel]) + data)

    def hear(self):
        while True:
            try:
                data = self.connection.recv(PIECE)
            except ssl.SSLWantReadError:
                break
            except OSError:
                data = b""
            if not data:
                self.is_connected = False
                break
            self.frames.bytes += data
        while (frame := self.frames.take()) is not None:
            opcode, payload = frame
            if opcode == 8:
                self.is_connected = False
            elif opcode == 9:
                self.send(10, payload)
            elif opcode == 2 and payload:
                self.hear_channel(payload[0], payload[1:])

    def hear_channel(self, channel, data):
        if channel == INPUT and self.input is not None:
            self.untaken += data
        elif channel == WINDOW and self.has_terminal:
            size = json.loads(data)
            for ours in self.sources:
                fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", size["Height"], size["Width"], 0, 0))

    def give_input(self):
        try:
            self.untaken = self.untaken[os.write(self.input, self.untaken):]
        except BlockingIOError:
            pass
        except OSError:
            self.end_input()

    def end_input(self):
        if self.input is not None:
            os.close(self.input)
        self.input, self.untaken = None, b""

    def show(self, source):
        try:
            data = os.read(source, PIECE)
        except OSError:
            data = b""  # a terminal that nobody has open any more
        if data:
            self.say(self.sources[source], data)
        else:
            os.close(source)
            del self.sources[source]

    def serve(self):
        """To the end of the program. A connection that is lost ends its input, and nothing else."""
        try:
            self.start()
        except OSError as error:
            return self.say_failure(f'exec: "{self.words[0]}": {error.strerror}')
        self.connection.setblocking(False)
        self.say(OUTPUT, b"")
        quiet_until = None
        while self.sources and (quiet_until is None or time.monotonic() < quiet_until):
            if not self.is_connected and not self.has_terminal and not self.untaken:
                self.end_input()
            is_reading = self.is_connected and len(self.untaken) < MOST_UNTAKEN
            readable, writable, _ = select.select(
                [*self.sources, *([self.connection] if is_reading else [])],
                [self.input] if self.untaken and self.input is not None else [], [], 0.05)
            if is_reading and (self.connection in readable or self.connection.pending()):
                self.hear()
            if writable:
                self.give_input()
            shown = [source for source in readable if source in self.sources]
            for source in shown:
                self.show(source)
            if self.process.poll() is not None and (shown or quiet_until is None):
                quiet_until = time.monotonic() + QUIET_END
        self.say_end(self.process.wait())
        self.end_input()
        for source in self.sources:
            os.close(source)

    def say_end(self, code):
        code = code if code >= 0 else 128 - code
        if code == 0:
            return self.say_status({"status": "Success"})
        self.say_status({"status": "Failure", "reason": "NonZeroExitCode",
                         "message": f"command terminated with non-zero exit code: exit status {code}",
                         "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}})

    def say_failure(self, why):
        self.say_status({"status": "Failure", "reason": "InternalError", "code": 500,
                         "message": f"Internal error occurred: error executing command in container: {why}"})

    def say_status(self, status):
        self.say(STATUS, json.dumps({"metadata": {}, **status}).encode())
        self.send(8, b"\x03\xe8")

    def kill(self):
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it has just ended


def answer(handler, words, variables, folder, has_terminal):
    """The handshake; None when it cannot be. Else what is to be served."""
    offered = [each.strip() for each in handler.headers.get("Sec-WebSocket-Protocol", "").split(",")]
    key = handler.headers.get("Sec-WebSocket-Key")
    if PROTOCOL not in offered or not key:
        handler.send_error(400, "requested protocol(s) are not supported")
        return None
    handler.send_response_only(101)
    for name, value in [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept_key(key)),
                        ("Sec-WebSocket-Protocol", PROTOCOL)]:
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = True
    return Exec(handler.connection, words, variables, folder, has_terminal)
