#!/bin/sh
# Makes what kernel/script embeds, js/dist/cel.js and js/dist/quickjs.wasm, unless they are newer than their sources. Needs
# npm and any Node from 18 on; where npm is missing a dist that is there is used as it is.
set -eu
cd "$(dirname "$0")"

inputs="src package.json package-lock.json"
# shellcheck disable=SC2086 # A list of words.
if [ -f dist/quickjs.wasm ] && [ -f dist/cel.js ] && [ -z "$(find $inputs -newer dist/quickjs.wasm -print -quit)" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  if [ -f dist/quickjs.wasm ] && [ -f dist/cel.js ]; then
    echo "script: npm is missing; src/kernel/script/js/dist is used as it is"
    exit 0
  fi
  echo "script: npm is missing and there is no src/kernel/script/js/dist. On Debian: apt-get install nodejs npm" >&2
  exit 1
fi
if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
  # Node brings its own list of certificate authorities; what this machine trusts besides counts too.
  system_certificates=/etc/ssl/certs/ca-certificates.crt
  if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r $system_certificates ]; then
    export NODE_EXTRA_CA_CERTS=$system_certificates
  fi
  npm ci --loglevel=error >&2
  cp package-lock.json node_modules/.installed-lock.json
fi
npm run --silent build -- --log-level=warning
# Made last: its time says that all is there.
cp node_modules/quickjs-wasi/quickjs.wasm dist/quickjs.wasm.new
touch dist/quickjs.wasm.new
mv dist/quickjs.wasm.new dist/quickjs.wasm
