#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "jobs/jobs.h"

namespace towpath::retention {

/// Whether something goes, or is only counted.
enum class Mode { plan, remove };

/// What is older goes, and of the rest the oldest while there is more than `bytes`.
struct Limits {
  std::chrono::milliseconds age{0};
  std::uint64_t bytes = 0;
};

/// What went, or would go, and what stays.
struct Removal {
  std::string kind = {};
  std::uint64_t items = 0, bytes = 0;
  std::uint64_t kept_items = 0, kept_bytes = 0;
  std::string problem = {};  ///< Why not everything could be done; "" when it was.
};

/// One kind of thing that grows. Its module knows what is in use; that never goes. Blocking; called by one thread.
class Retained {
 public:
  virtual ~Retained() = default;
  /// In lower case with underscores: "run_logs".
  virtual std::string_view kind() const = 0;
  virtual Removal enforce(const Limits& limits, Mode mode, UtcTime now, std::stop_token stop) = 0;
};

/// The entries of a folder, each by the time it was changed last. `is_in_use` gets an entry's name. What is younger
/// than `spared` stays, whatever the limits are.
std::unique_ptr<Retained> make_folder_retained(std::string kind, std::filesystem::path folder,
                                               std::chrono::milliseconds spared,
                                               std::function<bool(const std::string& name)> is_in_use);

/// Rows of a table, each with the time it is judged by.
struct Rows {
  struct Counts {
    std::uint64_t older = 0;  ///< Than the time asked for: what may go.
    std::uint64_t all = 0;
  };
  std::function<Counts(UtcTime before)> count;
  /// A part of what is older, in one transaction, and how many that were; 0 when nothing is left.
  std::function<Result<std::uint64_t>(UtcTime before)> remove;
};

/// Rows by age only: their bytes are not known and count as none. What is younger than `spared` stays, whatever the
/// limits are.
std::unique_ptr<Retained> make_row_retained(std::string kind, std::chrono::milliseconds spared, Rows rows);

/// Whether limits shrink to a quarter while the disk is nearly full; what was promised for a time does not.
enum class UnderPressure { shrink, keep };

struct Report {
  UtcTime at;
  bool was_pressed = false;  ///< The disk was nearly full.
  std::vector<Removal> removals;
};

struct Disk {
  std::uint64_t free_bytes = 0, total_bytes = 0;
};
/// Of the file system `folder` is on.
Disk disk_of(const std::filesystem::path& folder);

/// The one policy: enforces all limits every hour, and at once when less than `least_free` is left. Thread-safe.
class Retention {
 public:
  Retention(jobs::Jobs& jobs, const Clock& clock, std::filesystem::path folder, std::uint64_t least_free)
      : jobs_(jobs), clock_(clock), folder_(std::move(folder)), least_free_(least_free) {}

  /// Before start().
  void add(std::unique_ptr<Retained> retained, Limits limits, UnderPressure pressure = UnderPressure::shrink);
  /// Begins the timers; they end with Jobs.
  void start();
  /// Now, on the calling thread; one after another. Removing is kept as the last report.
  Report run(Mode mode, std::stop_token stop = {});
  std::optional<Report> last() const;
  bool is_pressed() const { return disk_of(folder_).free_bytes < least_free_; }
  Disk disk() const { return disk_of(folder_); }
  std::uint64_t least_free() const { return least_free_; }

 private:
  struct Rule {
    std::unique_ptr<Retained> retained;
    Limits limits;
    UnderPressure pressure;
  };

  jobs::Jobs& jobs_;
  const Clock& clock_;
  const std::filesystem::path folder_;
  const std::uint64_t least_free_;
  std::vector<Rule> rules_;
  std::mutex run_mutex_;      // one run at a time
  mutable std::mutex mutex_;  // guards last_
  std::optional<Report> last_;
};

}  // namespace towpath::retention
