#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "scorecard.h"
#include "scorecards/checks.h"
#include "script/cel.h"

namespace towpath::scorecards {

/// The scorecards in force: those that are shipped, and what entities of the kind Scorecard say over them or add.
/// Thread-safe.
class Definitions final : public Checks {
 public:
  Definitions(catalog::Catalog& catalog, const script::Cel& cel);

  /// By name. Shared with who reads them.
  using All = std::shared_ptr<const std::vector<Scorecard>>;
  All all() const;
  /// Errors: scorecards.not_found.
  Result<Scorecard> find(const std::string& name) const;
  std::optional<KnownCheck> find(const std::string& scorecard, const std::string& check) override;

  /// Reads what the catalog says now. A definition that this version cannot read is left out and logged; the one that
  /// was in force before stays.
  void refresh();

  const script::Cel& cel() const { return cel_; }

 private:
  catalog::Catalog& catalog_;
  const script::Cel& cel_;
  const std::vector<Scorecard> shipped_;
  std::mutex refreshing_;  ///< One at a time, so that an older reading never replaces a newer one.
  mutable std::mutex mutex_;
  All all_;  // guarded by mutex_; shared: readers keep the one they have
};

/// Null when there is none of that id.
const Check* find_check(const Scorecard& scorecard, std::string_view id);

}  // namespace towpath::scorecards
