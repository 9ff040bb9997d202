#!/usr/bin/env python3
"""Runs a command with a Kubernetes cluster: with_cluster.py COMMAND [ARGUMENT...]

The command finds a kubeconfig with all rights in TOWPATH_TEST_KUBECONFIG. When that is set already, it is taken as it
is. Else a real API server, controller manager and scheduler with an etcd are started on free ports of 127.0.0.1, with
tests/kubernetes/fake_kubelet.py as their only node, and ended with the command. What that node has for images are
folders in the one that TOWPATH_TEST_IMAGES names. Their output is in a folder below the temporary one, which stays when
something fails. Exits as the command does.

The programs are those of build_api_server.sh (1.20), or of another version: TOWPATH_TEST_KUBERNETES names a folder with
kube-apiserver, kube-controller-manager and kube-scheduler, and with an etcd where the machine's own is too old for them.
"""
import base64
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
FAKE_KUBELET = HERE.parent.parent / "tests" / "kubernetes" / "fake_kubelet.py"
VARIABLE = "TOWPATH_TEST_KUBECONFIG"
IMAGES = "TOWPATH_TEST_IMAGES"
PROGRAMS = "TOWPATH_TEST_KUBERNETES"
OURS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
LONGEST_START = 180


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def version_of(programs):
    """What the API server in a folder says: ("v1.20.2", (1, 20))."""
    said = subprocess.run([f"{programs}/kube-apiserver", "--version"], stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"v(\d+)\.(\d+)\S*", said)
    if not found:
        sys.exit(f"kubernetes: {programs}/kube-apiserver does not say its version, but '{said.strip()}'")
    return found[0], (int(found[1]), int(found[2]))


def find_programs():
    """The folder with the cluster's programs, and the etcd to run them with."""
    named = os.environ.get(PROGRAMS)
    own_etcd = named and shutil.which("etcd", path=named)
    for program, package in [("openssl", "openssl")] + ([] if own_etcd else [("etcd", "etcd-server")]):
        if not shutil.which(program):
            sys.exit(f"kubernetes: {program} is missing: sh tools/install.sh kubernetes (package {package})")
    if named:
        for program in OURS:
            if not shutil.which(program, path=named):
                sys.exit(f"kubernetes: {PROGRAMS} names {named}, which has no program {program}")
        return os.path.abspath(named), os.path.abspath(own_etcd) if own_etcd else "etcd"
    built = subprocess.run(["sh", str(HERE / "build_api_server.sh")], stdout=subprocess.PIPE, text=True)
    if built.returncode != 0:
        sys.exit(built.returncode)
    return built.stdout.strip(), "etcd"


