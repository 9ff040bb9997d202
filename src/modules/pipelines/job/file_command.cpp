#include "pipelines/file_command.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

// Takes lines off a text; a line is followed by "\n" or "\r\n".
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  std::optional<std::string_view> next() {
    if (at_ >= text_.size()) return std::nullopt;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
  std::size_t offset() const { return std::min(at_, text_.size()); }
  std::string_view between(std::size_t from, std::size_t to) const { return text_.substr(from, to - from); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Error invalid(std::string_view line, std::string_view problem) {
  return invalid_input("pipelines.invalid_file_command",
                       "'" + std::string(line.substr(0, 200)) + "' " + std::string(problem));
}

// The text up to the line that is the delimiter, without its last line break.
Result<std::string> read_heredoc(Lines& lines, std::string_view opening, std::string_view delimiter) {
  const std::size_t start = lines.offset();
  for (std::size_t end = start; const auto line = lines.next(); end = lines.offset()) {
    if (*line != delimiter) continue;
    std::string_view value = lines.between(start, end);
    if (value.ends_with('\n')) value.remove_suffix(1);
    if (value.ends_with('\r')) value.remove_suffix(1);
    return std::string(value);
  }
  return invalid(opening, "has no line '" + std::string(delimiter) + "' that ends its value");
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_file_command(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // PowerShell writes a byte order mark
  std::vector<std::pair<std::string, std::string>> pairs;
  Lines lines(text);
  while (const auto line = lines.next()) {
    if (line->empty()) continue;
    const std::size_t equals = line->find('=');
    const std::size_t heredoc = line->find("<<");
    if (equals == std::string_view::npos && heredoc == std::string_view::npos) {
      return invalid(*line, "is neither name=value nor name<<DELIMITER");
    }
    const std::size_t name_end = std::min(equals, heredoc);
    const std::string name(line->substr(0, name_end));
    if (name.empty()) return invalid(*line, "has no name");
    if (equals < heredoc) {
      pairs.emplace_back(name, std::string(line->substr(equals + 1)));
      continue;
    }
    const std::string_view delimiter = line->substr(heredoc + 2);
    if (delimiter.empty()) return invalid(*line, "has no delimiter");
    TRY(std::string value, read_heredoc(lines, *line, delimiter));
    pairs.emplace_back(name, std::move(value));
  }
  return pairs;
}

std::vector<std::string> parse_path_file(std::string_view text) {
  std::vector<std::string> folders;
  Lines lines(text);
  while (const auto line = lines.next()) {
    if (!line->empty()) folders.emplace_back(*line);
  }
  return folders;
}

bool may_set_env(std::string_view name) {
  const std::string lower = to_lower(name);
  return lower != "node_options" && lower != "ci" && !lower.starts_with("github_") && !lower.starts_with("runner_");
}

}  // namespace towpath::pipelines
