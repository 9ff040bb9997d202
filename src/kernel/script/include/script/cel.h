#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::script {

/// What one expression may cost.
struct CelLimits {
  std::chrono::milliseconds time{50};    ///< Of computing: one evaluation or check, or handing over one input.
  std::size_t source_bytes = 16 * 1024;  ///< Of an expression's text.
  std::size_t memory_bytes = 64u << 20;  ///< Of a virtual machine: its programs, the input and what is computed.
  std::size_t input_bytes = 4u << 20;    ///< Of an input as JSON.
};

/// Evaluates expressions of the Common Expression Language over JSON. Numbers of the input are doubles, as CEL says of
/// JSON; they compare with ints, but arithmetic needs a double on both sides (`replicas + 1.0`). Beyond CEL's standard
/// definitions there are the string functions split, join, substring, indexOf, lastIndexOf, lowerAscii, upperAscii and
/// trim, and cel.bind. Time comes from the input: there is no clock. Thread-safe: a bounded pool of isolated virtual
/// machines, made when first needed.
class Cel {
 public:
  explicit Cel(CelLimits limits = {});
  ~Cel();
  Cel(const Cel&) = delete;
  Cel& operator=(const Cel&) = delete;

  /// Parses an expression and checks it against the names of the variables an input offers.
  /// Errors: script.invalid_expression, whose message begins with line:column (from 1) in the source and quotes the
  /// text that is wrong; script.expression_limit.
  Status check(std::string_view source, std::span<const std::string> variables) const;

  /// Evaluates every source over one input, an object whose members are the variables; it is handed over once. One
  /// result per source, in order; a failing one does not disturb the others. Times and durations come back as text.
  /// Errors: script.invalid_expression; script.expression_failed, with the JSON Pointer of a missing member as the path
  /// of its field; script.expression_limit (time, memory or size).
  std::vector<Result<boost::json::value>> evaluate(std::span<const std::string> sources,
                                                   const boost::json::value& input) const;

  /// The members of the input that an expression reads, as JSON Pointers, sorted: the evidence of its result. Members
  /// of what a macro iterates over are not listed, the list itself is. Errors: script.invalid_expression,
  /// script.expression_limit.
  Result<std::vector<std::string>> references(std::string_view source) const;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace towpath::script
