#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::delivery {

/// Reads what a terminal was told to show as the lines a person saw: colours, titles and moves of the cursor to other
/// lines are left out; what was typed over, wiped or moved within a line is as it looked when the line was done. Full
/// screen programs come out as the text they drew, in the order in which they drew it. One thread.
class TerminalText {
 public:
  /// The lines that were finished by these bytes, each with its line feed. Pieces may be cut anywhere.
  std::string feed(std::string_view bytes);
  /// The line that is not finished, with a line feed; "" when it is empty.
  std::string flush();

 private:
  enum class State { text, escape, charset, control, string, string_escape };

  void take(char c, std::string& out);
  void print(char c);
  void carry_out(char final);
  std::size_t argument(std::size_t otherwise) const;  ///< The first number of parameters_, at least 1.
  void end_line(std::string& out);

  State state_ = State::text;
  std::string parameters_;          ///< Of a control sequence.
  std::vector<std::string> cells_;  ///< The line, a character each.
  std::size_t cursor_ = 0;          ///< 0..size(cells_), or beyond after a move.
};

}  // namespace towpath::delivery
