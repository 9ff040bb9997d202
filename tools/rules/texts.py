"""Sizes, names and documents, whatever the language (CONVENTIONS 1, 2, 12 and 15)."""
import re

from rules.tree import CODE

MAX_FILE_LINES = 500
MAX_README_LINES = 60
# Made by a program from the API document.
GENERATED = {"web/src/shared/api/schema.ts"}
VAGUE = re.compile(r"(^|[/_.-])(utils?|common|helpers?|misc|manager)([/_.-]|$)", re.I)


def check(tree):
    paths = {file.path for file in tree.files}
    for file in tree.files:
        if file.path.endswith(CODE) and file.path not in GENERATED:
            count = len(file.text.splitlines())
            if count > MAX_FILE_LINES:
                tree.complain(file, 1, f"{count} lines; split it (limit {MAX_FILE_LINES})")
            if VAGUE.search(file.path):
                tree.complain(file, 1, "name the thing: no utils, common, helpers, misc or manager")
            if file.ending in (".cpp", ".h", ".py", ".sql") and not re.fullmatch(r"[a-z0-9_.]+", file.parts[-1]):
                tree.complain(file, 1, "file names are snake_case")
        if file.path.startswith("src/") and file.path.endswith("/README.md"):
            count = len(file.text.splitlines())
            if count > MAX_README_LINES:
                tree.complain(file, 1, f"{count} lines; a module's README has at most {MAX_README_LINES}")
        if file.path.startswith("docs/adr/"):
            check_decision(tree, file)
    for module in tree.modules.values():
        if f"{module.folder}/README.md" not in paths:
            tree.complain(f"{module.folder}/README.md", 1, f"module {module.name} has no README.md: purpose, concepts, flow, tables, events")
    for feature in sorted({file.parts[3] for file in tree.files if file.path.startswith("web/src/features/") and len(file.parts) > 4}):
        if feature.replace("-", "_") not in tree.modules:
            tree.complain(f"web/src/features/{feature}", 1, "a feature has the name of its module")


def check_decision(tree, file):
    if not re.fullmatch(r"docs/adr/\d{4}-[a-z0-9-]+\.md", file.path) and not file.path.endswith("/README.md"):
        tree.complain(file, 1, "a decision is docs/adr/NNNN-title.md")
        return
    for part in ("Context", "Decision", "Consequences", "Alternatives"):
        if not re.search(rf"^#+ {part}", file.text, re.M) and not file.path.endswith("/README.md"):
            tree.complain(file, 1, f"a decision has a section '{part}'")
