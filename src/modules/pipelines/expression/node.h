#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipelines/value.h"

namespace towpath::pipelines {

enum class NodeKind {
  literal,
  context,
  call,
  wildcard,  ///< Only as the second child of an index.
  index,     ///< Two children: collection and key.
  negation,
  all,         ///< `&&`, two children or more.
  any,         ///< `||`, two children or more.
  comparison,  ///< A chain of one precedence, evaluated from the left: two children or more.
};

enum class Comparison { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

struct ExpressionNode {
  NodeKind kind = NodeKind::literal;
  std::size_t offset = 0;  ///< Of its token, in bytes.
  std::string name;        ///< Of a context or function, as written.
  Value value;             ///< Of a literal.
  std::vector<ExpressionNode> children;
  std::vector<Comparison> comparisons;  ///< Of a comparison: the one before each child but the first.
  std::size_t depth = 1;                ///< 1 for a leaf.
};

/// A function of the language itself.
struct BuiltIn {
  const char* name;  ///< Lower case.
  std::size_t min_arguments;
  std::size_t max_arguments;
};

/// Null when the name (any case) is none.
const BuiltIn* find_built_in(std::string_view name);

}  // namespace towpath::pipelines
