#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "pipelines/value.h"

namespace towpath::pipelines {

/// The arguments of a call, evaluated when asked for: what `case` and `format` do not use is never evaluated.
class Arguments {
 public:
  virtual ~Arguments() = default;
  virtual std::size_t count() const = 0;
  virtual Result<Value> at(std::size_t index) = 0;
  virtual Error exceeded_memory() const = 0;
};

/// Calls a function of the language. Precondition: `name` is lower case and find_built_in() knows it.
/// Errors: pipelines.expression_evaluation.
Result<Value> call_built_in(std::string_view name, Arguments& arguments);

}  // namespace towpath::pipelines
