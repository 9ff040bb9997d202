#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "db/db.h"
#include "insights/dora.h"

namespace towpath::insights {

/// Judged deliveries by what was asked for, as long as no delivery and no incident has come: judging a whole
/// organisation takes longer than reading everything else on its page. Thread-safe.
class DoraCache {
 public:
  /// `question` says everything the answer depends on besides the rows.
  std::shared_ptr<const Dora> get(db::Tx& tx, const std::string& question, const std::function<Dora()>& judge);

 private:
  static constexpr std::size_t most_kept = 64;
  struct Kept {
    std::int64_t mark;
    std::shared_ptr<const Dora> dora;  ///< Shared: readers go on with it when it is replaced.
  };
  std::mutex mutex_;  // guards kept_
  std::map<std::string, Kept> kept_;
};

}  // namespace towpath::insights
