#!/usr/bin/env python3
"""Packs the manual into one JSON file: path to text. Usage: pack_manual.py FOLDER OUT"""
import json
import pathlib
import sys

folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
texts = {"mkdocs.yml"} | {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps({name: (folder / name).read_text() for name in sorted(texts)}, sort_keys=True))
