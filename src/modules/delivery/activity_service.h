#pragma once

#include "activity_store.h"
#include "delivery/module.h"
#include "executors.h"

namespace towpath::delivery {

class ActivityService final : public Activity {
 public:
  ActivityService(const Kernel& kernel, const Stores& stores, runs::Runs& runs)
      : kernel_(kernel), stores_(stores), runs_(runs) {}

  Result<std::vector<ComponentActivity>> of(const auth::Principal& principal,
                                            const std::vector<std::string>& components) override;
  Result<TimelinePage> timeline(const auth::Principal& principal, const std::string& component,
                                const std::string& after, std::size_t limit) override;

 private:
  /// How far each of the merged lists has been read.
  struct Position {
    std::string deployment, run;  ///< Ids; "" before the first.
    std::int64_t event = 0;       ///< Sequence; 0 before the first.
  };
  static Result<Position> parse(const std::string& cursor);
  std::vector<TimelineItem> deployments(db::Tx& tx, const std::string& component, const std::string& after,
                                        std::size_t limit, const auth::SqlCondition& visible) const;
  Result<std::vector<TimelineItem>> runs(const auth::Principal& principal, const std::string& repository,
                                         const std::string& after, std::size_t limit) const;
  /// With the sequence of each, which the cursor needs.
  std::vector<std::pair<TimelineItem, std::int64_t>> events(const auth::Decision& decision,
                                                            const std::string& component, std::int64_t before,
                                                            std::size_t limit) const;

  const Kernel& kernel_;
  const Stores& stores_;
  runs::Runs& runs_;
  ActivityStore store_;
};

}  // namespace towpath::delivery
