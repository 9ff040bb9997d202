"""How C++ looks here (CONVENTIONS 2 to 8 and 13)."""
import re

from rules.layers import ASIO_FOLDERS

# Where an exception may end (CONVENTIONS 5): boundaries, and adapters around third-party code that throws.
BOUNDARY_MARK = "// boundary:"
# Where "now" may be read.
CLOCKS = {"src/base/time.cpp", "src/base/id.cpp"}
# The macros there are; their helpers and a configuration of a library's header carry their own names.
MACROS = re.compile(r"(TRY|CHECK_OK)(_IMPL)?|TOWPATH_CONCAT(_IMPL)?|[A-Z]+_(CONFIG|IMPLEMENTATION)_?\w*|_\w+|FUSE_USE_VERSION")
# The small static process program shares nothing with the server's code but its folder.
PROGRAM = "/program/"


def check(tree):
    for file in tree.files:
        if not file.is_cpp:
            continue
        check_whole(tree, file)
        for n, line in file.lines():
            check_line(tree, file, n, line, re.sub(r'//.*|"(\\.|[^"\\])*"', '""', line))


def check_whole(tree, file):
    if file.ending == ".h" and "#pragma once" not in file.text:
        tree.complain(file, 1, "a header starts with #pragma once")
    if file.parts[0] == "src" and not file.is_test and PROGRAM not in file.path and not re.search(r"^namespace towpath\b", file.text, re.M) \
            and "{" in file.text and not file.path.endswith("main.cpp"):
        tree.complain(file, 1, "everything is defined in namespace towpath::<module>")
    bare = re.sub(r"//[^\n]*", "", file.text)
    for m in re.finditer(r"co_await\b[^;{]*?(\[[^\[\]]+\]\s*[({]|\b[A-Z]\w*\{)", bare):
        tree.complain(file, bare[: m.start()].count("\n") + 1,
                      "g++ 12 destroys temporaries of a co_await expression twice: give the lambda or {...} a name first")
    for start, loop_range in loop_ranges(bare):
        if re.search(r"\)\s*\.value\(\)$", loop_range):
            tree.complain(file, bare[:start].count("\n") + 1,
                          "value() of a temporary is gone before the loop begins: give the result a name first")
    for m in re.finditer(r"catch \([^)]*\) \{\s*\}", file.text):
        if not file.is_test:
            tree.complain(file, file.text[: m.start()].count("\n") + 1, "an exception is not dropped in silence: say why it may be")


def loop_ranges(text):
    """Where each range-based for begins, and what it goes over."""
    for m in re.finditer(r"\bfor \(", text):
        end, depth = m.end(), 1
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        head = re.fullmatch(r"[^;({]*?(?<!:):(?!:)(.*)", text[m.end() : end - 1], re.S)
        if head:
            yield m.start(), head.group(1).strip()


def check_line(tree, file, n, line, code):
    product = not file.is_test and file.parts[0] == "src"
    if file.ending == ".h" and re.match(r"\s*using namespace ", code):
        tree.complain(file, n, "no using namespace in a header")
    if re.search(r"catch \((\.\.\.|(const )?std::exception\b)", code) and not file.is_test and BOUNDARY_MARK not in line:
        tree.complain(file, n, f"an exception ends only at a boundary or an adapter; say which with '{BOUNDARY_MARK} ...' on the line")
    if product and file.path not in CLOCKS and re.search(r"system_clock::now|\b(localtime(_r)?|gettimeofday)\(|[^_\w.>]time\((nullptr|0|NULL)\)", code):
        tree.complain(file, n, "read the time from a Clock; there is no local time on the server")
    if re.search(r"sleep_for|sleep_until|\b(usleep|nanosleep)\(|[^_\w.>]sleep\(", code):
        if "tests" in file.parts:
            tree.complain(file, n, "tests must not sleep; wait for the event or use ManualClock")
        elif product and PROGRAM not in file.path:
            tree.complain(file, n, "no sleeping: wait on the condition, or schedule a job")
    if re.search(r"\bco_(await|return)\b", code) and not file.path.startswith(ASIO_FOLDERS):
        tree.complain(file, n, "coroutines stay in kernel/http, kernel/process and surfaces/proxy")
    if product and re.search(r"\bv?fork\(\)", code) and PROGRAM not in file.path:
        tree.complain(file, n, "never fork the server: posix_spawn, or ask the spawner")
    if product and re.search(r"\bthread\b.*\.detach\(\)|_?thread_?\.detach\(\)", code):
        tree.complain(file, n, "no detached threads")
    macro = re.match(r"#define (\w+)", code)
    if macro and product and not MACROS.fullmatch(macro.group(1)):
        tree.complain(file, n, "the only macros are TRY and CHECK_OK")
    if re.search(r"\bTODO\b(?!\(#\d+\): )|\b(FIXME|XXX|HACK)\b", line):
        tree.complain(file, n, "TODO(#123): with an issue, or nothing")
    case = re.match(r'\s*TEST_CASE(?:_TEMPLATE|_FIXTURE)?\((?:\w+, )?"([^"]*)"', line)
    if case and " " not in case.group(1):
        tree.complain(file, n, "a test's name is a sentence about behaviour")
