#!/usr/bin/env python3
"""Each rule of tools/check_layers.py is seen to fail: a small tree that keeps all of them, and for each rule one change
that breaks it. Usage: check_layers_test.py (run by CTest)"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]

GOOD = {
    "src/base/CMakeLists.txt": "towpath_module(base LAYER 0)\n",
    "src/base/README.md": "# base\n",
    "src/base/include/base/word.h": "#pragma once\nnamespace towpath {}\n",
    "src/kernel/db/CMakeLists.txt": "towpath_module(db LAYER 1 DEPENDS base)\n",
    "src/kernel/db/README.md": "# db\n",
    "src/kernel/db/include/db/db.h": '#pragma once\n#include "base/word.h"\nnamespace towpath::db {}\n',
    "src/modules/shop/CMakeLists.txt": "towpath_module(shop LAYER 2\n  DEPENDS db\n  TEST_DEPENDS base)\n",
    "src/modules/shop/README.md": "# shop\n",
    "src/modules/shop/include/shop/shop.h": "#pragma once\n#include <string>\nnamespace towpath::shop {}\n",
    "src/modules/shop/item_store.cpp":
        '#include "db/db.h"\nnamespace towpath::shop {\nauto all = "SELECT id FROM shop_items WHERE id > ? LIMIT ?";\n}\n',
    "src/modules/shop/migrations/0001_shop.sql": "CREATE TABLE shop_items (\n  id TEXT PRIMARY KEY\n);\n",
    "src/modules/shop/tests/item_test.cpp": 'TEST_CASE("an item is found by its name") {}\n',
    "src/modules/other/CMakeLists.txt": "towpath_module(other LAYER 3 DEPENDS db)\n",
    "src/modules/other/README.md": "# other\n",
    "src/modules/other/part_store.cpp": "namespace towpath::other {\n}\n",
    "src/modules/other/migrations/0001_other.sql": "CREATE TABLE other_parts (\n  id TEXT PRIMARY KEY\n);\n",
    "web/src/features/shop/ShopPage.tsx": "export const page = 1;\n",
    "docs/adr/0001-a-choice.md": "# 1\n## Context\n## Decision\n## Consequences\n## Alternatives\n",
}

CODE = "namespace towpath::shop {{\n{}\n}}\n"


def source(line, where="src/modules/shop/item.cpp"):
    return {where: CODE.format(line)}


# What is changed in the good tree, and words of the one complaint it must bring.
BREACHES = {
    "a module depends upwards": (
        {"src/kernel/db/CMakeLists.txt": "towpath_module(db LAYER 1 DEPENDS base shop)\n"}, "depends upwards on shop"),
    "a header of an undeclared module": (source('#include "other/other.h"'), "includes other without declaring it"),
    "a private header in a public one": (
        {"src/modules/shop/include/shop/shop.h": '#pragma once\n#include "inner.h"\nnamespace towpath::shop {}\n'},
        "must not include a private one"),
    "a heavy header in a public one": (
        {"src/modules/shop/include/shop/shop.h": "#pragma once\n#include <boost/json.hpp>\nnamespace towpath::shop {}\n"},
        "not allowed in a public header"),
    "Beast outside its folders": (source("#include <boost/beast/core.hpp>"), "is not allowed here"),
    "a library's header outside its adapter": (source("#include <git2.h>"), "is not allowed here"),
    "std::regex": (source("#include <regex>"), "use RE2"),
    "a header without pragma once": ({"src/modules/shop/item.h": "namespace towpath::shop {}\n"}, "#pragma once"),
    "a definition outside the namespace": ({"src/modules/shop/item.cpp": "int x() { return 1; }\n"}, "in namespace towpath"),
    "using namespace in a header": (
        {"src/modules/shop/item.h": "#pragma once\nnamespace towpath::shop {\nusing namespace std;\n}\n"},
        "no using namespace in a header"),
    "a lambda in a co_await expression": (
        source("auto f() { co_await run([x] (int) {}); }", "src/kernel/http/a.cpp"), "destroys temporaries"),
    "a coroutine in business code": (source("void f() { co_return; }"), "coroutines stay in"),
    "an exception that ends anywhere": (source("void f() { try { g(); } catch (...) { h(); } }"), "only at a boundary"),
    "an exception dropped in silence": (source("void f() { try { g(); } catch (const Bad&) {} }"), "dropped in silence"),
    "the system's clock": (source("auto now = std::chrono::system_clock::now();"), "from a Clock"),
    "local time": (source("auto now = localtime(&t);"), "from a Clock"),
    "a sleep in a test": (
        source("void f() { std::this_thread::sleep_for(1s); }", "src/modules/shop/tests/a_test.cpp"), "must not sleep"),
    "a loop over a result that is gone": (
        source("void f() {\n  for (const Line& each : log(id, 1).value()) use(each);\n}"), "is gone before the loop begins"),
    "a sleep in the product": (source("void f() { std::this_thread::sleep_for(1s); }"), "no sleeping"),
    "a fork": (source("auto child = fork();"), "never fork"),
    "a detached thread": (source("void f() { std::thread(g).detach(); }"), "no detached threads"),
    "a macro": (source("#define MAX 3"), "the only macros"),
    "a TODO without an issue": (source("// TODO: later"), "with an issue"),
    "a test named like a function": (
        source('TEST_CASE("test_item") {}', "src/modules/shop/tests/a_test.cpp"), "a sentence about behaviour"),
    "SQL outside a store": (source('auto sql = "SELECT id FROM shop_items";'), "SQL lives in"),
    "SELECT *": (source('auto sql = "SELECT * FROM shop_items";', "src/modules/shop/b_store.cpp"), "no SELECT *"),
    "OFFSET": (
        source('auto sql = "SELECT id FROM shop_items LIMIT 5 OFFSET ?";', "src/modules/shop/b_store.cpp"), "never by OFFSET"),
    "another module's table": (
        source('auto sql = "SELECT id FROM other_parts";', "src/modules/shop/b_store.cpp"), "only its own tables"),
    "a table without the module's name": (
        {"src/modules/shop/migrations/0002_more.sql": "CREATE TABLE parts (\n  id TEXT PRIMARY KEY\n);\n"},
        "carry the module's name"),
    "a table without a key": (
        {"src/modules/shop/migrations/0002_more.sql": "CREATE TABLE shop_parts (\n  id TEXT\n);\n"}, "no primary key"),
    "a migration without a number": (
        {"src/modules/shop/migrations/more.sql": "CREATE TABLE shop_parts (\n  id TEXT PRIMARY KEY\n);\n"},
        "NNNN_what_it_does"),
    "a gap between migrations": (
        {"src/modules/shop/migrations/0003_more.sql": "CREATE TABLE shop_parts (\n  id TEXT PRIMARY KEY\n);\n"},
        "numbered 1, 2, 3"),
    "a long C++ file": (source("// a\n" * 500), "lines; split it"),
    "a long script": ({"tools/long.py": "pass\n" * 501}, "lines; split it"),
    "a long component": ({"web/src/features/shop/Long.tsx": "//\n" * 501}, "lines; split it"),
    "a vague name": ({"src/modules/shop/shop_utils.cpp": CODE.format("")}, "name the thing"),
    "a vague folder in the web UI": ({"web/src/common/a.ts": "\n"}, "name the thing"),
    "a file name in capitals": ({"src/modules/shop/Item.cpp": CODE.format("")}, "snake_case"),
    "a long README": ({"src/modules/shop/README.md": "a\n" * 61}, "at most 60"),
    "a module without README": ({"src/modules/shop/README.md": None}, "has no README.md"),
    "a feature that is no module": ({"web/src/features/basket/Page.tsx": "\n"}, "the name of its module"),
    "a decision with another name": ({"docs/adr/choice.md": "## Context\n"}, "NNNN-title"),
    "a decision without alternatives": (
        {"docs/adr/0002-b.md": "## Context\n## Decision\n## Consequences\n"}, "has a section 'Alternatives'"),
}


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            if text is not None:
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
        return subprocess.run([sys.executable, CHECKOUT / "tools/check_layers.py", folder], capture_output=True, text=True,
                              env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False)


class CheckLayers(unittest.TestCase):
    def test_a_tree_that_keeps_the_rules_passes(self):
        result = check(GOOD)

        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)

    def test_each_breach_is_named(self):
        for name, (change, words) in BREACHES.items():
            with self.subTest(name):
                result = check({**GOOD, **change})

                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertIn(words, result.stdout)
                self.assertEqual(len(result.stdout.splitlines()), 1, "one breach, one complaint: " + result.stdout)


if __name__ == "__main__":
    unittest.main()
