#include "environment_type_store.h"

#include <boost/json.hpp>

#include "environment_type_json.h"

namespace towpath::delivery {

EnvironmentType EnvironmentTypeStore::type(db::Tx& tx, const std::string& name) const {
  EnvironmentType type;
  type.name = name;
  const auto row = tx.query_one(
      "SELECT default_ttl_s, sleep_after_s, contact, configuration, quotas, changed_by, changed_at FROM "
      "delivery_environment_types WHERE name = ?",
      {name});
  if (!row) return type;
  type.default_ttl = std::chrono::seconds(row->integer(0));
  type.sleep_after = std::chrono::seconds(row->integer(1));
  type.contact = row->text(2);
  const boost::json::value configuration = boost::json::parse(row->text(3)), quotas = boost::json::parse(row->text(4));
  for (const auto& [key, value] : configuration.as_object())
    type.configuration[std::string(key)] = std::string(value.as_string());
  type.of_type = quota_from(quotas.at("type").as_object());
  type.of_project = quota_from(quotas.at("project").as_object());
  type.of_environment = quota_from(quotas.at("environment").as_object());
  type.changed_by = row->text(5);
  type.changed_at = row->time(6);
  return type;
}

void EnvironmentTypeStore::put(db::Tx& tx, const EnvironmentType& type) const {
  const boost::json::object content = content_json(type);
  tx.exec(
      "INSERT INTO delivery_environment_types (name, default_ttl_s, sleep_after_s, contact, configuration, quotas, "
      "changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
      "default_ttl_s = excluded.default_ttl_s, sleep_after_s = excluded.sleep_after_s, contact = excluded.contact, "
      "configuration = excluded.configuration, quotas = excluded.quotas, changed_by = "
      "excluded.changed_by, changed_at = excluded.changed_at",
      {type.name, type.default_ttl.count(), type.sleep_after.count(), type.contact,
       boost::json::serialize(content.at("configuration")), boost::json::serialize(content.at("quotas")),
       type.changed_by, type.changed_at});
}

}  // namespace towpath::delivery
