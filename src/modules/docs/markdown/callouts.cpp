#include "markdown/callouts.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/strings.h"
#include "markdown/page_source.h"

namespace towpath::docs {
namespace {

constexpr int deepest = 8;
constexpr std::size_t indent_width = 4;  // What a callout's content is indented by.
constexpr std::size_t most_callouts = 2000;
// U+E000 and U+E001, for private use: no text of an author means anything by them, so they are removed from it.
constexpr std::string_view mark_start = "\xEE\x80\x80", mark_end = "\xEE\x80\x81";

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }
bool is_empty(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    // A tab at the start of a line is worth four columns, as in Markdown.
    std::string spaced;
    std::size_t i = 0;
    for (; i < line.size() && (line[i] == ' ' || line[i] == '\t'); ++i)
      spaced.append(line[i] == '\t' ? indent_width - spaced.size() % indent_width : 1, ' ');
    out.push_back(spaced.append(line.substr(i)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string cleaned_word(std::string_view word) {
  std::string out;
  for (const char c : to_lower(word))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') out += c;
  return out;
}

std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

/// `text` is the line without its indentation.
std::optional<Callout> heading_of(std::string_view text) {
  Callout out;
  if (text.starts_with("!!! "))
    out.form = Callout::Form::box;
  else if (text.starts_with("???+ "))
    out.form = Callout::Form::unfolded;
  else if (text.starts_with("??? "))
    out.form = Callout::Form::folded;
  else if (text.starts_with("=== \""))
    out.form = Callout::Form::tab;
  else
    return std::nullopt;
  text = trim(text.substr(text.find(' ')));
  const auto quote = text.find('"');
  const std::string_view words = trim(text.substr(0, quote));
  out.type = cleaned_word(words.substr(0, words.find(' ')));
  if (quote == std::string_view::npos) {
    if (out.type.empty()) return std::nullopt;
    out.title = capitalised(out.type);
    return out;
  }
  const auto end = text.rfind('"');
  if (end == quote || !trim(text.substr(end + 1)).empty()) return std::nullopt;
  out.title = one_line(text.substr(quote + 1, end - quote - 1));
  if (out.form == Callout::Form::tab) {
    out.type.clear();
    return out.title.empty() ? std::nullopt : std::optional(out);
  }
  if (out.type.empty()) return std::nullopt;
  return out;
}

/// The column where a list item's content begins, 0 when the line begins none.
std::size_t item_content(std::string_view line) {
  const std::size_t indent = indent_of(line);
  std::size_t i = indent;
  if (i < line.size() && std::string_view("-*+").find(line[i]) != std::string_view::npos) {
    ++i;
  } else {
    while (i < line.size() && i - indent < 9 && line[i] >= '0' && line[i] <= '9') ++i;
    if (i == indent || i >= line.size() || (line[i] != '.' && line[i] != ')')) return 0;
    ++i;
  }
  if (i >= line.size() || line[i] != ' ') return 0;
  return i + std::min<std::size_t>(indent_of(line.substr(i)), 4);
}

class Lifter {
 public:
  std::vector<Callout> callouts;

  std::vector<std::string> lift(const std::vector<std::string>& lines, int depth) {
    std::vector<std::string> out;
    std::string fence;
    std::size_t content_column = 0;  // of the list item a line may belong to
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& line = lines[i];
      const std::size_t indent = indent_of(line);
      const std::string_view text = std::string_view(line).substr(indent);
      if (!fence.empty()) {
        if (text.starts_with(fence) && text.find_first_not_of(std::string(1, fence[0]) + " ") == std::string_view::npos)
          fence.clear();
        out.push_back(line);
        continue;
      }
      if (!is_empty(line)) {
        if (const std::size_t column = item_content(line); column > 0 && indent < content_column + indent_width)
          content_column = column;
        else if (indent < content_column)
          content_column = 0;
      }
      if (text.starts_with("```") || text.starts_with("~~~")) {
        fence = std::string(text.substr(0, std::min(text.find_first_not_of(text[0]), text.size())));
        out.push_back(line);
        continue;
      }
      const bool can_begin = indent < content_column + indent_width && indent >= content_column;
      auto heading = can_begin && depth < deepest && callouts.size() < most_callouts ? heading_of(text) : std::nullopt;
      if (!heading) {
        out.push_back(line);
        continue;
      }
      std::vector<std::string> inner;
      std::size_t next = i + 1;
      for (; next < lines.size(); ++next) {
        if (is_empty(lines[next]))
          inner.emplace_back();
        else if (indent_of(lines[next]) >= indent + indent_width)
          inner.push_back(lines[next].substr(indent + indent_width));
        else
          break;
      }
      const std::string before(indent, ' ');
      out.emplace_back();
      out.push_back(before + "> " + callout_mark(callouts.size()));
      callouts.push_back(std::move(*heading));
      out.push_back(before + ">");
      for (const std::string& each : lift(inner, depth + 1)) out.push_back(before + "> " + each);
      out.emplace_back();
      i = next - 1;
    }
    return out;
  }
};

}  // namespace

std::string callout_mark(std::size_t number) {
  return std::string(mark_start) + std::to_string(number) + std::string(mark_end);
}

int marked_callout(std::string_view text) {
  if (!text.starts_with(mark_start) || !text.ends_with(mark_end)) return -1;
  text.remove_prefix(mark_start.size());
  text.remove_suffix(mark_end.size());
  int number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && number >= 0 ? number : -1;
}

LiftedPage lift_callouts(std::string_view markdown) {
  const std::string plain = replace_all(replace_all(markdown, mark_start, ""), mark_end, "");
  Lifter lifter;
  LiftedPage out;
  for (const std::string& line : lifter.lift(lines_of(plain), 0)) out.text.append(line).append("\n");
  out.callouts = std::move(lifter.callouts);
  return out;
}

}  // namespace towpath::docs
