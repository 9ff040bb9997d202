#include "score/score_edit.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

constexpr std::string_view file_name = "score.yaml";

/// A text by lines, each without its end.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.emplace_back(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

std::string text_of(const std::vector<std::string>& lines, std::string_view line_end) {
  std::string out;
  for (const std::string& line : lines) {
    out += line;
    out += line_end;
  }
  return out;
}

/// Where a column (in characters, from 1) begins in the bytes of a line.
std::size_t byte_at(const std::string& line, int column) {
  std::size_t at = 0;
  for (int seen = 1; at < line.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(line[at]) & 0xc0) != 0x80;
    if (begins && seen++ == column) break;
  }
  return at;
}

std::size_t indent_of(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// The last line (from 1) on which something of the value begins.
int last_line(const yaml::Node& node) {
  int line = node.at().line;
  for (const yaml::Node& item : node.items()) line = std::max(line, last_line(item));
  for (const yaml::Entry& entry : node.entries()) line = std::max({line, entry.key_at.line, last_line(entry.value)});
  return line;
}

/// The number of lines up to the end of what begins on `line` (from 1) within a block indented by `indent`: block
/// scalars and brackets go on below the line they begin on, indented deeper.
std::size_t end_of(const std::vector<std::string>& lines, int line, std::size_t indent) {
  std::size_t end = static_cast<std::size_t>(line);
  for (std::size_t i = end; i < lines.size(); ++i) {
    const std::size_t here = indent_of(lines[i]);
    if (here == lines[i].size()) continue;  // a blank line says nothing about what follows
    if (here <= indent) break;
    end = i + 1;
  }
  return end;
}

std::vector<std::string> block(const std::string& key, const json::value& value, std::size_t indent) {
  std::vector<std::string> out = lines_of(yaml::write(json::object{{key, value}}));
  for (std::string& line : out)
    if (!line.empty()) line.insert(0, indent, ' ');
  return out;
}

/// Puts `key: value` into the mapping `at` names; mappings on the way that are absent are made.
Result<std::vector<std::string>> insert(std::vector<std::string> lines, const std::vector<std::string>& at,
                                        const std::string& key, const json::value& value) {
  TRY(const yaml::Node root, yaml::parse_one(text_of(lines, "\n"), file_name));
  const yaml::Node* node = &root;
  const yaml::Entry* entry = nullptr;
  for (std::size_t depth = 0; depth < at.size(); ++depth) {
    const yaml::Entry* next = node->find_entry(at[depth]);
    if (next == nullptr) {
      json::value nested = json::object{{key, value}};
      for (std::size_t i = at.size() - 1; i > depth; --i) nested = json::object{{at[i], std::move(nested)}};
      return insert(std::move(lines), {at.begin(), at.begin() + static_cast<std::ptrdiff_t>(depth)}, at[depth], nested);
    }
    entry = next;
    node = &next->value;
  }
  if (node->is_mapping()) {
    const std::size_t line = static_cast<std::size_t>(node->at().line) - 1;
    const std::size_t byte = line < lines.size() ? byte_at(lines[line], node->at().column) : 0;
    const bool is_flow = line < lines.size() && byte < lines[line].size() && lines[line][byte] == '{';
    if (is_flow && entry != nullptr && entry->key_at.line == node->at().line && lines[line].substr(byte) == "{}") {
      lines[line].erase(byte);  // "resources: {}" goes on as a block
      lines[line].erase(lines[line].find_last_not_of(' ') + 1);
    } else if (is_flow) {
      const std::string text = fmt::format("{}: {}", json::serialize(json::value(key)), json::serialize(value));
      lines[line].insert(byte + 1, node->entries().empty() ? " " + text + " " : " " + text + ",");
      return lines;
    }
  }
  if (!node->is_mapping() && !node->is_null())
    return invalid_input("delivery.score_not_editable", "A mapping was expected where the addition belongs.");
  const bool is_empty = node->entries().empty();
  std::size_t indent = 0, end = 0;
  if (is_empty && entry != nullptr) {
    indent = static_cast<std::size_t>(entry->key_at.column) + 1;  // two more than the key's
    end = static_cast<std::size_t>(std::max(entry->key_at.line, node->at().line));
  } else if (!is_empty) {
    indent = static_cast<std::size_t>(node->entries().front().key_at.column) - 1;
    end = end_of(lines, last_line(node->entries().back().value), indent);
    end = std::max(end, static_cast<std::size_t>(node->entries().back().key_at.line));
  }
  std::vector<std::string> added = block(key, value, indent);
  // A new part of the file is set off as the others are.
  const bool is_section = at.empty() && end > 0 && !lines[end - 1].empty();
  if (is_section) added.insert(added.begin(), "");
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(std::min(end, lines.size())), added.begin(), added.end());
  return lines;
}

