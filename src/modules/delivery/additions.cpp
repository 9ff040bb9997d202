#include "additions.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "definition_book.h"
#include "score/score_edit.h"

namespace towpath::delivery {
namespace {

constexpr const char* score_path = "score.yaml";
constexpr int most_branches = 20;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A name that needs no quoting, neither in YAML nor in a placeholder.
bool is_resource_name(const std::string& name) {
  return !name.empty() && name.size() <= 63 && is_lower(name.front()) && name.back() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_variable_name(const std::string& name) {
  return !name.empty() && name.size() <= 255 && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '_'; });
}

/// "orders-db", "password" -> "ORDERS_DB_PASSWORD".
std::string variable_name(const std::string& resource, const std::string& output) {
  std::string out = resource + "_" + output;
  for (char& c : out) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : is_upper(c) || is_digit(c) ? c : '_';
  return out;
}

std::string names_of(const std::vector<DriverOutput>& outputs) {
  std::vector<std::string> names;
  for (const DriverOutput& output : outputs) names.push_back(output.name);
  return names.empty() ? "none" : join(names, ", ");
}

bool has(const std::vector<DriverOutput>& outputs, const std::string& name) {
  return std::any_of(outputs.begin(), outputs.end(), [&](const auto& output) { return output.name == name; });
}

/// What a definition offers: what it says itself, and otherwise its driver.
DriverOffer offer_of(const Driver* driver, const Definition& definition) {
  DriverOffer out = driver ? driver->offer(definition.inputs) : DriverOffer{};
  if (definition.outputs) out.outputs = *definition.outputs;
  const boost::json::value schema = boost::json::parse(definition.parameters);
  const auto* properties = schema.as_object().if_contains("properties");
  if (!properties || !properties->is_object()) return out;
  const auto* required = schema.as_object().if_contains("required");
  const auto is_required = [&](std::string_view name) {
    return required && required->is_array() &&
           std::any_of(required->as_array().begin(), required->as_array().end(), [&](const boost::json::value& each) {
             return each.is_string() && std::string_view(each.as_string()) == name;
           });
  };
  const auto text = [](const boost::json::value& property, std::string_view key) {
    const auto* value = property.is_object() ? property.as_object().if_contains(key) : nullptr;
    if (!value) return std::string();
    return value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value);
  };
  out.parameters.clear();
  for (const auto& [name, property] : properties->as_object())
    out.parameters.push_back({name, text(property, "description"), is_required(name), text(property, "default")});
  return out;
}

/// What the request says against what is offered, every problem at once.
Status check(const WantedResource& wanted, const ResourceOffer& offer) {
  std::vector<std::pair<std::string, std::string>> problems;
  const auto problem = [&](std::string path, std::string message) {
    problems.emplace_back(std::move(path), std::move(message));
  };
  if (!is_resource_name(wanted.name))
    problem("/name", "must begin with a lower-case letter and hold only those, digits and '-', at most 63");
  for (const auto& [name, value] : wanted.params) {
    const auto& known = offer.driver.parameters;
    if (std::none_of(known.begin(), known.end(), [&](const auto& each) { return each.name == name; }))
      problem("/params/" + name, fmt::format("is no parameter of {}", offer.type));
  }
  for (const DriverParameter& parameter : offer.driver.parameters)
    if (const auto given = wanted.params.find(parameter.name);
        parameter.is_required && (given == wanted.params.end() || given->second.empty()))
      problem("/params/" + parameter.name, "is required");
  if (wanted.variables)
    for (const auto& [name, output] : *wanted.variables) {
      if (!is_variable_name(name))
        problem("/variables/" + name, "must hold only letters, digits and '_' and begin with no digit");
      if (!has(offer.driver.outputs, output))
        problem("/variables/" + name,
                fmt::format("'{}' is no output; there are: {}", output, names_of(offer.driver.outputs)));
    }
  if (offer.driver.is_mounted && !wanted.mount.starts_with('/'))
    problem("/mount", "must be a path in the container, beginning with '/'");
  if (!offer.driver.is_mounted && !wanted.mount.empty()) problem("/mount", "is only for what is mounted");
  if (problems.empty()) return ok();
  Error error = invalid_input("delivery.invalid_addition", "This resource cannot be added as it is asked for.");
  for (auto& [path, message] : problems) error = std::move(error).with_field(path, message);
  return error;
}

/// Numbers are written as numbers: `port: 8080`.
boost::json::value param_value(const std::string& text) {
  const bool is_number = !text.empty() && text.size() < 16 && std::all_of(text.begin(), text.end(), is_digit) &&
                         (text.size() == 1 || text.front() != '0');
  return is_number ? boost::json::value(std::stoll(text)) : boost::json::value(text);
}

ScoreAddition addition_of(const WantedResource& wanted, const ResourceOffer& offer, const std::string& container) {
  ScoreAddition out;
  out.name = wanted.name;
  out.type = wanted.type;
  out.resource_class = wanted.resource_class;
  boost::json::object params;
  for (const auto& [name, value] : wanted.params)
    if (!value.empty()) params[name] = param_value(value);
  out.params = boost::json::serialize(params);
  out.container = container;
  const auto placeholder = [&](const std::string& output) {
    return fmt::format("${{resources.{}.{}}}", wanted.name, output);
  };
  if (offer.driver.is_mounted)
    out.mount = wanted.mount;
  else if (!wanted.variables)
    for (const DriverOutput& output : offer.driver.outputs)
      out.variables.emplace_back(variable_name(wanted.name, output.name), placeholder(output.name));
  else
    for (const auto& [name, output] : *wanted.variables) out.variables.emplace_back(name, placeholder(output));
  return out;
}