class Cluster:
    def __init__(self, folder, programs, etcd, version):
        self.folder, self.programs, self.etcd, self.processes = folder, programs, etcd, []
        # Before 1.22 they open a second port, without TLS, on every address; 1.24 no longer takes the flag.
        is_old = version < (1, 22)
        self.no_open_port = ["--port=0"] if is_old else []
        self.no_insecure_port = ["--insecure-port=0"] if is_old else []

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def make_certificates(self):
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=test-ca")
        for name, subject, extension in [
            ("server", "/CN=kube-apiserver", "subjectAltName=IP:127.0.0.1,DNS:localhost"),
            ("admin", "/O=system:masters/CN=test-admin", "extendedKeyUsage=clientAuth"),
            ("kubelet", "/CN=fake-node", "subjectAltName=IP:127.0.0.1"),
        ]:
            (self.folder / f"{name}.ext").write_text(extension)
            self.openssl("req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
            self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                         "-out", f"{name}.crt", "-days", "2", "-extfile", f"{name}.ext")
        self.openssl("genrsa", "-out", "accounts.key", "2048")
        self.openssl("rsa", "-in", "accounts.key", "-pubout", "-out", "accounts.pub")

    def write_kubeconfig(self, server):
        def data(name):
            return base64.b64encode((self.folder / name).read_bytes()).decode()
        place = self.folder / "kubeconfig"
        place.write_text(f"""apiVersion: v1
kind: Config
current-context: test
contexts: [{{name: test, context: {{cluster: test, user: admin}}}}]
clusters: [{{name: test, cluster: {{server: "{server}", certificate-authority-data: {data("ca.crt")}}}}}]
users: [{{name: admin, user: {{client-certificate-data: {data("admin.crt")}, client-key-data: {data("admin.key")}}}}}]
""")
        place.chmod(0o600)
        return place

    def start(self, name, *words):
        log = open(self.folder / f"{name}.log", "wb")
        self.processes.append((name, subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log,
                                                      start_new_session=True)))

    def wait_ready(self, url, what):
        context = ssl.create_default_context(cafile=self.folder / "ca.crt")
        context.load_cert_chain(self.folder / "admin.crt", self.folder / "admin.key")
        until = time.monotonic() + LONGEST_START
        while True:
            for name, process in self.processes:
                if process.poll() is not None:
                    sys.exit(f"kubernetes: {name} ended; see {self.folder}/{name}.log")
            try:
                with urllib.request.urlopen(url, context=context, timeout=5):
                    return
            except OSError:
                if time.monotonic() > until:
                    sys.exit(f"kubernetes: {what} was not ready within {LONGEST_START} s; see {self.folder}")
                time.sleep(0.2)

    def bring_up(self):
        self.make_certificates()
        (self.folder / "images").mkdir()
        etcd, peer, api, kubelet = (free_port() for _ in range(4))
        etcd_url, server = f"http://127.0.0.1:{etcd}", f"https://127.0.0.1:{api}"
        self.start("etcd", self.etcd, "--data-dir", "etcd", "--listen-client-urls", etcd_url, "--advertise-client-urls",
                   etcd_url, "--listen-peer-urls", f"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls",
                   f"http://127.0.0.1:{peer}", "--initial-cluster", f"default=http://127.0.0.1:{peer}")
        self.start("kube-apiserver", f"{self.programs}/kube-apiserver", f"--etcd-servers={etcd_url}",
                   "--bind-address=127.0.0.1", f"--secure-port={api}", *self.no_insecure_port,
                   "--endpoint-reconciler-type=none", "--tls-cert-file=server.crt", "--tls-private-key-file=server.key",
                   "--client-ca-file=ca.crt", "--authorization-mode=RBAC", "--service-cluster-ip-range=10.97.0.0/16",
                   "--service-account-issuer=https://test", "--service-account-key-file=accounts.pub",
                   "--service-account-signing-key-file=accounts.key",
                   "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
                   "--kubelet-preferred-address-types=InternalIP", "--kubelet-client-certificate=admin.crt",
                   "--kubelet-client-key=admin.key")
        kubeconfig = self.write_kubeconfig(server)
        self.wait_ready(server + "/readyz", "kube-apiserver")
        self.start("kube-controller-manager", f"{self.programs}/kube-controller-manager", f"--kubeconfig={kubeconfig}",
                   *self.no_open_port, "--secure-port=0", "--leader-elect=false", "--controllers=*,-nodelifecycle",
                   "--service-account-private-key-file=accounts.key", "--use-service-account-credentials=false")
        self.start("kube-scheduler", f"{self.programs}/kube-scheduler", f"--kubeconfig={kubeconfig}",
                   *self.no_open_port, "--secure-port=0", "--leader-elect=false")
        self.start("fake_kubelet", sys.executable, str(FAKE_KUBELET), server, str(self.folder), str(kubelet))
        self.wait_ready(server + "/api/v1/namespaces/default", "the namespace default")
        self.wait_ready(server + "/api/v1/nodes/fake-node", "the fake kubelet's node")
        return kubeconfig

    def end(self):
        for _, process in reversed(self.processes):
            process.terminate()
        for _, process in reversed(self.processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if os.environ.get(VARIABLE):
        return subprocess.run(sys.argv[1:]).returncode
    programs, etcd = find_programs()
    name, version = version_of(programs)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="towpath-kubernetes-"))
    cluster = Cluster(folder, programs, etcd, version)
    code = 1
    try:
        begun = time.monotonic()
        kubeconfig = cluster.bring_up()
        print(f"kubernetes: a cluster {name} is ready after {time.monotonic() - begun:.1f} s", file=sys.stderr)
        code = subprocess.run(sys.argv[1:], env={**os.environ, VARIABLE: str(kubeconfig),
                                                IMAGES: str(folder / "images")}).returncode
    finally:
        cluster.end()
        if code == 0:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"kubernetes: what the cluster wrote is in {folder}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
