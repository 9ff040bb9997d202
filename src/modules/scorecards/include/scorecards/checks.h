#pragma once

#include <optional>
#include <string>

namespace towpath::scorecards {

/// A check of a scorecard in force, for those who only need to name it.
struct KnownCheck {
  std::string title;
  std::string owner_ref;  ///< Who answers for it: of the check, else of its scorecard; "" for nobody.
};

/// The checks of the scorecards in force. Thread-safe.
class Checks {
 public:
  virtual ~Checks() = default;
  /// Nothing when there is none of that name.
  virtual std::optional<KnownCheck> find(const std::string& scorecard, const std::string& check) = 0;
};

}  // namespace towpath::scorecards
