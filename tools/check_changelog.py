#!/usr/bin/env python3
"""Fails when what this branch changes for users has no line in CHANGELOG.md (or file in changelog.d/). What counts is
what differs from the main branch, committed or not; on main itself there is nothing to compare.
Usage: check_changelog.py [root]"""
import pathlib
import re
import subprocess
import sys

# What users see: the API, the command line, settings, golden paths, the portal.
VISIBLE = re.compile(r"api/openapi\.yaml|src/surfaces/cli/commands/.*|src/app/settings\.cpp|golden-paths/.*|web/src/features/.*(?<!\.test)\.tsx")
NOTED = re.compile(r"CHANGELOG\.md|changelog\.d/\d+\.(added|changed|deprecated|removed|fixed|security)\.md")


def git(*words):
    result = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    return result.stdout.split("\n")[:-1] if result.returncode == 0 else None


def main_branch():
    for name in ("origin/main", "main"):
        if git("rev-parse", "--verify", "--quiet", name):
            return name
    return None


root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
main = main_branch()
base = git("merge-base", "HEAD", main) if main else None
if not base:
    print("changelog not checked: there is no branch main to compare with")
    sys.exit(0)
changed = (git("diff", "--name-only", base[0]) or []) + (git("ls-files", "--others", "--exclude-standard") or [])
visible = [path for path in changed if VISIBLE.fullmatch(path)]
if visible and not any(NOTED.fullmatch(path) for path in changed):
    print(f"{len(visible)} changed files are visible to users ({', '.join(sorted(visible)[:3])}, ...): "
          "add a line below Unreleased in CHANGELOG.md, or changelog.d/<number>.<kind>.md")
    sys.exit(1)
print(f"changelog ok: {len(changed)} files differ from {main}, {len(visible)} of them visible to users")
