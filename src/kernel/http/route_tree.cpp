#include "route_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/id.h"
#include "base/strings.h"

#include "request_text.h"

namespace towpath::http {
namespace {

constexpr std::size_t most_segments = 64;

/// Segments of "/a/b": "a", "b". A path that does not begin with a slash has none that match.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  if (!path.starts_with('/')) return out;
  path.remove_prefix(1);
  for (;;) {
    const auto at = path.find('/');
    out.push_back(path.substr(0, at));
    if (at == path.npos) return out;
    path.remove_prefix(at + 1);
  }
}

bool all_of(std::string_view text, bool (*accepts)(char)) { return std::all_of(text.begin(), text.end(), accepts); }

bool has_dot_segment(std::string_view path) {
  for (const std::string& segment : split(path, '/'))
    if (segment == "." || segment == "..") return true;
  return false;
}

}  // namespace

Router::Tree::Type Router::Tree::type_of(std::string_view name, const std::string& pattern) {
  if (name == "text") return Type::text;
  if (name == "ulid") return Type::ulid;
  if (name == "int") return Type::integer;
  if (name == "slug") return Type::slug;
  if (name == "path") return Type::path;
  throw std::logic_error(fmt::format("route {}: there is no parameter type '{}'", pattern, name));
}

bool Router::Tree::fits(Type type, std::string_view value) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  switch (type) {
    case Type::text:
      return !value.empty();
    case Type::ulid:
      return is_ulid(value);
    case Type::integer:
      return !value.empty() && value.size() <= 18 && all_of(value, is_digit);
    case Type::path:
      return !has_dot_segment(value);
    case Type::slug:
      return !value.empty() && value.size() <= 63 && value[0] != '.' && value[0] != '-' && value[0] != '_' &&
             all_of(value, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
             });
  }
  return false;
}

void Router::Tree::add(const Route& route, std::size_t index) {
  const auto segments = segments_of(route.pattern);
  if (segments.empty()) throw std::logic_error(fmt::format("route {}: a pattern begins with '/'", route.pattern));

  Node* node = &root_;
  Leaf leaf{index, {}};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view segment = segments[i];
    std::unique_ptr<Node>* next = nullptr;
    if (segment.starts_with('{') && segment.ends_with('}')) {
      const std::string_view inner = segment.substr(1, segment.size() - 2);
      const auto colon = inner.find(':');
      const Type type = colon == inner.npos ? Type::text : type_of(inner.substr(colon + 1), route.pattern);
      if (type == Type::path && i + 1 != segments.size())
        throw std::logic_error(fmt::format("route {}: a path parameter comes last", route.pattern));
      leaf.names.emplace_back(inner.substr(0, colon));
      next = &node->params[type];
    } else {
      next = &node->literals.try_emplace(std::string(segment)).first->second;
    }
    if (!*next) *next = std::make_unique<Node>();
    node = next->get();
  }
  if (!node->leaves.emplace(route.method, std::move(leaf)).second)
    throw std::logic_error(fmt::format("route {} {} exists already", route.method, route.pattern));
}

Router::Tree::Found Router::Tree::find(std::string_view method, std::string_view path) const {
  Walk state{method, segments_of(path), {}, {}};
  Found found;
  if (state.segments.empty() || state.segments.size() > most_segments) return found;
  if (const Leaf* leaf = walk(root_, 0, state)) {
    found.has_route = true;
    found.index = leaf->index;
    for (std::size_t i = 0; i < leaf->names.size(); ++i) found.params[leaf->names[i]] = std::move(state.values[i]);
  } else {
    found.allow = std::move(state.allow);
  }
  return found;
}

const Router::Tree::Leaf* Router::Tree::at_end(const Node& node, Walk& state) const {
  auto leaf = node.leaves.find(state.method);
  if (leaf == node.leaves.end() && state.method == "HEAD") leaf = node.leaves.find(std::string_view("GET"));
  if (leaf != node.leaves.end()) return &leaf->second;
  for (const auto& [method, unused] : node.leaves) {
    if (!state.allow.empty()) state.allow += ", ";
    state.allow += method == "GET" ? "GET, HEAD" : method;
  }
  return nullptr;
}

const Router::Tree::Leaf* Router::Tree::walk(const Node& node, std::size_t depth, Walk& state) const {
  if (depth == state.segments.size()) return at_end(node, state);
  const auto segment = percent_decode(state.segments[depth]);
  if (!segment) return nullptr;

  if (const auto literal = node.literals.find(*segment); literal != node.literals.end())
    if (const Leaf* leaf = walk(*literal->second, depth + 1, state)) return leaf;
  for (const auto& [type, next] : node.params) {
    std::string value = *segment;
    if (type == Type::path) {
      const auto* end = state.segments.back().data() + state.segments.back().size();
      const auto rest = percent_decode({state.segments[depth].data(), end});
      if (!rest) continue;
      value = *rest;
    }
    if (!fits(type, value)) continue;
    state.values.push_back(std::move(value));
    const Leaf* leaf = type == Type::path ? at_end(*next, state) : walk(*next, depth + 1, state);
    if (leaf) return leaf;
    state.values.pop_back();
  }
  return nullptr;
}

}  // namespace towpath::http
