#include "measurement.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>

namespace towpath::bench {
namespace {

/// Three significant digits are what a median of five can say.
std::string shown(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  if (value >= 10) return fmt::format("{:.1f}", value);
  return fmt::format("{:.3f}", value);
}

std::string words(const Target& target, std::string_view unit) {
  if (target.at_least) return fmt::format(">= {}{}", shown(*target.at_least), unit);
  if (target.at_most) return fmt::format("<= {}{}", shown(*target.at_most), unit);
  return "";
}

bool has_limit(const Target& target) { return target.at_least || target.at_most; }

bool is_reached(const Target& target, double value) {
  return (!target.at_least || value >= *target.at_least) && (!target.at_most || value <= *target.at_most);
}

std::string_view verdict(const Measurement& row) {
  const bool has_ratio_limit = row.ratio && has_limit(row.ratio_target);
  if (!has_limit(row.target) && !has_ratio_limit) return "";
  if (has_limit(row.target) && !is_reached(row.target, row.median())) return "missed";
  return !has_ratio_limit || is_reached(row.ratio_target, *row.ratio) ? "ok" : "missed";
}

}  // namespace

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double quantile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  const auto index = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values.at(std::min(index, values.size() - 1));
}

double Measurement::median() const {
  auto sorted = rounds;
  return quantile(sorted, 0.5);
}

void Report::add(Measurement measurement) {
  const auto peer =
      std::find_if(rows_.begin(), rows_.end(), [&](const Measurement& row) { return row.name == measurement.beside; });
  if (peer != rows_.end()) measurement.ratio = measurement.median() / peer->median();
  fmt::print(stderr, "{}: {} {}\n", measurement.name, shown(measurement.median()), measurement.unit);
  rows_.push_back(std::move(measurement));
}

void Report::skip(const std::string& name, const std::string& reason) {
  skipped_.push_back(name + ": not measured here: " + reason);
  fmt::print(stderr, "{}\n", skipped_.back());
}

void Report::fail(const std::string& area, const std::string& why) {
  ++failures_;
  skipped_.push_back(area + ": FAILED: " + why);
  fmt::print(stderr, "{}\n", skipped_.back());
}

void Report::print() const {
  fmt::print("{:<38} {:>9} {:>9} {:>9} {:<6} {:>3}  {:<24} {:<11} {}\n", "name", "median", "min", "max", "unit", "n",
             "ratio", "target", "verdict");
  for (const Measurement& row : rows_) {
    std::string ratio, limit = words(row.target, "");
    if (row.ratio) ratio = fmt::format("{:.2f} of {}", *row.ratio, row.beside);
    if (has_limit(row.ratio_target)) limit += (limit.empty() ? "" : ", ") + words(row.ratio_target, " of it");
    const auto [least, most] = std::minmax_element(row.rounds.begin(), row.rounds.end());
    fmt::print("{:<38} {:>9} {:>9} {:>9} {:<6} {:>3}  {:<24} {:<11} {}\n", row.name, shown(row.median()), shown(*least),
               shown(*most), row.unit, row.rounds.size(), ratio, limit, verdict(row));
  }
  fmt::print("\n");
  for (const Measurement& row : rows_)
    if (!row.note.empty()) fmt::print("{}: {}\n", row.name, row.note);
  for (const std::string& line : skipped_) fmt::print("{}\n", line);
}

bool Report::write_json(const std::string& file) const {
  std::ofstream out(file, std::ios::trunc);
  std::string_view separator = "[\n";
  const auto line = [&](const std::string& name, double value, std::string_view unit, std::size_t samples) {
    out << fmt::format(R"({}  {{"name": "{}", "value": {:.6g}, "unit": "{}", "samples": {}}})", separator, name, value,
                       unit, samples);
    separator = ",\n";
  };
  for (const Measurement& row : rows_) {
    line(row.name, row.median(), row.unit, row.rounds.size());
    if (row.ratio) line(row.name + ".ratio", *row.ratio, "of " + row.beside, row.rounds.size());
  }
  out << (rows_.empty() ? "[]\n" : "\n]\n");
  out.close();
  return out.good();
}

}  // namespace towpath::bench
