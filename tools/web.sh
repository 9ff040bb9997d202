#!/bin/sh
# The web UI in the build: tools/web.sh build | check | test. Where npm is missing, a web/dist that is there is used as
# it is, so that the binary can be built without Node; check and test then say that they did nothing.
set -eu
cd "$(dirname "$0")/../web"

has_npm() { command -v npm >/dev/null 2>&1; }

case ${1:-} in
  build)
    if has_npm; then
      ./build.sh >../build/web.log 2>&1 || { cat ../build/web.log; exit 1; }
    elif [ -f dist/index.html ]; then
      echo "web: npm is missing; web/dist is used as it is"
    else
      echo "web: npm is missing and there is no web/dist; the portal will say how to build it"
    fi
    ;;
  check)
    has_npm || { echo "web: npm is missing; not checked"; exit 0; }
    ./build.sh >/dev/null
    ./npm run --silent schema:check
    ./npm run --silent format:check >/dev/null || { echo "web: not formatted; run web/npm run format"; exit 1; }
    ./npm run --silent lint
    ./npm run --silent size | tail -1
    ;;
  test)
    has_npm || { echo "web: npm is missing; not tested"; exit 0; }
    ./build.sh >/dev/null
    ./npm run --silent test
    if [ -x "${CHROMIUM:=/usr/bin/chromium}" ]; then
      export CHROMIUM
      ./npm run --silent test:browser
    else
      echo "SKIPPED: browser tests of the web UI; $CHROMIUM is not there"
    fi
    ;;
  *)
    echo "usage: tools/web.sh build | check | test" >&2
    exit 2
    ;;
esac
