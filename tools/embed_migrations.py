#!/usr/bin/env python3
"""Writes a .cpp that returns a module's migrations in order. Usage: embed_migrations.py MODULE OUT SQL_FILES..."""
import pathlib
import sys

module, out, files = sys.argv[1], pathlib.Path(sys.argv[2]), sorted(sys.argv[3:], key=lambda f: pathlib.Path(f).name)
out.parent.mkdir(parents=True, exist_ok=True)
entries = ",\n".join(
    f'      {{"{module}/{pathlib.Path(f).stem}", R"sql({pathlib.Path(f).read_text()})sql"}}' for f in files)
out.write_text(f'''#include "db/migration.h"

namespace towpath::{module} {{

std::vector<db::Migration> migrations() {{
  return {{
{entries},
  }};
}}

}}  // namespace towpath::{module}
''')
