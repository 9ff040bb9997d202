#include "blob_sweep.h"

#include <chrono>

namespace towpath::app {
namespace {

/// Content gets its name within seconds; a run soon after another (the disk is nearly full) does not count as the next.
constexpr std::chrono::minutes between_looks{5};

class BlobSweep final : public retention::Retained {
 public:
  BlobSweep(blob::Blobs& blobs, std::function<std::set<std::string>()> named)
      : blobs_(blobs), named_(std::move(named)) {}
  std::string_view kind() const override { return "blobs"; }

  retention::Removal enforce(const retention::Limits&, retention::Mode mode, UtcTime now,
                             std::stop_token stop) override {
    retention::Removal out{std::string(kind())};
    const UtcTime looks_at = SystemClock().now();  // as the times of files: `now` may be a clock that tests move
    const auto all = blobs_.list();                // before the names: what is named later is not in it
    const std::set<std::string> named = named_();
    std::set<blob::Digest> unnamed;
    for (const blob::Digest& digest : all) {
      if (stop.stop_requested()) return out;
      const std::uint64_t size = blobs_.size(digest).value_or(0);
      ++out.kept_items;
      out.kept_bytes += size;
      if (named.contains(digest.text)) continue;
      unnamed.insert(digest);
      if (!unnamed_before_.contains(digest) || now - looked_at_ < between_looks) continue;
      if (mode == retention::Mode::remove) {
        // Stored again since: the object that has it now gets its row a moment later.
        if (!blobs_.remove_unless_stored_since(digest, unnamed_since_)) continue;
      }
      ++out.items;
      --out.kept_items;
      out.bytes += size;
      out.kept_bytes -= size;
    }
    if (mode == retention::Mode::remove && now - looked_at_ >= between_looks) {
      unnamed_before_ = std::move(unnamed);
      looked_at_ = now;
      unnamed_since_ = looks_at;
    }
    return out;
  }

 private:
  blob::Blobs& blobs_;
  const std::function<std::set<std::string>()> named_;
  std::set<blob::Digest> unnamed_before_;
  UtcTime looked_at_{}, unnamed_since_{};  ///< Of the run before: by the given clock, by the system's.
};

}  // namespace

std::unique_ptr<retention::Retained> make_blob_sweep(blob::Blobs& blobs, std::function<std::set<std::string>()> named) {
  return std::make_unique<BlobSweep>(blobs, std::move(named));
}

}  // namespace towpath::app
