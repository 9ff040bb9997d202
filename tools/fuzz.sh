#!/bin/sh
# Builds every fuzz target with clang and runs each for its share of the time. Prints "N passed, N failed" at the end and
# fails when a target failed. What broke it is kept in build/clang/fuzz-findings, what was learnt in build/clang/fuzz-corpus.
# Usage: tools/fuzz.sh SECONDS [name]   (only targets whose name contains it)
set -u
seconds=${1:?usage: tools/fuzz.sh SECONDS [name]}
only=${2:-}
cd "$(dirname "$0")/.." || exit 2
build=build/clang
[ -f $build/build.ninja ] || cmake --preset clang >/dev/null || exit 2
cmake --build --preset clang --target fuzz || exit 2

targets=""
for source in $(find src -path '*/fuzz/*_fuzz.cpp' | sort); do
  folder=$(dirname "$(dirname "$source")")
  name=$(basename "$folder")_$(basename "$source" .cpp)
  case $name in *"$only"*) targets="$targets $folder:$name" ;; esac
done
set -- $targets
[ $# -gt 0 ] || { echo "no fuzz target matches '$only'"; exit 2; }
share=$((seconds / $#))
[ "$share" -ge 1 ] || share=1

passed=0
failed=0
for target in "$@"; do
  folder=${target%%:*}
  name=${target#*:}
  what=${name#"$(basename "$folder")"_}
  corpus=$build/fuzz-corpus/$name
  findings=$build/fuzz-findings/$name
  mkdir -p "$corpus" "$findings"
  if "$build/$folder/$name" -max_total_time=$share -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
      -artifact_prefix="$findings/" "$corpus" "$folder/fuzz/corpus/${what%_fuzz}" >"$findings/log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/log")
    echo "ok      $name: $runs inputs in $share s"
    passed=$((passed + 1))
  else
    echo "FAILED  $name: see $findings"
    grep -E "ERROR|SUMMARY|runtime error|terminate called" "$findings/log" | head -5
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
