#include "resources/definition_placeholders.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "delivery/score.h"

namespace towpath::delivery {
namespace {

const std::vector<std::string> context_names{"project.id", "env.id",    "env.type", "res.id",
                                             "res.type",   "res.class", "res.guid", "workload.name"};

/// Where a placeholder stands decides what it may name.
struct Scope {
  bool has_dependencies = false;  ///< ${resources.<name>.<output>} of dependsOn.
  bool has_outputs = false;       ///< ${outputs.<output>} of the resource itself.
};

/// The names that the definition's schema of parameters declares; empty when anything goes.
std::vector<std::string> parameter_names(const Definition& definition) {
  std::vector<std::string> out;
  const boost::json::value schema = boost::json::parse(definition.parameters);
  if (const auto* properties = schema.as_object().if_contains("properties"); properties && properties->is_object())
    for (const auto& [name, value] : properties->as_object()) out.emplace_back(name);
  return out;
}

std::string not_known(const std::string& placeholder, const std::string& what, const std::string& word,
                      const std::vector<std::string>& names) {
  const auto near = nearest(word, names);
  return fmt::format("${{{}}}: {} '{}'{}", placeholder, what, word,
                     near            ? fmt::format("; did you mean '{}'?", *near)
                     : names.empty() ? "; there is none"
                                     : "; there are: " + join(names, ", "));
}

/// What is wrong with one placeholder; "" when it leads somewhere.
std::string problem_of(const Definition& definition, const std::vector<std::string>& path, const Scope& scope) {
  const std::string whole = join(path, "."),
                    rest = whole.size() > path.front().size() ? whole.substr(path.front().size() + 1) : std::string();
  if (path.front() == "context") {
    if (std::find(context_names.begin(), context_names.end(), rest) != context_names.end()) return "";
    return not_known(whole, "the context has no", rest, context_names);
  }
  if (path.front() == "params") {
    const auto names = parameter_names(definition);
    if (path.size() == 2 && (names.empty() || std::find(names.begin(), names.end(), rest) != names.end())) return "";
    return not_known(whole, "the parameters have no", rest, names);
  }
  if (path.front() == "resources" && scope.has_dependencies) {
    std::vector<std::string> names;
    for (const DefinitionNeed& need : definition.depends_on) names.push_back(need.name);
    if (path.size() >= 3 && std::find(names.begin(), names.end(), path[1]) != names.end()) return "";
    return not_known(whole, "dependsOn names no", path.size() > 1 ? path[1] : "", names);
  }
  if (path.front() == "outputs" && scope.has_outputs && path.size() >= 2) return "";
  std::vector<std::string> roots{"context", "params"};
  if (scope.has_dependencies) roots.emplace_back("resources");
  if (scope.has_outputs) roots.emplace_back("outputs");
  return fmt::format("${{{}}} cannot be used here; begin it with {}, or write $$ for a dollar sign", whole,
                     join(roots, " or "));
}

void check(std::vector<FieldError>& out, const Definition& definition, const std::string& text, const std::string& at,
           const Scope& scope) {
  const auto paths = placeholders_of_json(text);
  if (!paths.has_value()) {
    const auto& fields = paths.error().fields();
    out.push_back({at + (fields.empty() ? "" : fields.front().path), paths.error().message()});
    return;
  }
  for (const auto& path : paths.value())
    if (std::string problem = problem_of(definition, path, scope); !problem.empty())
      out.push_back({at, std::move(problem)});
}

}  // namespace

std::vector<FieldError> placeholder_problems(const Definition& definition, const std::vector<std::string>& literal) {
  std::vector<FieldError> out;
  boost::json::value inputs = boost::json::parse(definition.inputs);
  for (const std::string& key : literal) inputs.as_object().erase(key);
  check(out, definition, boost::json::serialize(inputs), "/spec/inputs", {true, false});
  for (std::size_t i = 0; i < definition.depends_on.size(); ++i)
    check(out, definition, definition.depends_on[i].params, fmt::format("/spec/dependsOn/{}/params", i), {});
  for (std::size_t i = 0; i < definition.alongside.size(); ++i)
    check(out, definition, definition.alongside[i].params, fmt::format("/spec/alongside/{}/params", i), {true, true});
  return out;
}

}  // namespace towpath::delivery
