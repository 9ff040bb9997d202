#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "meter.h"
#include "template/value.h"

// The tests behind `is`: those of nunjitsu 0.6.2.
namespace towpath::tmpl {

/// Fails when there is no such test or it does not take `arguments` arguments.
Status find_check(std::string_view name, std::size_t arguments);

/// Precondition: find_check(). Errors: template.render for values the test cannot judge.
Result<bool> run_check(std::string_view name, const Value& value, std::span<const Value> arguments, Meter& meter);

}  // namespace towpath::tmpl
