#!/usr/bin/env python3
"""A node for tests: fake_kubelet.py SERVER FOLDER PORT, with ca.crt, admin.* and kubelet.* in FOLDER.

Registers the node fake-node and does what a kubelet does, with programs of this machine instead of images: a
container's command runs as a process (without a command nothing runs, and the container counts as running), with its
variables, plain and from Secrets. Its working folder is FOLDER/images/<last part of the image's name, with its tag>
where that is there. No files, volumes or limits. It is started again when it ends, one second later; its output is its
log. Readiness: an exec probe is run, an HTTP one asked where the container has that port, every other succeeds. An
image whose name begins with "missing" cannot be pulled, and in one whose name begins with "bare" there is no /bin/sh for
whoever wants to run something beside (fake_exec.py).

Instead of a network of its own each container port is a free port of this machine, which PORT and PORT_<NAME> say. And
it does what kube-proxy does: node ports listen at 127.0.0.1 and lead to a ready pod of their Service.
"""
import base64
import datetime
import http.server
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import fake_exec

SERVER, FOLDER, PORT = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
NODE = "fake-node"
TLS = ssl.create_default_context(cafile=FOLDER / "ca.crt")
TLS.load_cert_chain(FOLDER / "admin.crt", FOLDER / "admin.key")
pods = {}  # By uid.
node_ports = {}  # By number.


