#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

#include "configuration_tool.h"

namespace towpath::delivery {

// What our report processors in puppet and chef leave, read as text from outside: with limits, nothing assumed.

/// What happened to one resource that was not as it should be.
struct ReportedResource {
  std::string name, place, message;
  std::string status;  ///< changed, refreshed, unforeseen, skipped, failed.
  double seconds = 0;
};

struct ResourceReport {
  std::vector<ReportedResource> resources;
  boost::json::object facts;
};

/// {"resources", "facts"}; at most 10 000 resources. Errors: delivery.configuration_answer.
Result<ResourceReport> read_resource_report(std::string_view text);

/// Reads a run of a tool that tells what it did in such a report, and in its log only why it failed.
class ResourceReportReader : public RunReader {
 public:
  explicit ResourceReportReader(RunListener listener) : listener_(std::move(listener)) {}

  void take(process::Stream stream, std::string_view line) override;
  Result<RunReport> finish(const process::Exit& exit, std::string_view report) override;

 protected:
  /// Whether a run that ended so has left a report.
  virtual bool has_report(const process::Exit& exit) const = 0;
  /// Why it fails, when the line says that; "" otherwise.
  virtual std::string problem_in(std::string_view line) const = 0;

 private:
  void add_problem(std::string problem);
  void add(const ReportedResource& resource, RunReport& out);

  const RunListener listener_;
  std::string problems_;
  std::size_t problem_count_ = 0;
};

}  // namespace towpath::delivery