/// What is to be written where: the path of a mapping, a key in it, and its value.
struct Written {
  std::vector<std::string> at;
  std::string key;
  json::value value;
};

std::vector<Written> entries_of(const ScoreAddition& addition) {
  json::object resource{{"type", addition.type}};
  if (addition.resource_class != "default") resource["class"] = addition.resource_class;
  if (const json::value params = json::parse(addition.params); !params.as_object().empty()) resource["params"] = params;
  const auto written = [](std::vector<std::string> at, std::string key, json::value value) {
    Written out;
    out.at = std::move(at);
    out.key = std::move(key);
    out.value = std::move(value);
    return out;
  };
  std::vector<Written> out;
  for (const auto& [name, value] : addition.variables)
    out.push_back(written({"containers", addition.container, "variables"}, name, json::value(value)));
  if (addition.mount)
    out.push_back(written({"containers", addition.container, "volumes"}, *addition.mount,
                          json::object{{"source", fmt::format("${{resources.{}}}", addition.name)}}));
  out.push_back(written({"resources"}, addition.name, std::move(resource)));
  return out;
}

/// Writes the entry into a document; false when something else than a mapping is in the way.
bool write(json::value& document, const Written& entry) {
  json::value* place = &document;
  for (const std::string& step : entry.at) {
    if (!place->is_object()) return false;
    place = &place->as_object()[step];
    if (place->is_null()) *place = json::object();
  }
  if (!place->is_object()) return false;
  place->as_object()[entry.key] = entry.value;
  return true;
}

/// What to write, as YAML of its own.
std::string by_hand(const std::vector<Written>& entries) {
  json::value wanted = json::object();
  for (const Written& entry : entries) write(wanted, entry);
  return yaml::write(wanted);
}

Error not_editable(const std::vector<Written>& entries) {
  return invalid_input("delivery.score_not_editable",
                       "score.yaml is written so that lines cannot be put in without touching others.")
      .with_hint("Write this into it:\n" + by_hand(entries));
}

/// Whether the addition has its place in the file.
Status check(const yaml::Node& root, const ScoreAddition& addition) {
  const yaml::Node* resources = root.find("resources");
  if (resources != nullptr && resources->find(addition.name) != nullptr)
    return conflict("delivery.duplicate_resource",
                    fmt::format("score.yaml has a resource '{}' already.", addition.name))
        .with_field("/name", "is taken")
        .with_hint("Give it another name.");
  if (addition.variables.empty() && !addition.mount) return ok();
  const yaml::Node* containers = root.find("containers");
  const yaml::Node* container = containers == nullptr ? nullptr : containers->find(addition.container);
  if (container == nullptr)
    return invalid_input("delivery.unknown_container",
                         fmt::format("score.yaml has no container '{}'.", addition.container))
        .with_field("/container", "is not in score.yaml");
  const yaml::Node* variables = container->find("variables");
  for (const auto& [name, value] : addition.variables)
    if (variables != nullptr && variables->find(name) != nullptr)
      return conflict("delivery.variable_taken",
                      fmt::format("The container '{}' has a variable {} already.", addition.container, name))
          .with_field("/variables/" + name, "is taken")
          .with_hint("Give it another name.");
  const yaml::Node* volumes = container->find("volumes");
  if (addition.mount && volumes != nullptr && (volumes->is_sequence() || volumes->find(*addition.mount) != nullptr)) {
    if (volumes->is_sequence()) return not_editable(entries_of(addition));
    return conflict("delivery.mount_taken", fmt::format("Something is mounted at {} already.", *addition.mount))
        .with_field("/mount", "is taken");
  }
  return ok();
}

}  // namespace

Result<std::string> add_to_score(std::string_view text, const ScoreAddition& addition) {
  TRY(const yaml::Node root, yaml::parse_one(text, file_name));
  if (!root.is_mapping()) return invalid_input("delivery.score_not_editable", "score.yaml is not a mapping.");
  CHECK_OK(check(root, addition));
  const std::vector<Written> entries = entries_of(addition);
  const std::string_view line_end = text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
  std::vector<std::string> lines = lines_of(text);
  json::value wanted = yaml::to_json(root);
  for (const Written& entry : entries) {
    auto inserted = insert(std::move(lines), entry.at, entry.key, entry.value);
    if (!inserted.has_value() || !write(wanted, entry)) return not_editable(entries);
    lines = std::move(inserted).value();
  }
  std::string edited = text_of(lines, line_end);
  const auto read_back = yaml::parse_one(edited, file_name);
  if (!read_back.has_value() || yaml::to_json(read_back.value()) != wanted) return not_editable(entries);
  return edited;
}

}  // namespace towpath::delivery
