#include "config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/product.h"
#include "base/strings.h"
#include "yaml/yaml.h"

#include "value_text.h"

namespace towpath::config {
namespace {

/// Read by the command line client, so they are no settings though they carry our prefix.
constexpr std::array<std::string_view, 2> client_variables{"URL", "TOKEN"};

std::string_view example_of(Type type) {
  switch (type) {
    case Type::text:
      return "text";
    case Type::integer:
      return "a whole number, such as 8";
    case Type::boolean:
      return "true or false";
    case Type::duration:
      return "a duration, such as 500ms, 30s, 5m, 2h or 7d";
    case Type::size:
      return "a size, such as 64KiB, 10MB or 2GiB";
    case Type::secret:
      return "text";
  }
  return "text";
}

}  // namespace

std::string flag_name(std::string_view setting) { return replace_all(replace_all(setting, ".", "-"), "_", "-"); }

std::string variable_name(std::string_view setting) {
  std::string out = std::string(product::env_prefix) + replace_all(replace_all(setting, ".", "_"), "-", "_");
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

/// Collects values in rising precedence and every problem on the way.
class Loader {
 public:
  explicit Loader(const std::vector<Setting>& settings) : settings_(settings) {
    for (const Setting& setting : settings)
      if (const std::string problem = set(setting, setting.default_value, Source::default_value); !problem.empty())
        throw std::logic_error(fmt::format("setting {}: its default {}", setting.name, problem));
  }

  void read_file(std::string_view text, std::string_view file_name) {
    if (trim(text).empty()) return;
    const auto document = yaml::parse_one(text, file_name);
    if (!document) {
      problems_.add_field("", document.error().message());
      return;
    }
    file_name_ = file_name;
    if (!document.value().is_null()) read_node(document.value(), "");
  }

  void read_environment(const std::map<std::string, std::string>& environment) {
    for (const auto& [name, value] : environment) {
      if (!name.starts_with(product::env_prefix)) continue;
      const std::string_view rest = std::string_view(name).substr(product::env_prefix.size());
      if (std::find(client_variables.begin(), client_variables.end(), rest) != client_variables.end()) continue;
      read_named(name, value, Source::environment, variable_name, "variable");
    }
  }

  void read_flags(const std::map<std::string, std::string>& flags) {
    for (const auto& [name, value] : flags) read_named(name, value, Source::flag, flag_name, "flag");
  }

  Result<Config> finish() {
    if (!problems_.fields().empty()) return std::move(problems_);
    return std::move(config_);
  }

 private:
  /// "" or what is wrong with the value.
  std::string set(const Setting& setting, const std::string& value, Source source) {
    Config::Entry entry{setting.type, setting.type == Type::secret ? "" : value, {}, 0, source};
    std::optional<std::int64_t> number = 0;
    if (setting.type == Type::integer) number = parse_integer(value);
    if (setting.type == Type::duration) number = parse_duration(value);
    if (setting.type == Type::size) number = parse_size(value);
    if (setting.type == Type::boolean) number = parse_boolean(value);
    if (!number) return fmt::format("'{}' is not {}", value, example_of(setting.type));
    if (!setting.choices.empty() &&
        std::find(setting.choices.begin(), setting.choices.end(), value) == setting.choices.end())
      return fmt::format("'{}' is not one of {}", value, join(setting.choices, ", "));
    if (setting.type == Type::secret) entry.secret = Secret(value);
    entry.number = *number;
    config_.entries_.insert_or_assign(setting.name, std::move(entry));
    return {};
  }

  void read_node(const yaml::Node& node, const std::string& prefix) {
    if (!node.is_mapping()) {
      complain(prefix, node.at(),
               prefix.empty() ? "the file is not a mapping of settings" : "a mapping is expected here");
      return;
    }
    for (const yaml::Entry& entry : node.entries()) {
      const std::string name = prefix.empty() ? entry.key : prefix + "." + entry.key;
      if (const Setting* setting = find(name)) {
        if (!entry.value.is_scalar())
          complain(name, entry.value.at(), fmt::format("{} is expected here", example_of(setting->type)));
        else if (const std::string problem = set(*setting, entry.value.text(), Source::file); !problem.empty())
          complain(name, entry.value.at(), problem);
      } else if (is_group(name)) {
        if (!entry.value.is_null()) read_node(entry.value, name);
      } else {
        complain(name, entry.key_at,
                 unknown("setting", name, [](std::string_view known) { return std::string(known); }));
      }
    }
  }

  template <class F>
  void read_named(const std::string& name, const std::string& value, Source source, F&& naming, std::string_view noun) {
    for (const Setting& setting : settings_) {
      if (naming(setting.name) != name) continue;
      if (const std::string problem = set(setting, value, source); !problem.empty()) problems_.add_field(name, problem);
      return;
    }
    problems_.add_field(name, unknown(noun, name, naming));
  }

  template <class F>
  std::string unknown(std::string_view noun, const std::string& name, F&& naming) const {
    std::vector<std::string> known;
    for (const Setting& setting : settings_) known.push_back(naming(setting.name));
    const auto near = nearest(name, known);
    return near ? fmt::format("there is no {} '{}'; did you mean '{}'?", noun, name, *near)
                : fmt::format("there is no {} '{}'", noun, name);
  }

  void complain(const std::string& name, yaml::Position at, const std::string& what) {
    problems_.add_field(name.empty() ? "" : "/" + replace_all(name, ".", "/"),
                        fmt::format("{}:{}:{}: {}", file_name_, at.line, at.column, what));
  }

  const Setting* find(std::string_view name) const {
    for (const Setting& setting : settings_)
      if (setting.name == name) return &setting;
    return nullptr;
  }

  bool is_group(const std::string& name) const {
    return std::any_of(settings_.begin(), settings_.end(),
                       [&](const Setting& setting) { return setting.name.starts_with(name + "."); });
  }

  const std::vector<Setting>& settings_;
  std::string file_name_;
  Config config_;
  Error problems_ = invalid_input("config.invalid", "The configuration has problems.")
                        .with_hint("The reference page of settings lists every name with its type and default.");
};

Result<Config> Config::load(const std::vector<Setting>& settings, std::string_view file, std::string_view file_name,
                            const std::map<std::string, std::string>& environment,
                            const std::map<std::string, std::string>& flags) {
  Loader loader(settings);
  loader.read_file(file, file_name);
  loader.read_environment(environment);
  loader.read_flags(flags);
  return loader.finish();
}

const Config::Entry& Config::entry(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) throw std::logic_error(fmt::format("setting {} is not declared", name));
  return found->second;
}

const std::string& Config::text(std::string_view name) const {
  const Entry& found = entry(name);
  if (found.type != Type::text) throw std::logic_error(fmt::format("setting {} is not text", name));
  return found.value;
}

std::int64_t Config::integer(std::string_view name) const {
  const Entry& found = entry(name);
  if (found.type != Type::integer && found.type != Type::duration && found.type != Type::size)
    throw std::logic_error(fmt::format("setting {} is not a number", name));
  return found.number;
}

bool Config::boolean(std::string_view name) const {
  const Entry& found = entry(name);
  if (found.type != Type::boolean) throw std::logic_error(fmt::format("setting {} is not a boolean", name));
  return found.number != 0;
}

const Secret& Config::secret(std::string_view name) const {
  const Entry& found = entry(name);
  if (found.type != Type::secret) throw std::logic_error(fmt::format("setting {} is not a secret", name));
  return found.secret;
}

Source Config::source(std::string_view name) const { return entry(name).source; }

std::string_view to_string(Source source) {
  switch (source) {
    case Source::default_value:
      return "default";
    case Source::file:
      return "file";
    case Source::environment:
      return "environment";
    case Source::flag:
      return "flag";
  }
  return "default";
}

}  // namespace towpath::config
