#include "retention/retention.h"

#include "log/log.h"

namespace towpath::retention {
namespace {

using namespace std::chrono_literals;

constexpr auto between_runs = 1h;
constexpr auto between_looks = 1min;
constexpr auto between_pressed_runs = 10min;  ///< When nothing more can go, another look changes nothing.
constexpr int shrunk_by = 4;

}  // namespace

Disk disk_of(const std::filesystem::path& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) throw std::filesystem::filesystem_error("free space", folder, error);
  return {space.available, space.capacity};
}

void Retention::add(std::unique_ptr<Retained> retained, Limits limits, UnderPressure pressure) {
  rules_.push_back({std::move(retained), limits, pressure});
}

void Retention::start() {
  jobs_.every(between_runs, "retention", [this](std::stop_token stop) { run(Mode::remove, stop); });
  jobs_.every(between_looks, "free disk space", [this](std::stop_token stop) {
    if (!is_pressed()) return;
    const auto before = last();
    if (before && before->was_pressed && clock_.now() - before->at < between_pressed_runs) return;
    log::warn("the disk is nearly full", {{"freeBytes", disk().free_bytes}, {"leastFreeBytes", least_free_}});
    run(Mode::remove, stop);
  });
}

Report Retention::run(Mode mode, std::stop_token stop) {
  const std::lock_guard one_at_a_time(run_mutex_);
  Report report{clock_.now(), is_pressed(), {}};
  for (const Rule& rule : rules_) {
    if (stop.stop_requested()) break;
    Limits limits = rule.limits;
    if (report.was_pressed && rule.pressure == UnderPressure::shrink) {
      limits.age /= shrunk_by;
      limits.bytes /= shrunk_by;
    }
    report.removals.push_back(rule.retained->enforce(limits, mode, report.at, stop));
    const Removal& removal = report.removals.back();
    if (!removal.problem.empty())
      log::warn("something old could not be removed", {{"kind", removal.kind}, {"problem", removal.problem}});
    if (mode == Mode::remove && removal.items > 0)
      log::info("old things removed", {{"kind", removal.kind}, {"items", removal.items}, {"bytes", removal.bytes}});
  }
  if (mode == Mode::remove) {
    const std::lock_guard lock(mutex_);
    last_ = report;
  }
  return report;
}

std::optional<Report> Retention::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace towpath::retention
