#include "terminal_text.h"

#include <algorithm>
#include <charconv>

namespace towpath::delivery {
namespace {

constexpr std::size_t longest_line = 4096, longest_parameters = 64;
constexpr char escape = '\x1b', bell = '\a', string_end = '\\';

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string TerminalText::feed(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) take(c, out);
  return out;
}

std::string TerminalText::flush() {
  std::string out;
  state_ = State::text;
  if (!cells_.empty()) end_line(out);
  return out;
}

/// Control sequences are those of ECMA-48: ESC [ parameters final, and strings from ESC ] (and P, X, ^, _) to BEL or
/// ESC \.
void TerminalText::take(char c, std::string& out) {
  switch (state_) {
    case State::text:
      if (c == escape)
        state_ = State::escape;
      else if (c == '\n')
        end_line(out);
      else if (c == '\r')
        cursor_ = 0;
      else if (c == '\b')
        cursor_ -= cursor_ > 0 ? 1 : 0;
      else if (static_cast<unsigned char>(c) >= ' ' ? c != '\x7f' : c == '\t')
        print(c);
      if (cells_.size() >= longest_line) end_line(out);
      return;
    case State::escape:
      parameters_.clear();
      state_ = c == '['                                                   ? State::control
               : c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_' ? State::string
               : c >= ' ' && c <= '/'                                     ? State::charset
                                                                          : State::text;
      return;
    case State::charset:
      if (c < ' ' || c > '/') state_ = State::text;
      return;
    case State::control:
      if (c >= '@' && c <= '~') {
        carry_out(c);
        state_ = State::text;
      } else if (c == escape) {
        state_ = State::escape;
      } else if (parameters_.size() < longest_parameters) {
        parameters_ += c;
      }
      return;
    case State::string:
      if (c == bell) state_ = State::text;
      if (c == escape) state_ = State::string_escape;
      return;
    case State::string_escape:
      state_ = c == string_end ? State::text : State::string;
      return;
  }
}

void TerminalText::print(char c) {
  if (is_continuation(c) && cursor_ > 0 && cursor_ <= cells_.size()) {
    cells_[cursor_ - 1] += c;
    return;
  }
  if (cursor_ > cells_.size()) cells_.resize(cursor_, " ");
  if (cursor_ == cells_.size())
    cells_.emplace_back(1, c);
  else
    cells_[cursor_] = std::string(1, c);
  ++cursor_;
}

std::size_t TerminalText::argument(std::size_t otherwise) const {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(parameters_.data(), parameters_.data() + parameters_.size(), number);
  if (error != std::errc() || number == 0) return otherwise;
  return std::min(number, longest_line - 1);
}

void TerminalText::carry_out(char final) {
  const auto at = [this](std::size_t place) {
    return cells_.begin() + static_cast<std::ptrdiff_t>(std::min(place, cells_.size()));
  };
  const std::size_t count = argument(1);
  switch (final) {
    case 'C':
      cursor_ = std::min(cursor_ + count, longest_line - 1);
      break;
    case 'D':
      cursor_ -= std::min(cursor_, count);
      break;
    case 'G':
      cursor_ = count - 1;
      break;
    case 'K':
      if (parameters_ == "1") {
        std::fill(cells_.begin(), at(cursor_ + 1), std::string(" "));
      } else {
        cells_.erase(parameters_ == "2" ? cells_.begin() : at(cursor_), cells_.end());
      }
      break;
    case 'P':
      cells_.erase(at(cursor_), at(cursor_ + count));
      break;
    case '@':
      if (cells_.size() + count < longest_line && cursor_ <= cells_.size())
        cells_.insert(at(cursor_), count, std::string(" "));
      break;
    default:
      break;
  }
}

void TerminalText::end_line(std::string& out) {
  for (const std::string& cell : cells_) out += cell;
  out += '\n';
  cells_.clear();
  cursor_ = 0;
}

}  // namespace towpath::delivery
