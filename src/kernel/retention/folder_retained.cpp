#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "retention/retention.h"

namespace towpath::retention {
namespace {

namespace fs = std::filesystem;

struct Entry {
  fs::path path;
  UtcTime changed;
  std::uint64_t bytes = 0;
};

UtcTime time_of(const struct stat& info) { return UtcTime(std::chrono::seconds(info.st_mtim.tv_sec)); }

/// Size of all that is below; the time of what was changed last.
Entry measured(const fs::path& path) {
  Entry entry{path, {}, 0};
  const auto count = [&](const fs::path& each) {
    struct stat info {};
    if (::lstat(each.c_str(), &info) != 0) return;  // it went meanwhile
    entry.changed = std::max(entry.changed, time_of(info));
    entry.bytes += static_cast<std::uint64_t>(info.st_blocks) * 512;
  };
  count(path);
  std::error_code error;
  if (fs::is_directory(fs::symlink_status(path, error)))
    for (auto it = fs::recursive_directory_iterator(path, error); it != fs::recursive_directory_iterator();
         it.increment(error))
      count(it->path());
  return entry;
}

class FolderRetained final : public Retained {
 public:
  FolderRetained(std::string kind, fs::path folder, std::chrono::milliseconds spared,
                 std::function<bool(const std::string&)> is_in_use)
      : kind_(std::move(kind)), folder_(std::move(folder)), spared_(spared), is_in_use_(std::move(is_in_use)) {}

  std::string_view kind() const override { return kind_; }

  Removal enforce(const Limits& limits, Mode mode, UtcTime now, std::stop_token stop) override {
    Removal out{kind_};
    std::vector<Entry> entries = all();
    for (const Entry& entry : entries) out.kept_bytes += entry.bytes;
    out.kept_items = entries.size();
    for (const Entry& entry : entries) {
      if (stop.stop_requested()) break;
      const auto age = now - entry.changed;
      const bool is_due = age > limits.age || out.kept_bytes > limits.bytes;
      if (!is_due || age < spared_ || is_in_use_(entry.path.filename().string())) continue;
      std::error_code error;
      if (mode == Mode::remove) fs::remove_all(entry.path, error);
      if (error) {
        out.problem = error.message();
        continue;
      }
      ++out.items;
      --out.kept_items;
      out.bytes += entry.bytes;
      out.kept_bytes -= entry.bytes;
    }
    return out;
  }

 private:
  /// Oldest first.
  std::vector<Entry> all() const {
    std::vector<Entry> out;
    std::error_code error;  // no folder yet: nothing to keep
    for (const auto& entry : fs::directory_iterator(folder_, error)) out.push_back(measured(entry.path()));
    std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) { return a.changed < b.changed; });
    return out;
  }

  const std::string kind_;
  const fs::path folder_;
  const std::chrono::milliseconds spared_;
  const std::function<bool(const std::string&)> is_in_use_;
};

}  // namespace

std::unique_ptr<Retained> make_folder_retained(std::string kind, fs::path folder, std::chrono::milliseconds spared,
                                               std::function<bool(const std::string&)> is_in_use) {
  return std::make_unique<FolderRetained>(std::move(kind), std::move(folder), spared, std::move(is_in_use));
}

}  // namespace towpath::retention
