#!/bin/sh
# Configures and compiles a preset: tools/compile.sh PRESET [cmake --build options]. Shows a line for each tenth of the way;
# all that the compiler says is in build/<preset>.log, and from the first failure on it is shown.
# (g++ 12 warns of correct uses of std::variant when it optimises; hundreds of such lines hide what matters.)
set -u
cd "$(dirname "$0")/.." || exit 2
preset=$1
shift
mkdir -p build
log=build/$preset.log
cmake --preset "$preset" >"$log" 2>&1 || { cat "$log"; exit 1; }
{
  cmake --build --preset "$preset" "$@" 2>&1
  echo "compile.sh: ended with $?"
} | tee -a "$log" | awk -v preset="$preset" '
  /^compile\.sh: ended with / { status = $4; next }
  /^FAILED: / { failed = 1 }
  failed { print; next }
  match($0, /^\[[0-9]+\/[0-9]+\]/) {
    split(substr($0, 2, RLENGTH - 2), step, "/")
    tenth = int(10 * step[1] / step[2])
    if (tenth != shown) print preset ": " 10 * tenth " % of " step[2] " steps compiled"
    shown = tenth
    fflush()
  }
  END { exit status == "" ? 1 : status }'
