#pragma once

#include <string>
#include <vector>

#include "insights/history.h"

namespace boost::json {
class object;
}

namespace towpath::insights {

/// What a history said about delivery before anything was adopted. Imported, and shown as that.
struct Baseline {
  std::string name;       ///< [a-z0-9][a-z0-9._-]*, at most 63; unique.
  std::string source;     ///< Where it was read: a path or a URL without credentials.
  std::string component;  ///< The component it is compared with; "" for none yet.
  std::string owner_ref;
  std::string tag_glob = "*";
  UtcTime from, to;                       ///< What the figures are about.
  UtcTime imported_at;                    ///< Set by the server.
  std::vector<HistoricRelease> releases;  ///< Of that time, and those before it that judge the first of them.
  std::size_t unreleased = 0, ignored_tags = 0;
  bool is_shallow = false;
};

/// The twelve months (or others) before `to` of a history.
Baseline baseline_of(const ReleasedHistory& history, std::chrono::months months, UtcTime to);

/// What PUT /api/v1/baselines/{name} takes.
boost::json::object request_of(const Baseline& baseline);
/// The baseline with its figures and releases: what GET answers and `import git -o json` prints.
boost::json::object value_of(const Baseline& baseline);

}  // namespace towpath::insights
