#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/strings.h"
#include "json/json.h"
#include "yaml/yaml.h"

namespace towpath::yaml {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::number:
      return "number";
    case Kind::string:
      return "string";
    case Kind::sequence:
      return "list";
    case Kind::mapping:
      return "mapping";
  }
  return "null";
}

std::optional<bool> Node::boolean() const {
  const bool* value = std::get_if<bool>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Node::integer() const {
  const std::int64_t* value = std::get_if<std::int64_t>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> Node::number() const {
  if (const double* value = std::get_if<double>(&value_)) return *value;
  if (const auto whole = integer()) return static_cast<double>(*whole);
  return std::nullopt;
}

const std::vector<Node>& Node::items() const {
  static const std::vector<Node> none;
  const auto* items = std::get_if<std::vector<Node>>(&value_);
  return items ? *items : none;
}

const std::vector<Entry>& Node::entries() const {
  static const std::vector<Entry> none;
  const auto* entries = std::get_if<std::vector<Entry>>(&value_);
  return entries ? *entries : none;
}

const Entry* Node::find_entry(std::string_view key) const {
  for (const Entry& entry : entries())
    if (entry.key == key) return &entry;
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry ? &entry->value : nullptr;
}

std::string Node::text() const {
  switch (kind()) {
    case Kind::boolean:
      return *boolean() ? "true" : "false";
    case Kind::integer:
      return std::to_string(*integer());
    case Kind::number: {
      const double value = *number();
      if (std::isnan(value)) return "NaN";
      if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
      return json::number_text(value);
    }
    case Kind::string:
      return *string();
    default:
      return "";
  }
}

namespace {

/// The deepest node and place that `pointer` reaches, and whether that is what it names.
struct Reached {
  const Node* node;
  Position at;
  bool is_all;
};

Reached follow(const Node& root, std::string_view pointer) {
  Reached reached{&root, root.at(), true};
  if (pointer.empty()) return reached;
  if (pointer.front() != '/') return {&root, root.at(), false};
  for (const std::string& token : split(pointer.substr(1), '/')) {
    if (const Entry* entry = reached.node->find_entry(json::unescape_pointer(token))) {
      reached = {&entry->value, entry->key_at, true};
      continue;
    }
    const std::vector<Node>& items = reached.node->items();
    std::size_t index = items.size();
    const auto [end, ec] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool is_index = ec == std::errc{} && end == token.data() + token.size() && (token == "0" || token[0] != '0');
    if (!is_index || index >= items.size()) return {reached.node, reached.at, false};
    reached = {&items[index], items[index].at(), true};
  }
  return reached;
}

}  // namespace

const Node* at_pointer(const Node& root, std::string_view pointer) {
  const Reached reached = follow(root, pointer);
  return reached.is_all ? reached.node : nullptr;
}

Position position_of(const Node& root, std::string_view pointer) { return follow(root, pointer).at; }

Position position_within(std::string_view source, const Node& root, std::string_view pointer, Position inner) {
  const Reached reached = follow(root, pointer);
  const std::string* text = reached.is_all ? reached.node->string() : nullptr;
  if (!text || inner.line < 1 || inner.column < 1) return reached.at;
  const std::vector<std::string> wanted = split(*text, '\n'), lines = split(source, '\n');
  if (static_cast<std::size_t>(inner.line) > wanted.size()) return reached.at;
  // Each line of the text in the source, one after the other: how the scalar is written does not matter.
  std::size_t line = static_cast<std::size_t>(reached.at.line) - 1;
  for (std::size_t i = 0; i < static_cast<std::size_t>(inner.line); ++i, ++line) {
    if (wanted[i].empty()) continue;
    while (line < lines.size() && lines[line].find(wanted[i]) == std::string::npos) ++line;
    if (line >= lines.size()) return reached.at;  // folded or escaped: the value's own place
  }
  const std::string& last = wanted[static_cast<std::size_t>(inner.line) - 1];
  const std::size_t bytes = lines[line - 1].find(last);
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto begin = lines[line - 1].begin();
  const auto before = std::count_if(begin, begin + static_cast<std::ptrdiff_t>(bytes), is_start);
  return {static_cast<int>(line), static_cast<int>(before) + inner.column};
}

boost::json::value to_json(const Node& node) {
  switch (node.kind()) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return *node.boolean();
    case Kind::integer:
      return *node.integer();
    case Kind::number: {
      const double value = *node.number();
      if (!std::isfinite(value)) return nullptr;
      constexpr double exact = 9007199254740992.0;  // 2^53: above it a double no longer names one integer.
      if (std::fabs(value) <= exact && value == std::trunc(value)) return static_cast<std::int64_t>(value);
      return value;
    }
    case Kind::string:
      return boost::json::string(*node.string());
    case Kind::sequence: {
      boost::json::array out;
      out.reserve(node.items().size());
      for (const Node& item : node.items()) out.push_back(to_json(item));
      return out;
    }
    case Kind::mapping: {
      boost::json::object out;
      out.reserve(node.entries().size());
      for (const Entry& entry : node.entries()) out.emplace(entry.key, to_json(entry.value));
      return out;
    }
  }
  return nullptr;
}

}  // namespace towpath::yaml
