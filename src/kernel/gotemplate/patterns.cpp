#include "patterns.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include "meter.h"

namespace towpath::gotemplate {

Patterns::Patterns() = default;
Patterns::~Patterns() = default;

Result<const re2::RE2*> Patterns::get(const std::string& pattern) {
  auto& known = known_[pattern];
  if (!known) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    known = std::make_unique<re2::RE2>(pattern, options);
  }
  if (!known->ok()) return render_error(fmt::format("'{}' is no regular expression: {}", pattern, known->error()));
  return static_cast<const re2::RE2*>(known.get());
}

}  // namespace towpath::gotemplate
