#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::delivery {

/// A stretch of a text with placeholders. Views into that text.
struct Piece {
  bool is_placeholder = false;
  std::string_view text;  ///< What stands between `${` and `}`, or literal text with its escapes taken off.
};

/// A text cut at its placeholders as the expression `\$((?:\$?{([^}]*)})|\$)` of score-go cuts it: `${...}` is a
/// placeholder, `$${...}` is the text `${...}`, `$$` is a dollar sign, any other dollar sign is itself.
std::vector<Piece> pieces_of(std::string_view text);

/// The parts of a placeholder between its dots; `\.` is a dot inside a part.
std::vector<std::string> path_of(std::string_view placeholder);

}  // namespace towpath::delivery
