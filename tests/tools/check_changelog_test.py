#!/usr/bin/env python3
"""tools/check_changelog.py on small repositories. Usage: check_changelog_test.py (run by CTest)"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
AUTHOR = ("-c", "user.name=Test", "-c", "user.email=test@example.com")


class CheckChangelog(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit({"CHANGELOG.md": "# Changelog\n", "api/openapi.yaml": "paths:\n"})
        self.git("checkout", "--quiet", "-b", "work")

    def git(self, *words):
        subprocess.run(["git", *AUTHOR, "-C", self.folder.name, *words], check=True)

    def write(self, files):
        for path, text in files.items():
            target = pathlib.Path(self.folder.name, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)

    def commit(self, files):
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", "change")

    def check(self):
        return subprocess.run([sys.executable, CHECKOUT / "tools/check_changelog.py", self.folder.name],
                              capture_output=True, text=True, check=False)

    def test_a_visible_change_without_a_line_fails(self):
        self.commit({"api/openapi.yaml": "paths: {}\n"})

        result = self.check()

        self.assertEqual(result.returncode, 1)
        self.assertIn("api/openapi.yaml", result.stdout)

    def test_a_visible_file_that_is_not_committed_yet_counts(self):
        self.write({"golden-paths/new/template.yaml": "kind: Template\n"})

        self.assertEqual(self.check().returncode, 1)

    def test_a_line_in_the_changelog_or_a_fragment_is_enough(self):
        for note in ("CHANGELOG.md", "changelog.d/12.added.md"):
            with self.subTest(note):
                self.commit({"api/openapi.yaml": f"paths: {{}} # {note}\n", note: "- More.\n"})

                self.assertEqual(self.check().returncode, 0)

    def test_a_fragment_of_no_known_kind_is_not(self):
        self.commit({"api/openapi.yaml": "paths: {}\n", "changelog.d/12.stuff.md": "- More.\n"})

        self.assertEqual(self.check().returncode, 1)

    def test_what_users_do_not_see_needs_no_line(self):
        self.commit({"src/base/id.cpp": "\n", "web/src/features/runs/RunPage.test.tsx": "\n"})

        self.assertEqual(self.check().returncode, 0)

    def test_without_a_main_branch_it_says_that_it_did_nothing(self):
        self.git("branch", "--quiet", "-D", "main")

        result = self.check()

        self.assertEqual((result.returncode, result.stdout),
                         (0, "changelog not checked: there is no branch main to compare with\n"))


if __name__ == "__main__":
    unittest.main()
