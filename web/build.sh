#!/bin/sh
# Builds the web UI into web/dist, which the C++ build then embeds. Needs npm and any Node from 18 on (Debian:
# apt-get install nodejs npm); see ./npm for what the tools themselves run on.
set -eu
cd "$(dirname "$0")"

# Installed packages are kept while the lock file stays the same.
installed=node_modules/.installed-lock.json
if ! cmp -s package-lock.json "$installed"; then
  echo "web: installing packages"
  ./npm ci --loglevel=error
  cp package-lock.json "$installed"
fi

inputs="src public index.html package-lock.json vite.config.ts tsconfig.json scripts/compress.mjs"
# The page's compressed form is made last.
# shellcheck disable=SC2086 # A list of words.
if [ -f dist/index.html.br ] && [ -z "$(find $inputs -newer dist/index.html.br -print -quit)" ]; then
  echo "web: dist is up to date"
  exit 0
fi
./npm run --silent build
