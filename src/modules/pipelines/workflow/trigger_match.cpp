#include <algorithm>
#include <cmath>
#include <span>

#include "base/strings.h"

#include "expression/text.h"
#include "pipelines/trigger.h"

namespace towpath::pipelines {
namespace {

bool is_given(const NameFilter& filter) { return !filter.include.is_empty() || !filter.ignore.is_empty(); }

bool lets_through(const NameFilter& filter, std::span<const std::string> names) {
  return filter.include.selects_any(names) && !filter.ignore.ignores_all(names);
}

bool paths_let_through(const NameFilter& filter, const RepositoryEvent& event) {
  if (!is_given(filter) || !event.changed_paths) return true;
  const auto paths = event.changed_paths();
  return !paths || lets_through(filter, *paths);
}

bool matches_push(const PushTrigger& trigger, const RepositoryEvent& event) {
  constexpr std::string_view branch_prefix = "refs/heads/";
  constexpr std::string_view tag_prefix = "refs/tags/";
  const bool is_tag = event.ref.starts_with(tag_prefix);
  if (!is_tag && !event.ref.starts_with(branch_prefix)) return false;
  const std::string name[] = {event.ref.substr(is_tag ? tag_prefix.size() : branch_prefix.size())};
  const NameFilter& own = is_tag ? trigger.tags : trigger.branches;
  const NameFilter& other = is_tag ? trigger.branches : trigger.tags;
  if (!is_given(own) && is_given(other)) return false;
  if (!lets_through(own, name)) return false;
  return is_tag || paths_let_through(trigger.paths, event);
}

bool matches_pull_request(const PullRequestTrigger& trigger, const RepositoryEvent& event) {
  if (std::find(trigger.types.begin(), trigger.types.end(), event.action) == trigger.types.end()) return false;
  const std::string base[] = {event.base};
  if (!lets_through(trigger.branches, base)) return false;
  return paths_let_through(trigger.paths, event);
}

Result<Value> convert(const DispatchInput& input, const std::string& text) {
  const auto refuse = [&](const std::string& expected) {
    return invalid_input("pipelines.invalid_inputs", "'" + text + "' is not " + expected);
  };
  switch (input.type) {
    case InputType::boolean:
      if (text == "true" || text == "false") return Value(text == "true");
      return refuse("true or false");
    case InputType::number: {
      const double number = trim(text).empty() ? std::nan("") : parse_number(text);
      if (std::isfinite(number)) return Value(number);
      return refuse("a number");
    }
    case InputType::choice:
      if (std::find(input.options.begin(), input.options.end(), text) != input.options.end()) return Value(text);
      return refuse("one of " + join(input.options, ", "));
    default:
      return Value(text);
  }
}

Value empty_of(InputType type) {
  switch (type) {
    case InputType::boolean:
      return Value(false);
    case InputType::number:
      return Value(0);
    default:
      return Value("");
  }
}

}  // namespace

bool is_triggered(const Triggers& triggers, const RepositoryEvent& event) {
  if (event.name == "push") return triggers.push && matches_push(*triggers.push, event);
  if (event.name == "pull_request") return triggers.pull_request && matches_pull_request(*triggers.pull_request, event);
  if (event.name == "workflow_dispatch") return triggers.workflow_dispatch.has_value();
  return event.name == "schedule" && !triggers.schedule.empty();
}

Result<Value> read_inputs(const DispatchTrigger& trigger, const std::map<std::string, std::string>& given) {
  Error problems = invalid_input("pipelines.invalid_inputs", "the inputs of the workflow are not right");
  Object inputs;
  for (const DispatchInput& input : trigger.inputs) {
    const auto text = given.find(input.name);
    if (text != given.end()) {
      Result<Value> value = convert(input, text->second);
      if (value) {
        inputs.set(input.name, std::move(value).value());
      } else {
        problems.add_field("/" + input.name, value.error().message());
      }
    } else if (input.default_value) {
      inputs.set(input.name, *input.default_value);
    } else if (input.is_required) {
      problems.add_field("/" + input.name, "is required");
    } else {
      inputs.set(input.name, empty_of(input.type));
    }
  }
  for (const auto& [name, text] : given) {
    const bool is_known = std::any_of(trigger.inputs.begin(), trigger.inputs.end(),
                                      [&, &key = name](const DispatchInput& input) { return input.name == key; });
    if (!is_known) problems.add_field("/" + name, "is no input of this workflow");
  }
  if (!problems.fields().empty()) return problems;
  return Value(std::move(inputs));
}

}  // namespace towpath::pipelines