std::string title_of(const WantedResource& wanted) {
  return wanted.name == wanted.type ? fmt::format("Add {}", wanted.name)
                                    : fmt::format("Add {} ({})", wanted.name, wanted.type);
}

/// Plain text: that is how descriptions are shown.
std::string description_of(const WantedResource& wanted, const PlannedAddition& planned) {
  std::string out = fmt::format("A resource of type {}", wanted.type);
  if (!planned.variables.empty()) out += fmt::format(", handed to the container {} as", planned.container);
  out += planned.variables.empty() ? ".\n" : ":\n";
  for (const auto& [name, value] : planned.variables) out += fmt::format("  {}  {}\n", name, value);
  out += "\nWhen this is merged and deployed:\n";
  for (const ForeseenResource& place : planned.places)
    out +=
        fmt::format("  {}: {}{}\n", place.environment, place.description, place.exists ? " It is there already." : "");
  return out;
}

}  // namespace

Result<std::vector<ResourceOffer>> Additions::offers(const auth::Principal& principal, const std::string& component) {
  TRY(const ComponentStatus status, delivery_.status(principal, component));
  return offers_in(principal, status.component.project_id);
}

Result<std::vector<ResourceOffer>> Additions::offers_in(const auth::Principal& principal, const std::string& project) {
  TRY(const auto environments, delivery_.environments(principal, project));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ResourceOffer>> {
    std::map<std::pair<std::string, std::string>, std::vector<Criterion>> kinds;
    const auto types = known_types(tx, stores_.definitions);
    for (Criterion& each : stores_.definitions.criteria(tx))
      kinds[{each.type, each.resource_class}].push_back(std::move(each));
    std::vector<ResourceOffer> out;
    for (const auto& [kind, criteria] : kinds) {
      ResourceOffer offer{kind.first, kind.second, "", {}, {}};
      bool is_first = true;
      for (const Environment& environment : environments) {
        if (environment.state != "active") continue;
        const auto best = best_match(
            criteria, {kind.first, kind.second, "", environment.name, environment.project_id, environment.type});
        const auto definition =
            best ? completed(stores_.definitions.newest(tx, criteria[*best].definition_id), types) : std::nullopt;
        offer.places.push_back({environment.name, environment.type, definition ? definition->id : "",
                                definition ? definition->driver : ""});
        if (!definition) continue;
        const auto driver = std::find_if(ports_.drivers.begin(), ports_.drivers.end(),
                                         [&](const Driver* each) { return each->name() == definition->driver; });
        DriverOffer offered = offer_of(driver == ports_.drivers.end() ? nullptr : *driver, *definition);
        if (is_first) {
          offer.description = definition->description;
          offer.driver = std::move(offered);
        } else {
          std::erase_if(offer.driver.outputs,
                        [&](const DriverOutput& output) { return !has(offered.outputs, output.name); });
        }
        is_first = false;
      }
      if (!is_first) out.push_back(std::move(offer));
    }
    return out;
  });
}

Result<PlannedAddition> Additions::plan(const auth::Principal& principal, const WantedResource& wanted) {
  TRY(const ComponentStatus status, delivery_.status(principal, wanted.component));
  TRY(const auto offered, offers_in(principal, status.component.project_id));
  const auto offer = std::find_if(offered.begin(), offered.end(), [&](const ResourceOffer& each) {
    return each.type == wanted.type && each.resource_class == wanted.resource_class;
  });
  if (offer == offered.end())
    return invalid_input("delivery.no_definition", fmt::format("Nothing offers '{}' of class '{}' to '{}'.",
                                                               wanted.type, wanted.resource_class, wanted.component))
        .with_field("/type", "is not offered")
        .with_hint(fmt::format("See what is: towpath resource types {}", wanted.component));
  CHECK_OK(check(wanted, *offer));

  PlannedAddition out;
  TRY(const forge::Repository repository, ports_.forge.get(principal, status.component.repository));
  out.repository = repository.name;
  out.branch = repository.default_branch;
  out.path = score_path;
  TRY(out.commit, ports_.forge.resolve(repository.name, repository.default_branch));
  TRY(out.before, ports_.forge.file(repository.name, out.commit, out.path));
  const auto beside = [&](const std::string& path) { return ports_.forge.file(repository.name, out.commit, path); };
  TRY(const ScoreWorkload workload, parse_score(out.before, score_path, beside));
  for (const ScoreContainer& container : workload.containers) out.containers.push_back(container.name);
  out.container = wanted.container.empty() && !out.containers.empty() ? out.containers.front() : wanted.container;

  const ScoreAddition addition = addition_of(wanted, *offer, out.container);
  TRY(out.after, add_to_score(out.before, addition));
  out.variables = addition.variables;
  CHECK_OK(parse_score(out.after, score_path, beside));
  TRY(out.places, delivery_.foresee(principal, status.component.project_id, out.after));
  std::erase_if(out.places, [&](const ForeseenResource& each) { return each.name != wanted.name; });
  return out;
}

Result<forge::Change> Additions::open(const auth::Principal& principal, const WantedResource& wanted) {
  TRY(const PlannedAddition planned, plan(principal, wanted));
  forge::OpenChange command;
  command.repository = planned.repository;
  command.title = title_of(wanted);
  command.description = description_of(wanted, planned);
  command.target_branch = planned.branch;
  command.files.push_back({planned.path, planned.after});
  // An earlier try that was closed may have left its branch behind.
  for (int attempt = 1;; ++attempt) {
    command.source_branch = "add-" + wanted.name + (attempt == 1 ? "" : fmt::format("-{}", attempt));
    auto opened = ports_.changes.open(principal, command);
    if (opened.has_value() || opened.error().code() != "forge.branch_exists" || attempt == most_branches) return opened;
  }
}

}  // namespace towpath::delivery
