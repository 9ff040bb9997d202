#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace towpath::http {

/// The routes as a tree over path segments: the cost of a match grows with the path, not with the number of routes.
class Router::Tree {
 public:
  /// `index` is the route's place in the router's list. Throws std::logic_error for a bad or repeated pattern.
  void add(const Route& route, std::size_t index);

  struct Found {
    bool has_route = false;
    std::size_t index = 0;
    std::map<std::string, std::string> params;
    std::string allow;
  };
  Found find(std::string_view method, std::string_view path) const;

 private:
  /// Strict before loose: the order in which they are tried.
  enum class Type { integer, ulid, slug, text, path };
  struct Leaf {
    std::size_t index = 0;
    std::vector<std::string> names;  ///< Of the parameters on the way, in order.
  };
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::map<Type, std::unique_ptr<Node>> params;
    std::map<std::string, Leaf, std::less<>> leaves;  ///< By method.
  };
  struct Walk {
    std::string_view method;
    std::vector<std::string_view> segments;  ///< As sent.
    std::vector<std::string> values;
    std::string allow;
  };

  static Type type_of(std::string_view name, const std::string& pattern);
  static bool fits(Type type, std::string_view value);
  const Leaf* walk(const Node& node, std::size_t depth, Walk& state) const;
  const Leaf* at_end(const Node& node, Walk& state) const;

  Node root_;
};

}  // namespace towpath::http
