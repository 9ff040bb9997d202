#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipelines/value.h"

namespace towpath::pipelines {

inline constexpr std::size_t max_matrix_jobs = 256;

/// One job of a matrix.
struct MatrixJob {
  Value values;                       ///< The `matrix` context: an object.
  std::vector<std::string> segments;  ///< The values that go into its name: "build (a, b)".
};

/// The jobs of `strategy.matrix` after its expressions were evaluated: the product of all lists in the order of their
/// keys (the last varies fastest), without what an entry of `exclude` matches, with the values of the entries of
/// `include` added where their common keys agree; an `include` entry that agrees with no combination is a job of its
/// own. Values are compared deeply and by kind (1 is not "1"); of a mapping only the named keys.
/// Errors: pipelines.invalid_matrix (not a mapping, a list that is empty or no list, an unknown key in `exclude`, more
/// than 256 jobs, no job at all).
Result<std::vector<MatrixJob>> expand_matrix(const Value& matrix);

}  // namespace towpath::pipelines
