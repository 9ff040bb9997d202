#!/bin/sh
# Says in few lines what failed in the last run of a preset's tests: tools/failures.sh PRESET. Each failed check with its test
# case, its place and its first words, and each journey through the portal that ended early; the whole is in the log it names.
set -u
cd "$(dirname "$0")/.." || exit 2
log=build/$1/Testing/Temporary/LastTest.log
[ -f "$log" ] || { echo "no tests have run: $log is not there"; exit 0; }
echo "what failed (the whole: $log)"
awk '
  /^[0-9]+\/[0-9]+ Testing: / { program = $3 }
  /^TEST CASE: / { case_name = substr($0, 12); sub(/^ +/, "", case_name); next }
  / ERROR: / && /^[^ ]*\.cpp:[0-9]+: / {
    print "  " program ": " case_name
    print "    " substr($0, 1, 300)
    more = 3
    next
  }
  /(Address|Thread|Leak)Sanitizer: |: runtime error: / { print "  " program ": " substr($0, 1, 300); more = 6; next }
  /^[a-z-]+: failed at / { print "  " program ": journey " substr($0, 1, 200); more = 8; next }
  /^(==|\[doctest\])/ { more = 0 }
  more > 0 && NF { print "    " substr($0, 1, 300); --more }
' "$log" | head -n 120
