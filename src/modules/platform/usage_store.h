#pragma once

#include <map>
#include <set>
#include <string>

#include "db/db.h"
#include "platform/platform.h"

namespace towpath::platform {

/// What was asked for since the last flush: by part and day.
struct UsageCount {
  std::int64_t requests = 0;
  std::set<std::string> groups;
};
using UsageCounts = std::map<std::pair<std::string, std::string>, UsageCount>;

/// `platform_usage` and `platform_usage_groups`.
class UsageStore {
 public:
  void add(db::Tx& tx, const UsageCounts& counts) const;
  void remove_before(db::Tx& tx, const std::string& day) const;
  /// By part: requests and teams since `from`, and the last day since `since`.
  std::map<std::string, Usage> usage(db::Tx& tx, const std::string& from, const std::string& since) const;
};

}  // namespace towpath::platform
