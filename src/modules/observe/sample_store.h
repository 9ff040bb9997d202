#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "sample.h"

namespace towpath::observe {

/// Rows of observe_series and observe_samples. Times are kept in whole seconds.
class SampleStore {
 public:
  static constexpr int sampled = 15, minutes = 60;  ///< Resolutions.

  /// The id of a place's series, made when it is new.
  std::string series(db::Tx& tx, const std::string& component, const std::string& environment) const;
  std::optional<std::string> find_series(db::Tx& tx, const std::string& component,
                                         const std::string& environment) const;
  /// A row of the same time is replaced.
  void put(db::Tx& tx, const std::string& series, int resolution, const Sample& sample) const;
  /// Of [from, to), by time.
  std::vector<Sample> list(db::Tx& tx, const std::string& series, int resolution, UtcTime from, UtcTime to) const;
  void remove_before(db::Tx& tx, int resolution, UtcTime time) const;
};

}  // namespace towpath::observe
