#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace towpath::mask {

/// Finds all of a set of texts at once (Aho and Corasick 1975). A state is the longest text prefix that the input
/// ends with; state 0 is the empty one. Immutable.
class MaskAutomaton {
 public:
  explicit MaskAutomaton(const std::set<std::string, std::less<>>& patterns);

  std::uint32_t step(std::uint32_t state, unsigned char byte) const;
  /// So many last bytes of the input may still become a (longer) match.
  std::uint32_t held(std::uint32_t state) const { return nodes_[state].held; }
  /// Length of the longest pattern the input ends with; 0 for none.
  std::uint32_t match(std::uint32_t state) const { return nodes_[state].match; }
  /// True for a byte that starts no pattern: skipped quickly in state 0.
  bool is_inert(unsigned char byte) const { return root_[byte] == 0; }

 private:
  struct Node {
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
    std::uint32_t fail = 0;
    std::uint32_t depth = 0;
    std::uint32_t match = 0;
    std::uint32_t held = 0;
  };
  struct Edge {
    unsigned char byte;
    std::uint32_t target;
  };

  std::uint32_t find_edge(std::uint32_t state, unsigned char byte) const;

  std::vector<Node> nodes_;
  std::vector<Edge> edges_;  ///< Of each node together, ordered by byte.
  std::array<std::uint32_t, 256> root_{};
};

}  // namespace towpath::mask
