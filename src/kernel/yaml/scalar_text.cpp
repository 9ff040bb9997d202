#include "scalar_text.h"

#include <algorithm>
#include <charconv>

namespace towpath::yaml {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& rest) {
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
}

/// Takes one line break (LF, CRLF or CR) from the front of `rest`.
bool take_break(std::string_view& rest) {
  if (rest.starts_with("\r\n")) return rest.remove_prefix(2), true;
  if (rest.empty() || (rest.front() != '\n' && rest.front() != '\r')) return false;
  rest.remove_prefix(1);
  return true;
}

/// Line folding of flow scalars (YAML 1.2.2, section 6.5): blanks around the break vanish, one break is a blank, each
/// further one a line feed. `kept` characters of `out` came from escapes and are not blanks to remove.
void fold(std::string_view& rest, std::string& out, std::size_t kept) {
  while (out.size() > kept && is_blank(out.back())) out.pop_back();
  std::size_t breaks = 0;
  while (take_break(rest)) {
    ++breaks;
    skip_blanks(rest);
  }
  if (breaks == 1)
    out += ' ';
  else
    out.append(breaks - 1, '\n');
}

void append_utf8(std::string& out, unsigned code) {
  const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 63));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 63)), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  }
}

unsigned take_hex(std::string_view& rest, std::size_t digits) {
  const std::string_view hex = rest.substr(0, digits);
  unsigned code = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
  rest.remove_prefix(hex.size());
  return code;
}

/// The escape at the front of `rest`, which is behind its backslash.
void append_escape(std::string_view& rest, std::string& out) {
  const char kind = rest.front();
  rest.remove_prefix(1);
  static constexpr std::string_view names = "0abtnvfreN_LP";
  static constexpr unsigned codes[] = {0, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B, 0x85, 0xA0, 0x2028, 0x2029};
  if (const auto known = names.find(kind); known != names.npos) return append_utf8(out, codes[known]);
  if (kind == 'x') return append_utf8(out, take_hex(rest, 2));
  if (kind == 'U') return append_utf8(out, take_hex(rest, 8));
  if (kind != 'u') return out.push_back(kind);  // " / \ blank tab stand for themselves.
  unsigned code = take_hex(rest, 4);
  // JSON writes characters above U+FFFF as a surrogate pair.
  if (code >= 0xD800 && code < 0xDC00 && rest.starts_with("\\u")) {
    rest.remove_prefix(2);
    code = 0x10000 + ((code - 0xD800) << 10) + (take_hex(rest, 4) - 0xDC00);
  }
  append_utf8(out, code);
}

/// Takes the first line of `rest` without its break.
std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
  rest.remove_prefix(line.size());
  take_break(rest);
  return line;
}

std::size_t leading_spaces(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// The indentation of the text: that of its first line that is not empty, as long as it is deeper than the parent.
std::size_t find_indentation(std::string_view source, int parent) {
  std::size_t longest_empty = 0;
  while (!source.empty()) {
    const std::string_view line = take_line(source);
    const std::size_t spaces = leading_spaces(line);
    if (spaces < line.size()) return std::max(spaces, static_cast<std::size_t>(parent + 1));
    longest_empty = std::max(longest_empty, spaces);
  }
  return std::max(longest_empty, static_cast<std::size_t>(parent + 1));
}

bool is_document_marker(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) && (line.size() == 3 || is_blank(line[3]));
}

}  // namespace

std::string decode_single_quoted(std::string_view source) {
  std::string out;
  while (!source.empty()) {
    const char c = source.front();
    if (c == '\'') {
      if (!source.starts_with("''")) break;
      out += c;
      source.remove_prefix(2);
    } else if (c == '\n' || c == '\r') {
      fold(source, out, 0);
    } else {
      out += c;
      source.remove_prefix(1);
    }
  }
  return out;
}

std::string decode_double_quoted(std::string_view source) {
  std::string out;
  std::size_t kept = 0;
  while (!source.empty() && source.front() != '"') {
    const char c = source.front();
    if (c == '\n' || c == '\r') {
      fold(source, out, kept);
      continue;
    }
    source.remove_prefix(1);
    if (c != '\\' || source.empty()) {
      out += c;
      continue;
    }
    if (take_break(source)) {
      // An escaped break joins the lines; empty lines after it still count.
      for (skip_blanks(source); take_break(source); skip_blanks(source)) out += '\n';
    } else {
      append_escape(source, out);
    }
    kept = out.size();
  }
  return out;
}

BlockHeader find_block_header(std::string_view line, BlockStyle style) {
  const char indicator = style == BlockStyle::literal ? '|' : '>';
  for (std::size_t at = line.find(indicator); at != line.npos; at = line.find(indicator, at + 1)) {
    BlockHeader header;
    std::string_view rest = line.substr(at + 1);
    while (!rest.empty() &&
           (rest.front() == '+' || rest.front() == '-' || (rest.front() >= '1' && rest.front() <= '9'))) {
      if (rest.front() == '+' || rest.front() == '-')
        header.chomping = rest.front();
      else
        header.indentation = rest.front() - '0';
      rest.remove_prefix(1);
    }
    const bool has_blank = !rest.empty() && is_blank(rest.front());
    skip_blanks(rest);
    if (rest.empty() || (has_blank && rest.front() == '#')) return header;
  }
  return {};
}

// Folding keeps the line breaks around lines that begin with a blank (YAML 1.2.2, section 8.1.3).
std::string decode_block(std::string_view source, BlockStyle style, BlockHeader header, int parent) {
  const std::size_t indentation = header.indentation > 0
                                      ? static_cast<std::size_t>(std::max(parent, 0) + header.indentation)
                                      : find_indentation(source, parent);
  std::string out;
  std::size_t breaks = 0;  // Since the last line with text, its own included.
  bool has_text = false;
  bool was_indented = false;
  while (!source.empty()) {
    std::string_view line = take_line(source);
    const std::size_t spaces = leading_spaces(line);
    if (spaces == line.size() && spaces <= indentation) {
      ++breaks;
      continue;
    }
    if (spaces < indentation || (indentation == 0 && is_document_marker(line))) break;
    line.remove_prefix(indentation);
    const bool is_indented = is_blank(line.front());
    if (style == BlockStyle::folded && has_text && !was_indented && !is_indented && breaks > 0) {
      if (breaks == 1)
        out += ' ';
      else
        out.append(breaks - 1, '\n');
    } else {
      out.append(breaks, '\n');
    }
    out += line;
    breaks = 1;
    has_text = true;
    was_indented = is_indented;
  }
  if (header.chomping == '+')
    out.append(breaks, '\n');
  else if (header.chomping == ' ' && has_text)
    out += '\n';
  return out;
}

}  // namespace towpath::yaml
