#pragma once

#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "script/cel.h"
#include "standards/policy.h"
#include "template/template.h"

namespace towpath::standards {

/// A policy that is ready to be evaluated. Immutable.
struct CompiledPolicy {
  Policy policy;
  std::string source;                            ///< The condition, with its parameters bound where it reads them.
  boost::json::value parameters;                 ///< The condition's `params`.
  std::vector<std::string> references;           ///< What the condition reads, as JSON Pointers.
  std::set<std::string, std::less<>> variables;  ///< The names those begin with.
  tmpl::Template message, hint;
  std::string problem;  ///< Why it cannot be read, as of a policy that an older version accepted; "": it can.
};

/// What is wrong with a policy's condition, message, hint and tests, as JSON Pointers from the root of the descriptor;
/// a message about the condition begins with line:column within it. Runs the tests.
std::vector<FieldError> problems_of(const script::Cel& cel, const Policy& policy);

/// Errors: as problems_of(), the first of them; standards.invalid_policy.
Result<CompiledPolicy> compile(const script::Cel& cel, const Policy& policy);

/// What stands in for a policy that compile() refuses, so that it does not fall silent: its verdict is unknown
/// and counts as not met, also where missing facts do not.
CompiledPolicy unreadable(const Policy& policy, const Error& why);

/// The results of the tests that stand beside a policy.
std::vector<TestResult> run_tests(const script::Cel& cel, const CompiledPolicy& policy);

/// Whether a policy is about an input: its gate, and all that it matches.
bool concerns(const Policy& policy, const boost::json::object& input);

/// A finding for each policy, in their order; all conditions are evaluated over one input. Thread-safe.
std::vector<Finding> evaluate(const script::Cel& cel, const std::vector<const CompiledPolicy*>& policies,
                              const boost::json::object& input);

/// The verdicts alone, for replaying many decisions.
Verdict verdict_on(const script::Cel& cel, const CompiledPolicy& policy, const boost::json::object& input);

}  // namespace towpath::standards
