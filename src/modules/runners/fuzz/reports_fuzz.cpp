// Reports of a runner: any bytes are read or refused, and what was read keeps to its limits.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "report_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace towpath;
  const auto reports = runners::reports_from({reinterpret_cast<const char*>(data), size});
  if (!reports.has_value()) return 0;
  for (const runs::RemoteReport& report : reports->items) {
    const int members =
        report.step.has_value() + report.line.has_value() + report.artifact.has_value() + report.end.has_value();
    if (members != 1) std::abort();
    if (report.line && report.line->text.find('\n') != std::string::npos) std::abort();
  }
  return 0;
}