def ask(method, path, body=None, kind="application/json"):
    request = urllib.request.Request(SERVER + path, method=method, headers={"Content-Type": kind},
                                     data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, context=TLS, timeout=30) as answer:
        return json.load(answer)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def whole_seconds(time_):
    return time_.strftime("%Y-%m-%dT%H:%M:%SZ")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Container:
    """The one container of a pod and its processes, one after another."""

    def __init__(self, pod):
        self.spec, self.namespace = pod["spec"]["containers"][0], pod["metadata"]["namespace"]
        self.always = pod["spec"].get("restartPolicy", "Always") == "Always"
        self.lock, self.lines, self.previous_lines = threading.Lock(), [], []
        self.process, self.started, self.ended, self.code, self.restarts = None, None, None, None, 0
        self.last_time, self.is_over, self.was_ready = now(), False, False
        self.ports = {each["containerPort"]: free_port() for each in self.spec.get("ports", [])}
        self.is_missing = self.spec["image"].startswith("missing")
        self.is_bare = self.spec["image"].startswith("bare")
        self.execs = set()  # Programs beside its own, which end with it.
        if not self.is_missing:
            self.start()

    def variables(self):
        env = {"PATH": os.environ["PATH"]}
        for each in self.spec.get("env", []):
            source = each.get("valueFrom", {}).get("secretKeyRef")
            if source:
                secret = ask("GET", f"/api/v1/namespaces/{self.namespace}/secrets/{source['name']}")
                env[each["name"]] = base64.b64decode(secret["data"][source["key"]]).decode()
            else:
                env[each["name"]] = each.get("value", "")
        for name, value in env.items():
            if (name == "PORT" or name.startswith("PORT_")) and value.isdigit() and int(value) in self.ports:
                env[name] = str(self.ports[int(value)])
        return env

    def folder(self):
        image = FOLDER / "images" / self.spec["image"].rsplit("/", 1)[-1]
        return image if image.is_dir() else "/tmp"

    def start(self):
        words = [word.replace("$$(", "$(") for word in self.spec.get("command", []) + self.spec.get("args", [])]
        self.started, self.ended, self.code = now(), None, None
        if not self.spec.get("command"):
            return
        try:
            self.process = subprocess.Popen(words, env=self.variables(), cwd=self.folder(), stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, start_new_session=True)
        except OSError:
            self.ended, self.code = now(), 127
            return
        threading.Thread(target=self.keep_log, args=(self.process,), daemon=True).start()

    def keep_log(self, process):
        for line in process.stdout:
            with self.lock:
                self.last_time = max(now(), self.last_time + datetime.timedelta(microseconds=1))
                stamp = self.last_time.strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"
                self.lines.append((stamp, line.rstrip(b"\n")))
        code = process.wait()
        self.kill_execs()
        self.ended, self.code = now(), code if code >= 0 else 128 - code

    def kill_execs(self):
        for each in list(self.execs):
            each.kill()

    def run_beside(self, handler, words, has_terminal):
        program = fake_exec.answer(handler, words, self.variables(), self.folder(), has_terminal)
        if program is None:
            return
        if self.is_bare and words[0] == "/bin/sh":
            return program.say_failure('exec: "/bin/sh": stat /bin/sh: no such file or directory')
        self.execs.add(program)
        try:
            program.serve()
        finally:
            self.execs.discard(program)

    def look(self):
        if self.ended and self.always and not self.is_over and (now() - self.ended).total_seconds() > 1:
            with self.lock:
                self.previous_lines, self.lines = self.lines, []
            self.restarts += 1
            self.start()

    def is_ready(self):
        if self.is_missing or self.ended:
            return False
        probe = self.spec.get("readinessProbe", {})
        if "httpGet" in probe and self.process and probe["httpGet"]["port"] in self.ports:
            url = f"http://127.0.0.1:{self.ports[probe['httpGet']['port']]}{probe['httpGet'].get('path', '/')}"
            try:
                with urllib.request.urlopen(url, timeout=2):
                    return True
            except OSError:
                return False
        command = probe.get("exec", {}).get("command")
        return not command or subprocess.run(command, capture_output=True).returncode == 0

    def end(self, grace):
        self.is_over = True
        self.end_own(grace)
        self.kill_execs()

    def end_own(self, grace):
        if not self.process or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, 15 if grace > 0 else 9)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()

    def status(self):
        state, last = {"running": {"startedAt": whole_seconds(self.started)}} if self.started else {}, {}
        if self.is_missing:
            state = {"waiting": {"reason": "ErrImagePull", "message": f"no image {self.spec['image']}"}}
        elif self.ended:
            ended = {"terminated": {"exitCode": self.code, "reason": "Error" if self.code else "Completed",
                                    "startedAt": whole_seconds(self.started), "finishedAt": whole_seconds(self.ended)}}
            state = ended
            if self.always:
                state, last = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}}, ended
        phase = "Pending" if self.is_missing else "Running"
        if self.ended and not self.always:
            phase = "Failed" if self.code else "Succeeded"
        ready = self.was_ready = self.is_ready()
        return {"phase": phase, "podIP": "10.88.0.2", "hostIP": "127.0.0.1",
                "conditions": [{"type": kind, "status": "True" if ready else "False"}
                               for kind in ("Ready", "ContainersReady")] +
                              [{"type": kind, "status": "True"} for kind in ("PodScheduled", "Initialized")],
                "containerStatuses": [{"name": self.spec["name"], "image": self.spec["image"], "imageID": "fake",
                                       "ready": ready, "started": ready, "restartCount": self.restarts, "state": state,
                                       "lastState": last}]}


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of both has gone


