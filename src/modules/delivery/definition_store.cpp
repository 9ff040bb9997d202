#include "definition_store.h"

#include <fmt/core.h>

#include "resources/definition_document.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view definition_columns =
    "id, version, type, driver, inputs, description, document, created_by, created_at, withdrawn_at";
constexpr std::string_view criterion_columns =
    "definition_id, type, resource_class, res_id, environment, project_id, env_type";

Definition read(const db::Row& row) {
  Definition d;
  d.id = row.text(0);
  d.version = row.integer(1);
  d.type = row.text(2);
  d.driver = row.text(3);
  d.inputs = row.text(4);
  d.description = row.text(5);
  d.document = row.text(6);
  d.created_by = row.text(7);
  d.created_at = row.time(8);
  d.withdrawn_at = row.optional_time(9);
  complete(d);
  return d;
}

Criterion read_criterion(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

std::vector<Criterion> read_criteria(const std::vector<db::Row>& rows) {
  std::vector<Criterion> out;
  for (const db::Row& row : rows) out.push_back(read_criterion(row));
  return out;
}

std::optional<Definition> first(const std::optional<db::Row>& row) {
  return row ? std::optional(read(*row)) : std::nullopt;
}

}  // namespace

void DefinitionStore::insert(db::Tx& tx, const Definition& d) const {
  tx.exec(
      fmt::format("INSERT INTO delivery_definitions ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", definition_columns),
      {d.id, d.version, d.type, d.driver, d.inputs, d.description, d.document, d.created_by, d.created_at,
       d.withdrawn_at});
}

std::optional<Definition> DefinitionStore::newest(db::Tx& tx, const std::string& id) const {
  return first(tx.query_one(
      fmt::format("SELECT {} FROM delivery_definitions WHERE id = ? ORDER BY version DESC LIMIT 1", definition_columns),
      {id}));
}

std::optional<Definition> DefinitionStore::version(db::Tx& tx, const std::string& id, std::int64_t version) const {
  return first(
      tx.query_one(fmt::format("SELECT {} FROM delivery_definitions WHERE id = ? AND version = ?", definition_columns),
                   {id, version}));
}

std::vector<Definition> DefinitionStore::versions(db::Tx& tx, const std::string& id) const {
  std::vector<Definition> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_definitions WHERE id = ? ORDER BY version DESC", definition_columns),
           {id}))
    out.push_back(read(row));
  return out;
}

std::vector<Definition> DefinitionStore::in_force(db::Tx& tx) const {
  std::vector<Definition> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_definitions d WHERE withdrawn_at IS NULL AND version = "
                            "(SELECT MAX(version) FROM delivery_definitions n WHERE n.id = d.id) ORDER BY id",
                            definition_columns)))
    out.push_back(read(row));
  return out;
}

void DefinitionStore::withdraw(db::Tx& tx, const std::string& id, UtcTime now) const {
  tx.exec(
      "UPDATE delivery_definitions SET withdrawn_at = ? WHERE id = ? AND version = "
      "(SELECT MAX(n.version) FROM delivery_definitions n WHERE n.id = ?)",
      {now, id, id});
}

bool DefinitionStore::insert_criterion(db::Tx& tx, const Criterion& c) const {
  return tx.exec(fmt::format("INSERT INTO delivery_criteria ({}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                             criterion_columns),
                 {c.definition_id, c.type, c.resource_class, c.res_id, c.environment, c.project_id, c.env_type}) == 1;
}

void DefinitionStore::remove_criteria(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM delivery_criteria WHERE definition_id = ?", {id});
}

std::optional<std::string> DefinitionStore::holder(db::Tx& tx, const Criterion& c) const {
  const auto row = tx.query_one(
      "SELECT definition_id FROM delivery_criteria WHERE type = ? AND resource_class = ? AND res_id = ? AND "
      "environment = ? AND project_id = ? AND env_type = ?",
      {c.type, c.resource_class, c.res_id, c.environment, c.project_id, c.env_type});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

std::vector<Criterion> DefinitionStore::criteria(db::Tx& tx, const std::string& type) const {
  return read_criteria(
      tx.query(fmt::format("SELECT {} FROM delivery_criteria WHERE type = ? ORDER BY definition_id", criterion_columns),
               {type}));
}

std::vector<Criterion> DefinitionStore::fitting(db::Tx& tx, const Wanted& w) const {
  static const std::string sql = fmt::format(
      "SELECT {} FROM delivery_criteria WHERE type = ? AND resource_class = ? AND res_id IN ('', ?) AND environment IN "
      "('', ?) AND project_id IN ('', ?) AND env_type IN ('', ?)",
      criterion_columns);
  return read_criteria(tx.query(sql, {w.type, w.resource_class, w.res_id, w.environment, w.project_id, w.env_type}));
}

std::vector<Criterion> DefinitionStore::fitting_any_id(db::Tx& tx, const Wanted& w) const {
  static const std::string sql = fmt::format(
      "SELECT {} FROM delivery_criteria WHERE type = ? AND resource_class = ? AND environment IN ('', ?) AND "
      "project_id "
      "IN ('', ?) AND env_type IN ('', ?)",
      criterion_columns);
  return read_criteria(tx.query(sql, {w.type, w.resource_class, w.environment, w.project_id, w.env_type}));
}

std::vector<Criterion> DefinitionStore::criteria_of(db::Tx& tx, const std::string& id) const {
  return read_criteria(
      tx.query(fmt::format("SELECT {} FROM delivery_criteria WHERE definition_id = ? ORDER BY resource_class, res_id, "
                           "environment, project_id, env_type",
                           criterion_columns),
               {id}));
}

std::vector<Criterion> DefinitionStore::criteria(db::Tx& tx) const {
  return read_criteria(
      tx.query(fmt::format("SELECT {} FROM delivery_criteria ORDER BY type, definition_id", criterion_columns)));
}

void DefinitionStore::put_type(db::Tx& tx, const std::string& name, const std::string& document, const std::string& by,
                               UtcTime now) const {
  tx.exec(
      "INSERT INTO delivery_resource_types (name, document, changed_by, changed_at) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_by = excluded.changed_by, "
      "changed_at = excluded.changed_at",
      {name, document, by, now});
}

void DefinitionStore::remove_type(db::Tx& tx, const std::string& name) const {
  tx.exec("DELETE FROM delivery_resource_types WHERE name = ?", {name});
}

std::vector<std::string> DefinitionStore::type_documents(db::Tx& tx) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT document FROM delivery_resource_types ORDER BY name"))
    out.push_back(row.text(0));
  return out;
}

}  // namespace towpath::delivery
