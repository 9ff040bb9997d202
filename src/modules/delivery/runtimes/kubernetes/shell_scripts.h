#pragma once

// What runs beside a shell in a container, for any /bin/sh of POSIX. Each says its first argument, the mark, when it
// has begun. Words of the scripts are in addresses, so they are short.
namespace towpath::delivery {

/// <mark>: sends signals to whatever has the mark in its environment, one for each line with a number. When its input
/// ends, by whoever wanted that or with the connection to the server, it ends all that has the mark: SIGHUP, two
/// seconds later SIGKILL, until nothing is left. Ends with 3 where it cannot see processes.
inline constexpr const char* keeper_script = R"([ -r /proc/self/environ ] || exit 3
mark=$1; printf %s "$mark"
all() {
none=1
for p in /proc/[0-9]*; do while IFS= read -r l || [ -n "$l" ]; do case $l in
*"TOWPATH_SHELL=$mark"*) kill "-$1" "${p#/proc/}" && none=0; break;;
esac; done <"$p/environ"; done 2>/dev/null
return $none
}
while read -r n; do case $n in [1-9]*) all "$n";; esac; done
all 1 || exit 0
sleep 2; i=0
while all 9 && [ $i -lt 20 ]; do i=$((i+1)); sleep 1; done)";

/// <mark> <type of terminal> <program...>: with a terminal.
inline constexpr const char* terminal_script = R"(TOWPATH_SHELL=$1 TERM=$2; export TOWPATH_SHELL TERM; shift 2
printf %s "$TOWPATH_SHELL"; exec "$@")";

/// <mark> <program...>: without a terminal. Its input are lines (exec_channels.h, input_lines), because a stream to a
/// container cannot be ended alone: a reader makes bytes of them, until it is told that there are no more. What the
/// program does not want it drops.
inline constexpr const char* pipe_script = R"(mark=$1; shift; printf %s "$mark"; exec 3>&2 2>/dev/null
/bin/sh -c 'trap "" PIPE; echo $$; while IFS= read -r l; do case $l in .) exit;; esac; printf %b "$l"; done' 3>&- | {
read -r reader
(TOWPATH_SHELL=$mark; export TOWPATH_SHELL; exec 2>&3 3>&-; exec "$@")
code=$?; kill -9 "$reader"; exit $code; })";

}  // namespace towpath::delivery
