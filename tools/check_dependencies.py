#!/usr/bin/env python3
"""Fails unless docs/DEPENDENCIES.md names, with a reason, exactly what is installed: the Debian packages of
tools/packages.sh and install.sh, and the npm packages of web/ and kernel/script, which have exact versions. Usage: check_dependencies.py [root]"""
import json
import pathlib
import re
import sys


def documented(text):
    """Package -> reason, from the first two columns of the tables."""
    found = {}
    for row in re.findall(r"^\| (?!Package|---)(.+?) \| ?(.*?) ?\|", text, re.M):
        for name in re.sub(r"\([^)]*\)", "", row[0]).split(","):
            found[name.strip()] = row[1].strip()
    return found


def debian(root):
    text = (root / "tools/packages.sh").read_text()
    names = set(" ".join(re.findall(r'^packages_\w+="([^"]*)"', text, re.M)).split())
    for extra in re.findall(r'\bwanted="\$wanted ([a-z][^"$]*)"', (root / "tools/install.sh").read_text()):
        names |= set(extra.split())
    return names


def npm(root):
    packages = {}
    for file in ("web/package.json", "web/toolchain/package.json", "src/kernel/script/js/package.json"):
        described = json.loads((root / file).read_text())
        for kind in ("dependencies", "devDependencies", "optionalDependencies"):
            packages.update(described.get(kind, {}))
    return packages


root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
reasons, installed, web = documented((root / "docs/DEPENDENCIES.md").read_text()), debian(root), npm(root)
problems = [f"{name} is installed but has no line in docs/DEPENDENCIES.md" for name in sorted(installed | set(web)) if name not in reasons]
problems += [f"{name} has a line but no reason in docs/DEPENDENCIES.md" for name, reason in sorted(reasons.items()) if not reason]
problems += [f"{name} is in docs/DEPENDENCIES.md but nothing installs it" for name in sorted(set(reasons) - installed - set(web))]
problems += [f"{name}: '{version}' is not an exact version" for name, version in sorted(web.items()) if not re.fullmatch(r"\d+\.\d+\.\d+[\w.-]*", version)]
print("\n".join(problems) or f"dependencies ok: {len(installed)} Debian packages, {len(web)} npm packages")
sys.exit(bool(problems))
