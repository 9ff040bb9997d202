#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"

namespace towpath::insights {

/// Whose posture: what `seen_by` lets through by its owner, of one component or one owner where these are not "".
struct PostureScope {
  auth::Decision seen_by;
  std::string component, owner;
};

/// A service on one scorecard.
struct ServiceStanding {
  std::string component, scorecard;
  std::string level;   ///< "" for none.
  std::string wanted;  ///< The level that is asked for.
  bool is_met = false;
  UtcTime since;
};

struct FailingAge {
  UtcTime since;
  std::int64_t checks = 0;
};

struct FailingChecks {
  struct One {
    std::string id, component, title;  ///< `component` is "" for what is none.
    UtcTime since;
  };
  bool is_checked = false;       ///< Whether anything is checked at all.
  std::vector<FailingAge> ages;  ///< Of all of them.
  std::vector<One> longest;      ///< Those that have failed longest, oldest first.
};

struct WaiverInForce {
  std::string id, component, title;  ///< `component` is "" for what is none.
  UtcTime since, until;
};

/// How everything stands now; plugged by src/app. Thread-safe, blocking.
class Posture {
 public:
  virtual ~Posture() = default;
  virtual std::vector<ServiceStanding> services(const PostureScope& scope) = 0;
  virtual FailingChecks failing(const PostureScope& scope) = 0;
  /// Those that end first before the others.
  virtual std::vector<WaiverInForce> waivers(const PostureScope& scope) = 0;
};

}  // namespace towpath::insights
