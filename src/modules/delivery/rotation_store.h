#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "delivery/delivery.h"

namespace towpath::delivery {

/// New credentials of one resource, made by one deployment.
struct Rotation {
  std::string deployment_id, gu_id;
  std::string old_outputs, old_state;  ///< JSON objects: of the row and of the driver, before.
  std::vector<std::string> old_secret_keys;
  /// begun (the intent) -> made (both work) -> ended (only the new ones) | undone (only the old ones).
  std::string state = "begun";
  UtcTime created_at;
};

/// Rows of delivery_rotations.
class RotationStore {
 public:
  void insert(db::Tx& tx, const Rotation& rotation) const;
  void set_state(db::Tx& tx, const Rotation& rotation, std::string_view state) const;
  std::optional<Rotation> find(db::Tx& tx, const std::string& deployment_id, const std::string& gu_id) const;
  /// Of a deployment, those that are neither ended nor undone.
  std::vector<Rotation> open(db::Tx& tx, const std::string& deployment_id) const;
  /// All of a resource that is removed.
  void remove(db::Tx& tx, const std::string& gu_id) const;
};

}  // namespace towpath::delivery
