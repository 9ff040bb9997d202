#!/usr/bin/env python3
"""Runs a command with a Kubernetes cluster: with_cluster.py COMMAND [ARGUMENT...]

The command finds a kubeconfig with all rights in TOWPATH_TEST_KUBECONFIG. When that is set already, it is taken as it
is. Else a real API server, controller manager and scheduler (build_api_server.sh) with an etcd are started on free
ports of 127.0.0.1, with tests/kubernetes/fake_kubelet.py as their only node, and ended with the command. What that node has for
images are folders in the one that TOWPATH_TEST_IMAGES names. Their output is in a folder below the temporary one, which
stays when something fails. Exits as the command does.
"""
import base64
import os
import pathlib
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
LONGEST_START = 180


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    def __init__(self, folder, programs):
        self.folder, self.programs, self.processes = folder, programs, []

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
        self.start("etcd", "etcd", "--data-dir", "etcd", "--listen-client-urls", etcd_url, "--advertise-client-urls",
                   etcd_url, "--listen-peer-urls", f"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls",
                   f"http://127.0.0.1:{peer}", "--initial-cluster", f"default=http://127.0.0.1:{peer}")
        self.start("kube-apiserver", f"{self.programs}/kube-apiserver", f"--etcd-servers={etcd_url}",
                   "--bind-address=127.0.0.1", f"--secure-port={api}", "--insecure-port=0",
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
                   "--port=0", "--secure-port=0", "--leader-elect=false", "--controllers=*,-nodelifecycle",
                   "--service-account-private-key-file=accounts.key", "--use-service-account-credentials=false")
        self.start("kube-scheduler", f"{self.programs}/kube-scheduler", f"--kubeconfig={kubeconfig}", "--port=0",
                   "--secure-port=0", "--leader-elect=false")
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
    for program, package in [("etcd", "etcd-server"), ("openssl", "openssl")]:
        if not shutil.which(program):
            sys.exit(f"kubernetes: {program} is missing: sh tools/install.sh kubernetes (package {package})")
    built = subprocess.run(["sh", str(HERE / "build_api_server.sh")], stdout=subprocess.PIPE, text=True)
    if built.returncode != 0:
        return built.returncode
    folder = pathlib.Path(tempfile.mkdtemp(prefix="towpath-kubernetes-"))
    cluster = Cluster(folder, built.stdout.strip())
    code = 1
    try:
        begun = time.monotonic()
        kubeconfig = cluster.bring_up()
        print(f"kubernetes: a cluster is ready after {time.monotonic() - begun:.1f} s", file=sys.stderr)
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
