#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "delivery/terraform.h"

namespace towpath::delivery {

/// A row of delivery_terraform_states.
struct TerraformStateRow {
  std::string id, lineage;
  std::int64_t serial = 0, version = 0, last_version = 0;
  std::optional<std::string> lock_id = {};
  std::string lock_info = {}, lock_run = {}, lock_host = {};
  std::optional<UtcTime> locked_until = {}, ended_at = {};
  UtcTime updated_at = {};
};

/// A row of delivery_terraform_makings.
struct TerraformMakingRow {
  std::string state_id, run, host;
  UtcTime until;
  std::string content;  ///< Sealed.
};

/// Rows of delivery_terraform_states, delivery_terraform_versions and delivery_terraform_makings.
class TerraformStateStore {
 public:
  std::optional<TerraformStateRow> find(db::Tx& tx, const std::string& id) const;
  /// All but the configuration.
  void put(db::Tx& tx, const TerraformStateRow& row) const;
  void set_configuration(db::Tx& tx, const std::string& id, const std::string& sealed) const;
  std::optional<std::string> configuration(db::Tx& tx, const std::string& id) const;
  /// Of the run that has the lock; nothing when it is another one.
  void release(db::Tx& tx, const std::string& id, const std::string& run, UtcTime now) const;

  void insert_version(db::Tx& tx, const std::string& id, const TerraformStateVersion& version,
                      const std::string& digest, const std::string& sealed) const;
  /// The sealed content.
  std::optional<std::string> content(db::Tx& tx, const std::string& id, std::int64_t version) const;
  std::optional<std::string> digest(db::Tx& tx, const std::string& id, std::int64_t version) const;
  /// Newest first.
  std::vector<TerraformStateVersion> versions(db::Tx& tx, const std::string& id) const;
  void remove_versions_up_to(db::Tx& tx, const std::string& id, std::int64_t version) const;
  void put_making(db::Tx& tx, const TerraformMakingRow& row) const;
  std::optional<TerraformMakingRow> making(db::Tx& tx, const std::string& id) const;
  void remove_making(db::Tx& tx, const std::string& id) const;
  /// With its versions, and what was being made.
  void remove(db::Tx& tx, const std::string& id) const;
  std::vector<std::string> ended_before(db::Tx& tx, UtcTime time) const;
};

}  // namespace towpath::delivery
