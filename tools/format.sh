#!/bin/sh
# clang-format over our own C++: `check` lists files that differ and fails, `write` rewrites them.
set -eu
cd "$(dirname "$0")/.."
case ${1:-check} in
  write) git ls-files '*.cpp' '*.h' | xargs -r clang-format -i ;;
  check)
    differing=$(git ls-files '*.cpp' '*.h' | xargs -r clang-format --dry-run 2>&1 | sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning: .*/\1/p' | sort -u)
    [ -z "$differing" ] || { echo "Not formatted (make format mends it):"; echo "$differing"; exit 1; } ;;
esac
