#!/usr/bin/env python3
"""tools/check_dependencies.py on small trees. Usage: check_dependencies_test.py (run by CTest)"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "| Package | Why |\n| --- | --- |\n| g++, libfoo-dev (all of it) | to build |\n| nodejs | to run |\n| react | views |\n"


def check(page=PAGE, debian="g++ libfoo-dev", react="19.3.1"):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in {
            "docs/DEPENDENCIES.md": page,
            "tools/packages.sh": f'packages_build="{debian}"\n',
            "tools/install.sh": 'have node || wanted="$wanted nodejs"\n',
            "web/package.json": json.dumps({"dependencies": {"react": react}}),
            "web/toolchain/package.json": "{}",
            "src/kernel/script/js/package.json": "{}",
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        result = subprocess.run([sys.executable, CHECKOUT / "tools/check_dependencies.py", folder], capture_output=True,
                                text=True, check=False)
        return result.returncode, result.stdout + result.stderr


class CheckDependencies(unittest.TestCase):
    def test_a_page_that_names_all_passes(self):
        self.assertEqual(check(), (0, "dependencies ok: 3 Debian packages, 1 npm packages\n"))

    def test_each_difference_is_named(self):
        for change, words in (
            (dict(debian="g++ libfoo-dev libbar-dev"), "libbar-dev is installed but has no line"),
            (dict(debian="g++"), "libfoo-dev is in docs/DEPENDENCIES.md but nothing installs it"),
            (dict(page=PAGE.replace("| react | views |\n", "")), "react is installed but has no line"),
            (dict(page=PAGE.replace("| to run |", "| |")), "nodejs has a line but no reason"),
            (dict(react="^19.3.1"), "'^19.3.1' is not an exact version"),
        ):
            with self.subTest(words):
                code, output = check(**change)

                self.assertEqual(code, 1)
                self.assertIn(words, output)


if __name__ == "__main__":
    unittest.main()
