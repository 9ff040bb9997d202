#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace towpath::bench {

/// What a number must reach. Absent limits leave it without a verdict.
struct Target {
  std::optional<double> at_least = {};
  std::optional<double> at_most = {};
};

/// One row of the table: a value for each round, of which the median counts.
struct Measurement {
  std::string name;  ///< "area.what", part of build/bench.json's contract.
  std::string unit;
  std::vector<double> rounds;
  Target target = {};
  std::string beside = {};           ///< Name of the row this one is compared with: the raw loop or a peer.
  Target ratio_target = {};          ///< For this median divided by that of `beside`.
  std::string note = {};             ///< Printed below the table: what was counted, or why there is no value.
  std::optional<double> ratio = {};  ///< Filled in by Report::add().

  double median() const;
};

/// Gathers rows, prints them and writes the JSON list. One thread.
class Report {
 public:
  explicit Report(int rounds) : rounds_(rounds) {}

  /// How many values each row should have.
  int rounds() const { return rounds_; }
  /// The row named `beside`, if any, must have been added before.
  void add(Measurement measurement);
  /// A row that could not be measured here, with the reason.
  void skip(const std::string& name, const std::string& reason);

  /// An area whose measurement broke off.
  void fail(const std::string& area, const std::string& why);

  void print() const;
  /// A list of {name, value, unit, samples}; a ratio is a row of its own, "<name>.ratio". False when the file cannot be
  /// written.
  bool write_json(const std::string& file) const;
  int failures() const { return failures_; }

 private:
  const int rounds_;
  std::vector<Measurement> rows_;
  std::vector<std::string> skipped_;
  int failures_ = 0;
};

/// Seconds that `work` takes.
double seconds_of(const std::function<void()>& work);

/// The value below which `share` of the values lie; sorts them.
double quantile(std::vector<double>& values, double share);

}  // namespace towpath::bench
