#include "score/problems.h"

#include <fmt/core.h>
#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "json/json.h"
#include "score/score_schema.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

std::string parent_of(std::string_view pointer) { return std::string(pointer.substr(0, pointer.rfind('/'))); }

/// Says more where people go wrong most often.
ScoreProblem with_advice(ScoreProblem found, const bj::value& document) {
  const bj::value* value = json::at_pointer(document, found.place);
  const std::vector<std::string> path = split(found.place, '/');
  if (!value || path.size() < 3) return found;
  const std::string& around = path[path.size() - 2];
  const bool is_map_of_strings = around == "variables" || around == "annotations";
  if (is_map_of_strings && (value->is_number() || value->is_bool())) {
    found.problem.message += fmt::format(": quote it, as in \"{}\"", json::canonical(*value));
  } else if (is_map_of_strings && value->is_null()) {
    found.problem.message += ": write \"\" for an empty one";
  } else if (path.back() == "scheme" && value->is_string() &&
             (value->get_string() == "http" || value->get_string() == "https")) {
    found.hint = "Score writes the scheme in capitals: HTTP or HTTPS.";
  }
  return found;
}

std::string summary(const std::vector<ScoreProblem>& problems) {
  const FieldError& first = problems.front().problem;
  std::string text = first.path.empty() ? first.message : first.path + " " + first.message;
  if (problems.size() > 1) text += fmt::format(" (and {} more)", problems.size() - 1);
  return text;
}

Error as_error(const std::vector<ScoreProblem>& problems, std::string message) {
  Error error = invalid_input("delivery.invalid_score", std::move(message));
  const auto hint =
      std::find_if(problems.begin(), problems.end(), [](const ScoreProblem& found) { return !found.hint.empty(); });
  if (hint == problems.end()) return error;
  return std::move(error).with_hint(hint->hint);
}

}  // namespace

std::vector<ScoreProblem> as_problems(const std::vector<FieldError>& problems) {
  std::vector<ScoreProblem> out;
  for (const FieldError& problem : problems) out.push_back({problem.path, problem, ""});
  return out;
}

std::vector<ScoreProblem> schema_problems(const bj::value& document) {
  if (document.is_null())
    return {{"", {"", "the document is empty; a Score file has apiVersion, metadata and containers"}, ""}};
  std::vector<ScoreProblem> problems;
  for (schema::Finding& finding : score_schema().find_problems(document)) {
    ScoreProblem found{finding.problem.path, {finding.problem.path, in_words(std::move(finding.problem.message))}, ""};
    if (finding.is_about_key) {
      found.problem.path = parent_of(found.place);
      if (found.problem.message == "is required")
        found.problem.message =
            fmt::format("the key '{}' is required",
                        json::unescape_pointer(std::string_view(found.place).substr(found.place.rfind('/') + 1)));
    }
    problems.push_back(with_advice(std::move(found), document));
  }
  return problems;
}

Error invalid_score(const std::vector<ScoreProblem>& problems, const Upgrade& upgrade, const yaml::Node& source,
                    std::string_view file_name) {
  std::vector<ScoreProblem> in_source = problems;
  for (ScoreProblem& found : in_source) {
    found.place = upgrade.source_pointer(found.place);
    found.problem.path = upgrade.source_pointer(found.problem.path);
  }
  const yaml::Position first = yaml::position_of(source, in_source.front().place);
  Error error =
      as_error(in_source, fmt::format("{}:{}:{}: {}", file_name, first.line, first.column, summary(in_source)));
  for (const ScoreProblem& found : in_source)
    error.add_field(found.problem.path,
                    fmt::format("{} (line {})", found.problem.message, yaml::position_of(source, found.place).line));
  return error;
}

Error invalid_document(const std::vector<ScoreProblem>& problems) {
  Error error = as_error(problems, "The stored Score document does not hold: " + summary(problems));
  for (const ScoreProblem& found : problems) error.add_field(found.problem.path, found.problem.message);
  return error;
}

}  // namespace towpath::delivery
