"""The checkout as the rules see it: its text files, its modules, and what was found wrong."""
import dataclasses
import os
import re

# Made by tools, or not ours.
SKIPPED_FOLDERS = {".git", "build", "dist", "node_modules", ".cache", "__pycache__"}
CODE = (".cpp", ".h", ".py", ".sh", ".ts", ".tsx", ".js", ".mjs", ".css", ".sql", ".cmake")
# Folders whose code may do what the product's may not: test programs, their fixtures, fuzz targets, benchmarks.
TEST_PARTS = {"tests", "testing", "fuzz", "bench"}


@dataclasses.dataclass
class Module:
    """A module as its CMakeLists.txt declares it."""
    name: str
    layer: int
    folder: str
    deps: set


@dataclasses.dataclass
class File:
    """A text file; `path` is relative to the checkout, with slashes."""
    path: str
    text: str

    @property
    def parts(self):
        return self.path.split("/")

    @property
    def ending(self):
        return os.path.splitext(self.path)[1]

    @property
    def is_cpp(self):
        return self.ending in (".cpp", ".h") and self.parts[0] in ("src", "tests")

    @property
    def is_test(self):
        return bool(TEST_PARTS & set(self.parts))

    @property
    def is_public_header(self):
        return self.ending == ".h" and "include" in self.parts and not self.is_test

    def lines(self):
        return enumerate(self.text.splitlines(), 1)


class Tree:
    def __init__(self, root):
        self.root, self.problems, self.files, self.modules = root, [], [], {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), root)
                if path.endswith(CODE) or name in ("README.md", "CMakeLists.txt") or path.startswith("docs/adr/"):
                    with open(os.path.join(folder, name), encoding="utf-8") as text:
                        self.files.append(File(path, text.read()))
        for file in self.files:
            if file.path.startswith("src/") and file.path.endswith("/CMakeLists.txt"):
                self._read_modules(file)

    def _read_modules(self, file):
        for m in re.finditer(r"^towpath_module\((\w+)\s+LAYER\s+(\d+)([^)]*)\)", file.text, re.M):
            name, layer, rest = m.groups()
            deps, taking = set(), False
            for word in rest.split():
                if word.isupper():
                    taking = word in ("DEPENDS", "TEST_DEPENDS")
                elif taking:
                    deps.add(word)
            self.modules[name] = Module(name, int(layer), os.path.dirname(file.path), deps)

    def complain(self, file, line, text):
        self.problems.append(f"{getattr(file, 'path', file)}:{line}: {text}")

    def owner(self, file):
        """The module a file belongs to, or None."""
        hits = [m for m in self.modules.values() if file.path.startswith(m.folder + "/")]
        return max(hits, key=lambda m: len(m.folder)) if hits else None

    def reachable(self, name):
        """Modules whose public headers `name` sees: its dependencies and theirs."""
        seen, todo = set(), [name]
        while todo:
            module = self.modules.get(todo.pop())
            fresh = (module.deps if module else set()) - seen
            seen |= fresh
            todo.extend(fresh)
        return seen
