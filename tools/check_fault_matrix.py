#!/usr/bin/env python3
"""Fails when docs/howto/fault-matrix.md names a test or a fault point that does not exist, when a cell names a test that
the page does not list or says nothing, when a listed test is in no cell, and when a driver has no row.
Usage: check_fault_matrix.py [root]"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
page = root / "docs/howto/fault-matrix.md"
text = page.read_text()
problems = []

names = set()
for folder in ("src", "tests"):
    for path in (root / folder).rglob("*_test.cpp"):
        for words in re.findall(r'TEST_CASE(?:_TEMPLATE)?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', path.read_text()):
            names.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', words)))
listed = dict(re.findall(r"^- ([A-Z]\d+): (.+)$", text, re.M))
problems += [f"{key}: there is no test '{name}'" for key, name in listed.items() if name not in names]

used, rows = set(), set()
points = set(re.findall(r'\{"([a-z_.]+)",', (root / "src/base/faults.cpp").read_text()))
for line in text.split("\n"):
    cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
    if not cells or set(line) <= set("| -"):
        continue
    rows |= set(re.findall(r"`([a-z0-9]+)`", cells[0]))
    problems += [f"no fault point {point}" for point in re.findall(r"`([a-z_]+\.[a-z_.]+)`", line) if point not in points]
    if cells[0] in ("driver", "runtime", "what", "the server dies"):
        continue
    for cell in cells[1:]:
        keys = re.findall(r"\b[A-Z]\d+\b", cell)
        used |= set(keys)
        problems += [f"row {cells[0]}: {key} is not listed below" for key in keys if key not in listed]
        if not keys and not re.match(r"(none|open): \S|`", cell):
            problems.append(f"row {cells[0]}: the cell '{cell}' names no test and gives no reason")
problems += [f"{key} is in no cell" for key in listed if key not in used]

drivers = re.findall(r"^\| ((?:`[a-z0-9]+`(?:, )?)+) \|", (root / "src/modules/delivery/drivers/README.md").read_text(), re.M)
problems += [f"the driver {name} has no row" for row in drivers for name in re.findall(r"`([a-z0-9]+)`", row)
             if name not in rows]

for problem in problems:
    print(f"{page.relative_to(root)}: {problem}")
if problems:
    sys.exit(1)
print(f"fault matrix ok: {len(listed)} tests, {sum(len(re.findall('open: ', line)) for line in text.split(chr(10)))} open cells")
