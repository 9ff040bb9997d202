#!/usr/bin/env python3
"""Packs the folders of golden-paths/ that hold a template.yaml into one JSON file: path to {content, executable}.
Texts only. Usage: pack_golden_paths.py FOLDER OUT"""
import json
import os
import pathlib
import sys

folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
files = {}
for template in sorted(folder.glob("*/template.yaml")):
    for file in sorted(template.parent.rglob("*")):
        parts = file.relative_to(folder).parts
        if not file.is_file() or {"node_modules", "__pycache__", "build", "dist"} & set(parts):
            continue
        files["/".join(parts)] = {"content": file.read_text(), "executable": os.access(file, os.X_OK)}
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps(files, sort_keys=True))
