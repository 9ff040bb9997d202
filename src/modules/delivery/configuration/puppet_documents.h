#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

#include "configuration_tool.h"

namespace towpath::delivery {

// What puppet and our report processor in it print and leave, read as text from outside: with limits, nothing assumed.

/// What happened to one resource of a catalog that was not as it should be.
struct PuppetResource {
  std::string name, place, message;
  std::string status;  ///< changed, refreshed, skipped, failed.
  double seconds = 0;
};

struct PuppetReport {
  std::vector<PuppetResource> resources;
  boost::json::object facts;
};

/// {"resources", "facts"}; at most 10 000 resources. Errors: delivery.configuration_answer.
Result<PuppetReport> read_puppet_report(std::string_view text);

/// "site.pp:2:2: Could not parse ...: Syntax error at 'ensure'" of a line that begins with "Error: ". `folder` is taken
/// off the path. "" for another line.
std::string read_puppet_error(std::string_view line, std::string_view folder);

}  // namespace towpath::delivery
