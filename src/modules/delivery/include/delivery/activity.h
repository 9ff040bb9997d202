#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::delivery {

/// Days a component's activity is counted over, today the last. Days are those of UTC.
inline constexpr std::size_t activity_days = 14;

/// What runs of a component in one environment.
struct RunningVersion {
  std::string environment, type, health;  ///< Health is "suspended" where it was stopped.
  std::int64_t release_number = 0;        ///< 0 when the release is gone.
  std::optional<UtcTime> deployed_at;
};

/// A component in a row of a list.
struct ComponentActivity {
  std::string component;
  std::vector<RunningVersion> running;  ///< In the order of promotion.
  struct Last {
    std::string id, environment, state;
    UtcTime at;
  };
  std::optional<Last> last;  ///< The latest deployment.
  struct Day {
    std::int64_t succeeded = 0, failed = 0;
  };
  std::array<Day, activity_days> days;  ///< Deployments by the day they began, stops left out.
};

/// One thing that happened to a component.
struct TimelineItem {
  std::string kind;  ///< "deployment", "run", "configuration" or "incident".
  std::string id;    ///< Of the deployment, run or incident; of the event for a configuration.
  UtcTime at;
  std::optional<UtcTime> finished_at;
  std::string title;        ///< One line in words.
  std::string state;        ///< Of a deployment or run; "opened" or "closed" of an incident; "" for a configuration.
  std::string environment;  ///< "" for what is about all of them.
  std::string actor;
  std::string run;  ///< Id of the run to look at; "" for none.
};

struct TimelinePage {
  std::vector<TimelineItem> items;  ///< Newest first.
  std::string next;                 ///< Cursor; "" at the end.
};

/// What goes on around components. Thread-safe, blocking.
class Activity {
 public:
  virtual ~Activity() = default;
  /// Of those of up to 100 components that delivery knows and the principal may see, in no order.
  virtual Result<std::vector<ComponentActivity>> of(const auth::Principal& principal,
                                                    const std::vector<std::string>& components) = 0;
  /// Deployments, pipeline runs, configuration changes and incidents of a component on one line. `after` is the cursor
  /// of a page. Errors: delivery.component_not_found, delivery.invalid_cursor.
  virtual Result<TimelinePage> timeline(const auth::Principal& principal, const std::string& component,
                                        const std::string& after, std::size_t limit) = 0;
};

}  // namespace towpath::delivery
