#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"

namespace towpath::delivery {

/// Whether the call that was to make or change a resource came to its end, which nobody knows.
struct ResourceQuestion {
  std::string gu_id;
  std::string about;       ///< "make" or "change".
  std::string reason;      ///< Why it is not known.
  std::string input_hash;  ///< Of what was begun.
  UtcTime asked_at;
  /// "" while it is open. What a person said: "exists", "absent". Without one: "found" (its driver saw it), "repeated"
  /// (it was called again, which its definition allows).
  std::string answer = {}, answered_by = {};
  std::optional<UtcTime> answered_at = {};
};

/// A node of a run that waits for the answer.
struct ResourceWait {
  std::string run_id, node;
};

/// Rows of delivery_resource_questions and delivery_resource_waits.
class ResourceQuestionStore {
 public:
  /// A new question takes the place of one that was answered, and of one that is open.
  void put(db::Tx& tx, const ResourceQuestion& question) const;
  std::optional<ResourceQuestion> find(db::Tx& tx, const std::string& gu_id) const;
  /// False when none is open.
  bool answer(db::Tx& tx, const std::string& gu_id, std::string_view answer, const std::string& by, UtcTime now) const;
  void add_wait(db::Tx& tx, const std::string& gu_id, const ResourceWait& wait) const;
  std::vector<ResourceWait> waits(db::Tx& tx, const std::string& gu_id) const;
  void remove_waits(db::Tx& tx, const std::string& gu_id) const;
  /// With its waits.
  void remove(db::Tx& tx, const std::string& gu_id) const;
};

}  // namespace towpath::delivery
