#!/bin/bash
# clang-tidy over our sources with the checks of .clang-tidy, on all cores. Prints "N passed, N failed" and fails when a file
# has findings. What passed is not read again until it or one of our headers changes.
# Usage: tools/tidy.sh [word...]   (only files whose path contains one of the words)
set -u
cd "$(dirname "$0")/.." || exit 2
build=build/clang
passed=$build/tidy-passed

# One file, called by xargs below.
if [ "${1:-}" = --one ]; then
  mark=$passed/$(cat .clang-tidy "$2" "$passed/headers" | sha256sum | cut -c1-40)
  [ -e "$mark" ] && exit 0
  if out=$(clang-tidy-16 --quiet -p $build "$2" 2>&1); then
    : >"$mark"
  else
    echo "$out" | grep -E '(warning|error):'
    echo "FAILED $2"
  fi
  exit 0
fi

[ -f $build/build.ninja ] || cmake --preset clang >/dev/null || exit 2
mkdir -p $passed
git ls-files 'src/*.h' | xargs cat | sha256sum >$passed/headers
# Those that are compiled for this machine and are not tests.
files=$(sed -n "s|^  \"file\": \"$PWD/\(src/.*\.cpp\)\".*|\1|p" $build/compile_commands.json | grep -v -E '/(tests|testing|fuzz|bench)/' | sort -u)
if [ $# -gt 0 ]; then files=$(echo "$files" | grep -F "$(printf '%s\n' "$@")"); fi
[ -n "$files" ] || { echo "no file matches '$*'"; exit 2; }
out=$(echo "$files" | xargs -P "$(nproc)" -n 1 bash "$0" --one)
[ -z "$out" ] || echo "$out"
failed=$(echo "$out" | grep -c '^FAILED ')
echo "$(($(echo "$files" | wc -l) - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
