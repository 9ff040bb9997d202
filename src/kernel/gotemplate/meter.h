#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "gotemplate/template.h"

namespace towpath::gotemplate {

inline Error limit_error(const std::string& what, std::size_t limit) {
  return invalid_input("gotemplate.limit", "the template " + what + " (limit " + std::to_string(limit) + ")");
}

inline Error render_error(std::string message) { return invalid_input("gotemplate.render", std::move(message)); }

/// Counts what one render costs against its limits.
class Meter {
 public:
  explicit Meter(const Limits& limits) : limits_(limits) {}

  /// `count` nodes, rounds or items were touched.
  Status step(std::size_t count = 1) {
    if (count > limits_.steps - steps_) return limit_error("takes too many steps", limits_.steps);
    steps_ += count;
    return ok();
  }

  /// `bytes` of text are about to be read or written. Call before making large text.
  Status work(std::size_t bytes) {
    if (bytes > limits_.output_bytes) return limit_error("makes a text that is too long", limits_.output_bytes);
    if (bytes > limits_.work_bytes - work_) return limit_error("handles too much text", limits_.work_bytes);
    work_ += bytes;
    return ok();
  }

  Status output(std::size_t bytes) {
    if (bytes > limits_.output_bytes - output_) return limit_error("writes too much", limits_.output_bytes);
    output_ += bytes;
    return ok();
  }

  Status nested(std::size_t depth) const {
    if (depth > limits_.depth) return limit_error("is nested too deep", limits_.depth);
    return ok();
  }

  const Limits& limits() const { return limits_; }

  /// Walks a value: its items count as steps, its nesting against the depth.
  Status measure(const Value& value, std::size_t depth = 1);

 private:
  Limits limits_;
  std::size_t steps_ = 0;
  std::size_t work_ = 0;
  std::size_t output_ = 0;
};

}  // namespace towpath::gotemplate
