#include "mask_automaton.h"

#include <algorithm>

namespace towpath::mask {

// The patterns come sorted, so the children of a node are contiguous ranges of them: the trie is built breadth first
// without any map, and breadth first is the order the fail links need.
MaskAutomaton::MaskAutomaton(const std::set<std::string, std::less<>>& patterns) {
  const std::vector<std::string_view> sorted(patterns.begin(), patterns.end());
  std::vector<std::pair<std::size_t, std::size_t>> ranges = {{0, sorted.size()}};
  nodes_.emplace_back();
  for (std::uint32_t state = 0; state < nodes_.size(); ++state) {
    auto [first, last] = ranges[state];
    const std::uint32_t depth = nodes_[state].depth;
    if (first < last && sorted[first].size() == depth) {
      if (depth > 0) nodes_[state].match = depth;
      ++first;
    }
    nodes_[state].first_edge = static_cast<std::uint32_t>(edges_.size());
    while (first < last) {
      const auto byte = static_cast<unsigned char>(sorted[first][depth]);
      std::size_t end = first;
      while (end < last && static_cast<unsigned char>(sorted[end][depth]) == byte) ++end;
      const auto child = static_cast<std::uint32_t>(nodes_.size());
      edges_.push_back({byte, child});
      ranges.emplace_back(first, end);
      Node& node = nodes_.emplace_back();
      node.depth = depth + 1;
      if (state == 0) {
        root_[byte] = child;
      } else {
        node.fail = step(nodes_[state].fail, byte);
        node.match = nodes_[node.fail].match;  // a longer own match replaces it when the node's turn comes
      }
      first = end;
    }
    Node& node = nodes_[state];
    node.edges = static_cast<std::uint32_t>(edges_.size()) - node.first_edge;
    node.held = node.edges > 0 ? depth : nodes_[node.fail].held;
  }
}

std::uint32_t MaskAutomaton::find_edge(std::uint32_t state, unsigned char byte) const {
  const auto begin = edges_.begin() + nodes_[state].first_edge;
  const auto end = begin + nodes_[state].edges;
  const auto at = std::lower_bound(begin, end, byte, [](const Edge& edge, unsigned char b) { return edge.byte < b; });
  return at != end && at->byte == byte ? at->target : 0;
}

std::uint32_t MaskAutomaton::step(std::uint32_t state, unsigned char byte) const {
  while (state != 0) {
    if (const std::uint32_t target = find_edge(state, byte); target != 0) return target;
    state = nodes_[state].fail;
  }
  return root_[byte];
}

}  // namespace towpath::mask
