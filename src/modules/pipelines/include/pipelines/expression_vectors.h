#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::pipelines {

struct VectorDifference {
  std::string expression;
  std::string expected;
  std::string actual;
};

struct VectorReport {
  std::size_t passed = 0;
  std::vector<VectorDifference> differences;
};

/// Evaluates a file of test vectors and compares. Two shapes: `{contexts, vectors: [{expr, kind, value, string, truthy}
/// or {expr, error, stage}]}` with `runner_string` and `js_bug` marking where actions/runner differs from
/// @actions/expressions (the runner is followed), and the testdata of actions/languageservices:
/// `{group: [{expr, contexts, result | err}]}`.
/// Errors: pipelines.invalid_json; pipelines.invalid_vectors when the document has neither shape.
Result<VectorReport> run_expression_vectors(std::string_view json);

}  // namespace towpath::pipelines
