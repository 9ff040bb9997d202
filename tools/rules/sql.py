"""Where SQL stands and what it may touch (CONVENTIONS 7)."""
import re

STATEMENT = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WITH \w+ AS)\b')
MIGRATION = re.compile(r"src/(?:\w+/)+(\w+)/migrations/(?:sqlite/|postgres/)?(\d{4})_[a-z0-9_]+\.sql")


def check(tree):
    tables = {}  # table -> the folder that may touch it
    numbers = {}
    for file in tree.files:
        if file.ending == ".sql" and "/migrations/" in file.path and file.parts[0] == "src" and not file.is_test:
            check_migration(tree, file, tables, numbers)
    for folder, seen in sorted(numbers.items()):
        if sorted(seen) != list(range(1, len(seen) + 1)):
            tree.complain(folder, 1, f"migrations are numbered 1, 2, 3, ...; here: {', '.join(map(str, sorted(seen)))}")
    for file in tree.files:
        if file.is_cpp and file.parts[0] == "src" and not file.is_test:
            check_source(tree, file, tables)


def check_migration(tree, file, tables, numbers):
    name = MIGRATION.fullmatch(file.path)
    if not name:
        tree.complain(file, 1, "a migration is <module>/migrations/NNNN_what_it_does.sql")
        return
    module, folder = name.group(1), file.path.rpartition("/")[0]
    numbers.setdefault(folder, []).append(int(name.group(2)))
    for m in re.finditer(r"^CREATE TABLE (\w+) \((.*?)\n\)", file.text, re.M | re.S):
        table, columns = m.groups()
        line = file.text[: m.start()].count("\n") + 1
        tables[table] = "/".join(file.parts[: file.parts.index("migrations")])
        if not re.match(rf"({module}|{module.rstrip('s')})(s?$|s?_)", table):
            tree.complain(file, line, f"tables carry the module's name: {module}_{table}")
        if "PRIMARY KEY" not in columns:
            tree.complain(file, line, f"{table} has no primary key")


def check_source(tree, file, tables):
    is_store = re.search(r"_store\.cpp$|/db/|_store\w*\.cpp$", file.path)
    for n, line in file.lines():
        if STATEMENT.search(line) and not is_store:
            tree.complain(file, n, "SQL lives in *_store.cpp")
        if re.search(r'"[^"]*\bSELECT (\w+\.)?\*', line):
            tree.complain(file, n, "spell the columns out: no SELECT *")
        # A subquery over an index alone may choose the keys of a page anywhere in a list: "IN (SELECT ... OFFSET ?)".
        if re.search(r'"[^"]*\bOFFSET [?\d](?!\))', line):
            tree.complain(file, n, "lists are paged by key, never by OFFSET")
        for text in re.findall(r'"((?:\\.|[^"\\])*)"', line):
            for table in re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE) (\w+)", text):
                home = tables.get(table)
                if home and not file.path.startswith(home + "/"):
                    tree.complain(file, n, f"a module touches only its own tables; {table} belongs to {home}")
