#pragma once

#include <algorithm>
#include <cstdint>

#include "ast.h"

// Depth of the deepest expression among the parts of a node; bounds every recursion over the tree.
namespace towpath::tmpl::ast {

inline std::uint32_t deepest(const ExprPtr& part) { return part ? part->depth : 0; }
template <class Key>
std::uint32_t deepest(const std::pair<Key, ExprPtr>& part) {
  return deepest(part.second);
}
template <class Part>
std::uint32_t deepest(const std::vector<Part>& parts) {
  std::uint32_t depth = 0;
  for (const Part& part : parts) depth = std::max(depth, deepest(part));
  return depth;
}
template <class First, class Second, class... Rest>
std::uint32_t deepest(const First& first, const Second& second, const Rest&... rest) {
  return std::max(deepest(first), deepest(second, rest...));
}
inline std::uint32_t deepest(const Arguments& arguments) { return deepest(arguments.positional, arguments.keyword); }
inline std::uint32_t deepest(const Literal&) { return 0; }
inline std::uint32_t deepest(const RegexLiteral&) { return 0; }
inline std::uint32_t deepest(const Name&) { return 0; }
inline std::uint32_t deepest(const Group& group) { return deepest(group.items); }
inline std::uint32_t deepest(const ArrayLiteral& array) { return deepest(array.items); }
inline std::uint32_t deepest(const ObjectLiteral& object) { return deepest(object.entries); }
inline std::uint32_t deepest(const Member& member) { return deepest(member.target, member.key); }
inline std::uint32_t deepest(const Slice& slice) { return deepest(slice.target, slice.start, slice.stop, slice.step); }
inline std::uint32_t deepest(const InlineIf& choice) {
  return deepest(choice.condition, choice.then, choice.otherwise);
}
inline std::uint32_t deepest(const Unary& unary) { return deepest(unary.target); }
inline std::uint32_t deepest(const Binary& binary) { return deepest(binary.left, binary.right); }
inline std::uint32_t deepest(const Comparison& comparison) { return deepest(comparison.first, comparison.rest); }
inline std::uint32_t deepest(const Test& test) {
  return deepest(test.target, test.arguments.positional, test.arguments.keyword);
}
inline std::uint32_t deepest(const FilterCall& filter) { return deepest(filter.arguments); }
inline std::uint32_t deepest(const Call& call) {
  return deepest(call.callee, call.arguments.positional, call.arguments.keyword);
}
inline std::uint32_t deepest(const Capture&) { return 0; }

}  // namespace towpath::tmpl::ast
