#pragma once

#include <boost/json.hpp>
#include <set>
#include <string>

#include "base/result.h"
#include "template_file.h"

namespace towpath::golden_paths {

/// What a form asks in secret (`ui:field: Secret`, `ui:widget: password`). Answers to that are no parameters: they are
/// given beside them, kept by the secrets module until the run has ended, and seen by templates as `secrets.<name>`.
struct SecretQuestions {
  std::set<std::string> names;   ///< On a page itself, in whichever branch.
  std::set<std::string> deeper;  ///< Inside another answer, where none can be given.
};

SecretQuestions secret_questions(const boost::json::value& page);

/// Whether an expression in `input` speaks of `secrets`.
bool mentions_secrets(const boost::json::value& input);

/// Whether an expression in `input` looks for the answer to a question among the parameters.
bool mentions_parameter(const boost::json::value& input, const std::string& name);

/// A page that accepts any answer to its secret questions; `is_required` says whether those it requires must be there.
enum class SecretRule { required, optional };
boost::json::value without_secret_rules(const boost::json::value& page, const std::set<std::string>& names,
                                        SecretRule rule);

/// Answers to secret questions that stand among the parameters, where they must not be: a problem each.
std::vector<FieldError> misplaced_secrets(const TemplateFile& file, const boost::json::object& parameters);

/// Whether an action may see secrets: it keeps them, or its output is masked.
bool takes_secrets(std::string_view action);

}  // namespace towpath::golden_paths