class NodePort:
    """Leads what comes to a port of this machine to a ready pod of a Service."""

    def __init__(self, number, namespace, selector, target):
        self.namespace, self.selector, self.target = namespace, selector, target
        self.listener = socket.create_server(("127.0.0.1", number))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return  # ended
            threading.Thread(target=self.lead, args=(client,), daemon=True).start()

    def lead(self, client):
        ports = [c.ports[self.target] for c, p in list(pods.values())
                 if c.was_ready and not c.is_over and self.target in c.ports
                 and p["metadata"]["namespace"] == self.namespace
                 and self.selector.items() <= p["metadata"].get("labels", {}).items()]
        with client:
            if not ports:
                return
            try:
                server = socket.create_connection(("127.0.0.1", ports[0]))
            except OSError:
                return
            with server:
                back = threading.Thread(target=pump, args=(server, client), daemon=True)
                back.start()
                pump(client, server)
                back.join()

    def end(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def look_at_services():
    wanted = {}
    for service in ask("GET", "/api/v1/services")["items"]:
        for port in service["spec"].get("ports", []):
            if "nodePort" in port and isinstance(port.get("targetPort"), int):
                wanted[port["nodePort"]] = (service["metadata"]["namespace"], service["spec"].get("selector") or {},
                                            port["targetPort"])
    for number in [n for n, p in node_ports.items() if wanted.get(n) != (p.namespace, p.selector, p.target)]:
        node_ports.pop(number).end()
    for number in [n for n in wanted if n not in node_ports]:
        try:
            node_ports[number] = NodePort(number, *wanted[number])
        except OSError as error:
            print(f"node port {number}: {error}", flush=True)


class Containers(http.server.BaseHTTPRequestHandler):
    """GET /containerLogs/<namespace>/<pod>/<container> and /exec/..., as the API server asks it."""

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        all_of = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        words = url.path.split("/")
        found = [c for c, p in pods.values() if p["metadata"]["namespace"] == words[2] and p["metadata"]["name"] == words[3]]
        if not found:
            return self.send_error(404)
        if words[1] == "exec":
            return found[0].run_beside(self, all_of["command"], all_of.get("tty") == ["1"])
        self.send_log(found[0], {key: values[0] for key, values in all_of.items()})

    def send_log(self, container, query):
        with container.lock:
            # What has just ended is the one before for a kubelet.
            is_before = query.get("previous") == "true" and not container.ended
            lines = list(container.previous_lines if is_before else container.lines)
        if "sinceTime" in query:
            lines = [line for line in lines if line[0] >= query["sinceTime"][:19]]
        if "tailLines" in query:
            lines = lines[-int(query["tailLines"]):]
        body = b"".join((stamp.encode() + b" " if query.get("timestamps") == "true" else b"") + text + b"\n"
                        for stamp, text in lines)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def remove(uid, pod):
    container, _ = pods[uid]
    container.end(pod["metadata"].get("deletionGracePeriodSeconds") or 0)
    meta = pod["metadata"]
    try:
        ask("DELETE", f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}",
            {"gracePeriodSeconds": 0, "preconditions": {"uid": uid}})
    except urllib.error.HTTPError:
        pass
    pods.pop(uid, None)


def look():
    listed = {p["metadata"]["uid"]: p
              for p in ask("GET", f"/api/v1/pods?fieldSelector=spec.nodeName%3D{NODE}")["items"]}
    for uid in [u for u in pods if u not in listed]:
        pods.pop(uid)[0].end(0)  # Removed by force.
    for uid, pod in listed.items():
        if uid not in pods:
            pods[uid] = (Container(pod), pod)
        container = pods[uid][0]
        if pod["metadata"].get("deletionTimestamp"):
            if not container.is_over:
                container.is_over = True
                threading.Thread(target=remove, args=(uid, pod), daemon=True).start()
            continue
        container.look()
        meta, status = pod["metadata"], container.status()
        if status != getattr(container, "told", None):
            container.told = status
            try:
                ask("PATCH", f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}/status", {"status": status},
                    "application/strategic-merge-patch+json")
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise


def end(*_):
    for container, _ in list(pods.values()):
        container.end(0)
    os._exit(0)


def main():
    signal.signal(signal.SIGTERM, end)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Containers)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(FOLDER / "kubelet.crt", FOLDER / "kubelet.key")
    server.socket = own.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    room = {"cpu": "8", "memory": "16Gi", "pods": "200"}
    ask("POST", "/api/v1/nodes", {
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE, "labels": {"kubernetes.io/hostname": NODE}},
        "status": {"capacity": room, "allocatable": room, "conditions": [{"type": "Ready", "status": "True"}],
                   "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
                   "daemonEndpoints": {"kubeletEndpoint": {"Port": PORT}}}})
    while True:
        try:
            look_at_services()  # first: a node port listens before a pod behind it is said to be ready
            look()
        except (urllib.error.URLError, OSError) as error:
            print(error, flush=True)
        time.sleep(0.2)


if __name__ == "__main__":
    main()
