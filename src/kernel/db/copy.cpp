#include "db/copy.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "base/strings.h"

namespace towpath::db {
namespace {

constexpr const char* migrations_table = "schema_migrations";
constexpr std::size_t rows_in_batch = 500;

struct Table {
  std::string name;
  std::vector<std::string> columns, types;  ///< Types in lower case; a STRICT table's values have them.
  std::set<std::string> parents;            ///< Tables its foreign keys name, other than itself.
  std::string numbering_column;             ///< The column that numbers itself, or "".
  bool has_rowid = true;
  std::map<std::int64_t, std::size_t> key;  ///< The primary key's columns, as positions in `columns`, by rank.
};

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::vector<Table> source_tables(Tx& tx) {
  std::vector<Table> out;
  for (const Row& row : tx.query("SELECT name, sql FROM sqlite_master WHERE type = 'table' "
                                 "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")) {
    Table table;
    table.name = row.text(0);
    table.has_rowid = to_lower(row.text(1)).find("without rowid") == std::string::npos;
    for (const Row& column : tx.query("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", {table.name})) {
      table.columns.push_back(column.text(0));
      table.types.push_back(to_lower(column.text(1)));
      const bool is_sole_key = column.integer(2) == 1;
      if (column.integer(2) > 0) table.key[column.integer(2)] = table.columns.size() - 1;
      if (table.has_rowid && is_sole_key && table.types.back() == "integer") table.numbering_column = column.text(0);
    }
    for (const Row& key : tx.query("SELECT \"table\" FROM pragma_foreign_key_list(?)", {table.name}))
      if (key.text(0) != table.name) table.parents.insert(key.text(0));
    out.push_back(std::move(table));
  }
  return out;
}

/// Parents first.
std::vector<Table> in_order(std::vector<Table> tables) {
  std::vector<Table> out;
  std::set<std::string> placed;
  while (!tables.empty()) {
    const auto next = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
      return std::all_of(table.parents.begin(), table.parents.end(),
                         [&](const std::string& parent) { return placed.contains(parent); });
    });
    if (next == tables.end()) throw std::logic_error("foreign keys form a circle at " + tables.front().name);
    placed.insert(next->name);
    out.push_back(std::move(*next));
    tables.erase(next);
  }
  return out;
}

/// Columns of each table of the target, with whether they are BOOLEAN (0 and 1 on SQLite).
using TargetColumns = std::map<std::string, std::map<std::string, bool>>;

TargetColumns target_columns(Tx& tx) {
  TargetColumns out;
  for (const Row& row :
       tx.query("SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns "
                "WHERE table_schema = current_schema()"))
    out[row.text(0)][row.text(1)] = row.text(2) == "boolean";
  return out;
}

Value value_of(const Row& row, std::size_t column, const std::string& type, bool is_boolean) {
  if (row.is_null(column)) return nullptr;
  if (is_boolean) return row.integer(column) != 0;
  if (type == "integer") return row.integer(column);
  if (type == "real") return row.real(column);
  if (type == "blob") return Blob{row.blob(column)};
  return row.text(column);
}

/// The values of a row's first columns, with the types that the target's columns have.
Params converted(const Row& row, const std::vector<std::string>& types, const std::vector<bool>& is_boolean) {
  Params out;
  for (std::size_t i = 0; i < types.size(); ++i) out.push_back(value_of(row, i, types[i], is_boolean[i]));
  return out;
}

/// How the rows of a table are read some at a time: in the order of columns that tell them apart.
struct Order {
  std::vector<std::string> names, types;
  std::vector<std::size_t> columns;  ///< Where they are in a row.
};

Order order_of(const Table& table) {
  if (table.has_rowid) return {{"rowid"}, {"integer"}, {table.columns.size()}};
  Order order;
  for (const auto& [rank, column] : table.key) {
    order.names.push_back(quoted(table.columns[column]));
    order.types.push_back(table.types[column]);
    order.columns.push_back(column);
  }
  return order;
}

