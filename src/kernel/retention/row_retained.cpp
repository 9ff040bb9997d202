#include <algorithm>

#include "retention/retention.h"

namespace towpath::retention {
namespace {

class RowRetained final : public Retained {
 public:
  RowRetained(std::string kind, std::chrono::milliseconds spared, Rows rows)
      : kind_(std::move(kind)), spared_(spared), rows_(std::move(rows)) {}
  std::string_view kind() const override { return kind_; }

  Removal enforce(const Limits& limits, Mode mode, UtcTime now, std::stop_token stop) override {
    const UtcTime before = now - std::max(limits.age, spared_);
    Removal out{kind_};
    const Rows::Counts counts = rows_.count(before);
    if (mode == Mode::plan) {
      out.items = counts.older;
    } else {
      while (!stop.stop_requested()) {
        const Result<std::uint64_t> removed = rows_.remove(before);
        if (!removed.has_value()) out.problem = removed.error().message();
        if (!removed.has_value() || *removed == 0) break;
        out.items += *removed;
      }
    }
    out.kept_items = counts.all - std::min(counts.all, out.items);
    return out;
  }

 private:
  const std::string kind_;
  const std::chrono::milliseconds spared_;
  const Rows rows_;
};

}  // namespace

std::unique_ptr<Retained> make_row_retained(std::string kind, std::chrono::milliseconds spared, Rows rows) {
  return std::make_unique<RowRetained>(std::move(kind), spared, std::move(rows));
}

}  // namespace towpath::retention
