#!/bin/sh
# Builds a real Kubernetes API server for the tests: kube-apiserver, kube-controller-manager and kube-scheduler 1.20
# from Debian's own source package with Debian's own Go, without cloud providers. It takes minutes the first time (two
# cores: 6 to 15), a second afterwards; the result is kept in the user's cache directory.
#   tools/kubernetes/build_api_server.sh            prints the directory with the programs
# Needs: golang-go, golang-github-modern-go-reflect2-dev, dpkg-dev (tools/packages.sh lists them as packages_kubernetes).
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/towpath/kubernetes
programs=$cache/bin
if [ -x "$programs/kube-scheduler" ] && [ -x "$programs/kube-controller-manager" ] && [ -x "$programs/kube-apiserver" ]; then
  echo "$programs"
  exit 0
fi
say() { echo "kubernetes: $*" >&2; }
for program in go apt-get dpkg-source; do
  command -v $program >/dev/null 2>&1 || { say "$program is missing: sh tools/install.sh kubernetes"; exit 1; }
done
reflect2=/usr/share/gocode/src/github.com/modern-go/reflect2
[ -d $reflect2 ] || { say "golang-github-modern-go-reflect2-dev is missing: sh tools/install.sh kubernetes"; exit 1; }

mkdir -p "$cache/apt/lists/partial" "$programs"
exec 9>"$cache/lock"
flock 9
tree=$cache/go/src/k8s.io/kubernetes
if [ ! -e "$tree/.unpacked" ]; then
  # An apt of our own: the machine's list of sources need not name sources, and is left as it is.
  mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Created-By: Packages' 2>/dev/null | head -n 1)
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} bookworm main" >"$cache/apt/sources.list"
  private="-o Dir::Etc::sourcelist=$cache/apt/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$cache/apt/lists
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
  say "fetching Debian's source package"
  apt-get $private update -qq >&2
  (cd "$cache" && apt-get $private source -qq --download-only kubernetes >&2)
  rm -rf "$cache/go"
  mkdir -p "$tree"
  tar -xf "$(ls "$cache"/kubernetes_1.20*.orig.tar.gz | head -n 1)" --strip-components=1 -C "$tree"
  # The bundled reflect2 1.0.1 crashes with Go 1.18 and later at the first request for a custom resource.
  rm -f "$tree"/vendor/github.com/modern-go/reflect2/*.go "$tree"/vendor/github.com/modern-go/reflect2/*.s
  cp $reflect2/*.go $reflect2/*.s "$tree/vendor/github.com/modern-go/reflect2/"
  touch "$tree/.unpacked"
fi

cd "$tree"
export GOPATH="$cache/go" GO111MODULE=off GOFLAGS="-p=${JOBS:-2} -tags=providerless" GOCACHE="$cache/gocache" CGO_ENABLED=0
if [ ! -e pkg/generated/openapi/zz_generated.openapi.go ]; then
  say "generating the OpenAPI definitions"
  go build -o "$cache/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  inputs=$(grep -rl --include='*.go' '+k8s:openapi-gen=' pkg cmd staging/src/k8s.io |
    grep -v -e /code-generator/ -e /sample-apiserver/ -e /zz_generated -e /testdata/ | xargs -n 1 dirname | sort -u |
    sed -e 's,^staging/src/,k8s.io/kubernetes/vendor/,' -e 's,^\(pkg\|cmd\)/,k8s.io/kubernetes/\1/,' | paste -sd, -)
  "$cache/openapi-gen" --logtostderr -i "$inputs" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
    -h hack/boilerplate/boilerplate.generatego.txt -r "$cache/openapi-violations" >&2
fi
version=$(ls "$cache"/kubernetes_1.20*.orig.tar.gz | sed 's/.*really\([0-9.]*[0-9]\)\.orig.*/\1/')
flags="-s -w"
for package in component-base/version client-go/pkg/version; do  # what --version says, and what /version of the API says
  package=k8s.io/kubernetes/vendor/k8s.io/$package
  flags="$flags -X $package.gitVersion=v$version -X $package.gitMajor=1 -X $package.gitMinor=20"
done
for name in kube-apiserver kube-controller-manager kube-scheduler; do
  say "building $name"
  nice -n 5 go build -ldflags "$flags" -o "$programs/$name.new" "k8s.io/kubernetes/cmd/$name"
  mv "$programs/$name.new" "$programs/$name"
done
rm -rf "$cache/gocache" "$cache/openapi-gen"
echo "$programs"
