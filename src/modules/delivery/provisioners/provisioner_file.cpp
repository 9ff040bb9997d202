#include "provisioners/provisioner_file.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

const std::vector<std::string> made_by_others{"directories", "files",  "networks", "services",
                                              "volumes",     "models", "manifests"};

/// Reads one entry and collects what is wrong with it.
class Reader {
 public:
  Reader(const yaml::Node& root, std::string file) : root_(root), file_(std::move(file)) {}

  Result<std::vector<Provisioner>> read() {
    std::vector<Provisioner> out;
    if (!root_.is_sequence() && !root_.is_null()) problem("", "must be a list of provisioners");
    for (std::size_t i = 0; i < root_.items().size(); ++i) out.push_back(one(root_.items()[i], fmt::format("/{}", i)));
    if (problems_.empty()) return out;
    const FieldError& first = problems_.front();
    const yaml::Position at = yaml::position_of(root_, first.path);
    Error error = invalid_input("delivery.invalid_provisioner",
                                fmt::format("{}:{}:{}: {} {}", file_, at.line, at.column, first.path, first.message));
    for (FieldError& each : problems_) error.add_field(std::move(each.path), std::move(each.message));
    return error;
  }

 private:
  void problem(std::string path, std::string message) { problems_.push_back({std::move(path), std::move(message)}); }

  Provisioner one(const yaml::Node& node, const std::string& at) {
    Provisioner out;
    out.line = node.at().line;
    if (!node.is_mapping()) {
      problem(at, "must be a mapping");
      return out;
    }
    for (const yaml::Entry& entry : node.entries()) member(out, entry, at + "/" + entry.key);
    if (out.uri.empty()) problem(at, "has no uri");
    if (out.type.empty()) problem(at, "has no type");
    return out;
  }

  void member(Provisioner& out, const yaml::Entry& entry, const std::string& at) {
    const yaml::Node& value = entry.value;
    const auto& sections = provisioner_sections();
    if (entry.key == "uri") {
      out.uri = text(value, at);
      split_uri(out, at);
    } else if (entry.key == "type") {
      out.type = text(value, at);
    } else if (entry.key == "class" || entry.key == "id") {
      if (!value.is_null()) (entry.key == "id" ? out.id : out.resource_class) = text(value, at);
    } else if (entry.key == "description") {
      out.description = std::string(trim(text(value, at)));
    } else if (entry.key == "args") {
      out.args = texts(value, at);
    } else if (entry.key == "expected_outputs") {
      out.expected_outputs = texts(value, at);
    } else if (entry.key == "supported_params") {
      out.supported_params = texts(value, at);
    } else if (std::find(sections.begin(), sections.end(), entry.key) != sections.end()) {
      if (std::string section = text(value, at); !section.empty()) out.templates[entry.key] = std::move(section);
    } else {
      std::vector<std::string> known{
          "uri", "type", "class", "id", "description", "args", "expected_outputs", "supported_params"};
      known.insert(known.end(), sections.begin(), sections.end());
      const auto near = nearest(entry.key, known);
      problem(at, near ? fmt::format("is not known; did you mean '{}'?", *near) : "is not known");
    }
  }

  void split_uri(Provisioner& out, const std::string& at) {
    const auto colon = out.uri.find("://");
    if (colon == std::string::npos || colon == 0) {
      problem(at, "must begin with template://, cmd:// or another scheme");
      return;
    }
    out.scheme = out.uri.substr(0, colon);
    const std::string rest = out.uri.substr(colon + 3);
    out.place = rest.substr(0, rest.find('#'));
  }

  std::string text(const yaml::Node& value, const std::string& at) {
    if (value.is_null()) return "";
    if (const std::string* found = value.string()) return *found;
    problem(at, fmt::format("must be text, not a {}", yaml::to_string(value.kind())));
    return "";
  }

  std::vector<std::string> texts(const yaml::Node& value, const std::string& at) {
    std::vector<std::string> out;
    if (!value.is_sequence() && !value.is_null()) problem(at, "must be a list of texts");
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const yaml::Node& item = value.items()[i];
      if (!item.is_scalar()) problem(fmt::format("{}/{}", at, i), "must be text");
      out.push_back(item.text());
    }
    return out;
  }

  const yaml::Node& root_;
  const std::string file_;
  std::vector<FieldError> problems_;
};

}  // namespace

const std::vector<std::string>& provisioner_sections() {
  static const std::vector<std::string> all{"init",     "state",    "shared",  "outputs", "directories", "files",
                                            "networks", "services", "volumes", "models",  "manifests",   "info_logs"};
  return all;
}

bool is_made_by_others(std::string_view section) {
  return std::find(made_by_others.begin(), made_by_others.end(), section) != made_by_others.end();
}

Result<std::vector<Provisioner>> parse_provisioners(std::string_view text, const std::string& file_name) {
  TRY(const yaml::Node root, yaml::parse_one(text, file_name, {.bytes = 1 << 20, .nodes = 20'000, .depth = 32}));
  return Reader(root, file_name).read();
}

}  // namespace towpath::delivery
