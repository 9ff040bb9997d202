#!/usr/bin/env python3
"""Makes the web UI linkable: a table of assets in C++ and their bytes in assembly.
Usage: embed_web.py <dist folder> <name of the table> <output.cpp> <output.S>

Beside a file may stand its compressed forms, <file>.br and <file>.gz (web/scripts/compress.mjs makes them); they become
forms of the same asset."""
import hashlib, pathlib, re, sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
         ".json": "application/json", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json"}
# Vite puts a hash of the content between name and extension of what it bundles.
HASHED = re.compile(r"^/assets/.+-[A-Za-z0-9_-]{8}\.\w+$")

dist, name, cpp, assembly = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
labels, rows, incbins = [], [], []

def embed(file):
    """The C++ expression for the file's bytes; "" for a form that does not exist."""
    if not file.exists():
        return '""'
    label = f"{name}_{len(labels)}"
    labels.append(label)
    incbins.append(f'.global {label}\n{label}:\n.incbin "{file}"\n.byte 0\n')
    return f"{{{label}, {file.stat().st_size}}}"

for file in sorted(dist.rglob("*"), key=lambda f: "/" + f.relative_to(dist).as_posix()):
    if not file.is_file() or file.suffix in (".br", ".gz"):
        continue
    path = "/" + file.relative_to(dist).as_posix()
    if file.suffix not in TYPES:
        sys.exit(f"{file}: no content type is known for {file.suffix}: add it to tools/embed_web.py")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    forms = ", ".join(embed(form) for form in (file, file.with_name(file.name + ".br"), file.with_name(file.name + ".gz")))
    rows.append(f'    {{"{path}", "{TYPES[file.suffix]}", "W/\\"{digest}\\"", {"true" if HASHED.match(path) else "false"}, {forms}}},\n')

if not any('{"/index.html"' in row for row in rows):
    sys.exit(f"{dist}: there is no index.html")
cpp.write_text(
    "// Made by tools/embed_web.py.\n#include \"asset_table.h\"\n\nextern \"C\" {\n"
    + "".join(f"extern const char {label}[];\n" for label in labels)
    + f"}}\n\nnamespace towpath::webui {{\nnamespace {{\nconstinit const Asset rows[] = {{\n{''.join(rows)}}};\n}}  // namespace\n"
    + f"extern const std::span<const Asset> {name};\nconstinit const std::span<const Asset> {name}{{rows}};\n}}  // namespace towpath::webui\n")
assembly.write_text('.section .rodata\n' + "".join(incbins) + '.section .note.GNU-stack,"",@progbits\n')