/// Calls `on_batch` with all rows of a table, some at a time.
void read_rows(Tx& tx, const Table& table, const std::string& columns,
               const std::function<void(const std::vector<Row>&)>& on_batch) {
  const Order order = order_of(table);
  const std::string names = join(order.names, ", ");
  const std::string marks = join(std::vector<std::string>(order.names.size(), "?"), ", ");
  const std::string select = "SELECT " + columns + (table.has_rowid ? ", rowid" : "") + " FROM " + quoted(table.name);
  const std::string in_order = " ORDER BY " + names + " LIMIT " + std::to_string(rows_in_batch);
  const std::string first = select + in_order;
  const std::string next = select + " WHERE (" + names + ") > (" + marks + ")" + in_order;
  std::vector<Row> rows = tx.query(first);
  while (!rows.empty()) {
    on_batch(rows);
    Params last;
    for (std::size_t i = 0; i < order.names.size(); ++i)
      last.push_back(value_of(rows.back(), order.columns[i], order.types[i], false));
    rows = tx.query(next, last);
  }
}

Result<CopiedTable> copy_table(Tx& from, Tx& to, const Table& table, const std::map<std::string, bool>& target) {
  std::vector<std::string> names, marks;
  std::vector<bool> is_boolean;
  for (const std::string& column : table.columns) {
    const auto found = target.find(column);
    if (found == target.end())
      return conflict("db.copy_mismatch", "The target has no column " + column + " in its table " + table.name + ".");
    names.push_back(quoted(column));
    marks.push_back("?");
    is_boolean.push_back(found->second);
  }
  const std::string columns = join(names, ", ");
  const std::string insert =
      "INSERT INTO " + quoted(table.name) + " (" + columns + ") VALUES (" + join(marks, ", ") + ")";
  CopiedTable copied{table.name, 0};
  read_rows(from, table, columns, [&](const std::vector<Row>& rows) {
    std::vector<Params> values;
    for (const Row& row : rows) values.push_back(converted(row, table.types, is_boolean));
    to.exec_each(insert, values);
    copied.rows += static_cast<std::int64_t>(rows.size());
  });
  const std::int64_t there = to.query_one("SELECT COUNT(*) FROM " + quoted(table.name))->integer(0);
  if (there != copied.rows)
    return conflict("db.copy_mismatch", "The table " + table.name + " has " + std::to_string(there) +
                                            " rows in the target and " + std::to_string(copied.rows) +
                                            " in the source; nothing was kept.");
  if (!table.numbering_column.empty() && copied.rows > 0)
    to.query("SELECT setval(pg_get_serial_sequence(?, ?), (SELECT MAX(" + quoted(table.numbering_column) + ") FROM " +
                 quoted(table.name) + "))",
             {table.name, table.numbering_column});
  return copied;
}

Status check_empty(Tx& to, const std::vector<Table>& tables) {
  for (const Table& table : tables)
    if (table.name != migrations_table && to.query_one("SELECT 1 FROM " + quoted(table.name) + " LIMIT 1"))
      return conflict("db.copy_not_empty", "The target is not empty: its table " + table.name + " has rows.")
          .with_hint("Name a new, empty database; nothing was changed in this one.");
  return ok();
}

}  // namespace

Result<std::vector<CopiedTable>> copy_all(Db& source, Db& target,
                                          const std::function<void(const CopiedTable&)>& on_table) {
  if (source.dialect().engine() != Engine::sqlite || target.dialect().engine() != Engine::postgres)
    return invalid_input("db.copy_unsupported", "Copying goes from SQLite to PostgreSQL only.");
  return source.read([&](Tx& from) {
    const std::vector<Table> tables = in_order(source_tables(from));
    return target.transact([&](Tx& to) -> Result<std::vector<CopiedTable>> {
      const TargetColumns there = target_columns(to);
      for (const Table& table : tables)
        if (!there.contains(table.name))
          return conflict("db.copy_mismatch", "The target has no table " + table.name + ".");
      CHECK_OK(check_empty(to, tables));
      std::vector<CopiedTable> out;
      for (const Table& table : tables) {
        if (table.name == migrations_table) continue;
        TRY(CopiedTable copied, copy_table(from, to, table, there.at(table.name)));
        if (on_table) on_table(copied);
        out.push_back(std::move(copied));
      }
      return out;
    });
  });
}

}  // namespace towpath::db
