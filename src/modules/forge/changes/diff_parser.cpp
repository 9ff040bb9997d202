#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "base/strings.h"
#include "forge/diff.h"

namespace towpath::forge {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Text that may be shown: bytes that are no UTF-8 become U+FFFD, one each.
std::string shown(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string out;
  while (!bytes.empty()) {
    std::size_t length = 1;
    while (length <= 4 && length <= bytes.size() && !is_utf8(bytes.substr(0, length))) ++length;
    if (length > 4 || length > bytes.size()) {
      out += replacement;
      length = 1;
    } else {
      out += bytes.substr(0, length);
    }
    bytes.remove_prefix(length);
  }
  return out;
}

std::optional<int> number(std::string_view text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
  return out;
}

/// Takes a C-quoted name ("a\tb\303\244", git's core.quotePath) or a plain one off the front of `text`.
std::optional<std::string> take_name(std::string_view& text) {
  if (!text.starts_with('"')) {
    std::string out(text);
    text = {};
    if (out.ends_with('\t')) out.pop_back();  // git ends a name with a blank in it by a tab
    return out;
  }
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    constexpr std::string_view letters = "abtnvfr\"\\", meanings = "\a\b\t\n\v\f\r\"\\";
    if (const auto at = letters.find(text[i]); at != letters.npos) {
      out += meanings[at];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    int code = 0;
    for (int digit = 0; digit < 3; ++digit, ++i) {
      if (text[i] < '0' || text[i] > '7') return std::nullopt;
      code = code * 8 + (text[i] - '0');
    }
    --i;
    out += static_cast<char>(code);
  }
  return std::nullopt;
}

/// Without "a/" or "b/"; nothing for /dev/null.
std::optional<std::string> without_side(std::string name) {
  if (name.size() > 2 && name[1] == '/') return name.substr(2);
  return std::nullopt;
}

/// Both names of "diff --git a/x b/x" where no other line says them: then they are the same.
std::optional<std::string> same_name(std::string_view header) {
  if (header.starts_with('"')) {
    const auto first = take_name(header);
    return first ? without_side(*first) : std::nullopt;
  }
  // "a/" + name + " b/" + name
  if (header.size() < 5 || (header.size() - 1) % 2 != 0) return std::nullopt;
  const std::size_t half = (header.size() - 1) / 2;
  if (header[half] != ' ' || header.substr(2, half - 2) != header.substr(half + 3)) return std::nullopt;
  return std::string(header.substr(2, half - 2));
}

class PatchReader {
 public:
  explicit PatchReader(std::string_view text) : text_(text) {}

  Result<std::vector<FileDiff>> read() {
    while (next()) {
      if (line_.starts_with("diff --git ")) {
        CHECK_OK(finish_file());
        begin_file(line_.substr(11));
      } else if (!file_) {
        return unexpected();
      } else if (line_.starts_with("@@ ")) {
        CHECK_OK(read_hunk());
      } else {
        CHECK_OK(read_header());
      }
    }
    CHECK_OK(finish_file());
    return std::move(files_);
  }

 private:
  Error unexpected() const {
    return invalid_input("forge.invalid_diff", fmt::format("Line {} of the diff cannot be read.", line_number_));
  }

  bool next() {
    if (text_.empty()) return false;
    const auto end = text_.find('\n');
    line_ = text_.substr(0, end);
    text_.remove_prefix(end == text_.npos ? text_.size() : end + 1);
    ++line_number_;
    return true;
  }

  void begin_file(std::string_view header) {
    file_.emplace();
    file_->old_mode = file_->new_mode = "100644";
    if (const auto name = same_name(header)) file_->old_path = file_->new_path = *name;
  }

  Status finish_file() {
    if (!file_) return ok();
    if (file_->old_path.empty()) file_->old_path = file_->new_path;
    if (file_->new_path.empty()) file_->new_path = file_->old_path;
    if (file_->new_path.empty()) return unexpected();
    file_->old_path = shown(file_->old_path);
    file_->new_path = shown(file_->new_path);
    files_.push_back(std::move(*file_));
    file_.reset();
    return ok();
  }

  Status read_header() {
    const auto value_after = [&](std::string_view prefix) -> std::optional<std::string_view> {
      if (!line_.starts_with(prefix)) return std::nullopt;
      return line_.substr(prefix.size());
    };
    const auto name_into = [&](std::string_view text, std::string& path) -> Status {
      auto name = take_name(text);
      if (!name || name->empty()) return unexpected();
      path = std::move(*name);
      return ok();
    };
    const auto side_into = [&](std::string_view text, std::string& path) -> Status {
      std::string name;
      CHECK_OK(name_into(text, name));
      if (auto inner = without_side(name); inner && name != "/dev/null") path = std::move(*inner);
      return ok();
    };
    if (const auto text = value_after("--- ")) return side_into(*text, file_->old_path);
    if (const auto text = value_after("+++ ")) return side_into(*text, file_->new_path);
    if (const auto text = value_after("rename from ")) {
      file_->change = FileChange::renamed;
      return name_into(*text, file_->old_path);
    }
    if (const auto text = value_after("rename to ")) return name_into(*text, file_->new_path);
    if (const auto text = value_after("copy from ")) {
      file_->change = FileChange::copied;
      return name_into(*text, file_->old_path);
    }
    if (const auto text = value_after("copy to ")) return name_into(*text, file_->new_path);
    if (const auto text = value_after("new file mode ")) {
      file_->change = FileChange::added;
      file_->old_mode.clear();
      file_->new_mode = *text;
    } else if (const auto gone = value_after("deleted file mode ")) {
      file_->change = FileChange::removed;
      file_->new_mode.clear();
      file_->old_mode = *gone;
    } else if (const auto old_mode = value_after("old mode ")) {
      file_->change = FileChange::mode_changed;
      file_->old_mode = *old_mode;
    } else if (const auto new_mode = value_after("new mode ")) {
      file_->new_mode = *new_mode;
    } else if (const auto index = value_after("index ")) {
      if (file_->change == FileChange::mode_changed) file_->change = FileChange::modified;
      if (const auto blank = index->rfind(' '); blank != index->npos)
        file_->old_mode = file_->new_mode = index->substr(blank + 1);
    } else if (line_.starts_with("Binary files ") || line_.starts_with("GIT binary patch")) {
      file_->omission = Omission::binary;
    } else if (!line_.starts_with("similarity index ") && !line_.starts_with("dissimilarity index ")) {
      return unexpected();
    }
    return ok();
  }

  /// "12,3" or "12", which counts one line.
  static bool read_range(std::string_view text, int& start, int& count) {
    const auto comma = text.find(',');
    const auto first = number(text.substr(0, comma));
    const auto second = comma == text.npos ? std::optional(1) : number(text.substr(comma + 1));
    if (!first || !second) return false;
    start = *first;
    count = *second;
    return true;
  }

  Status read_hunk() {
    DiffHunk hunk;
    const auto end = line_.find(" @@", 3);
    const auto plus = line_.find(" +", 3);
    if (end == line_.npos || plus == line_.npos || plus > end || line_[3] != '-' ||
        !read_range(line_.substr(4, plus - 4), hunk.old_start, hunk.old_count) ||
        !read_range(line_.substr(plus + 2, end - plus - 2), hunk.new_start, hunk.new_count))
      return unexpected();
    hunk.heading = shown(trim(line_.substr(end + 3)));
    std::int64_t old_left = hunk.old_count, new_left = hunk.new_count;
    std::int64_t old_number = hunk.old_start, new_number = hunk.new_start;
    while (old_left > 0 || new_left > 0 || text_.starts_with('\\')) {
      if (!next()) return unexpected();
      if (line_.starts_with('\\')) {
        if (hunk.lines.empty()) return unexpected();
        hunk.lines.back().has_no_newline = true;
        continue;
      }
      DiffLine line;
      const char mark = line_.empty() ? ' ' : line_.front();
      line.text = shown(line_.empty() ? line_ : line_.substr(1));
      if (mark != '+' && mark != '-' && mark != ' ') return unexpected();
      if (mark != '+') {
        if (--old_left < 0) return unexpected();
        line.old_number = static_cast<int>(old_number++);
      }
      if (mark != '-') {
        if (--new_left < 0) return unexpected();
        line.new_number = static_cast<int>(new_number++);
      }
      line.kind = mark == '+' ? LineKind::added : mark == '-' ? LineKind::removed : LineKind::context;
      file_->added += mark == '+';
      file_->removed += mark == '-';
      hunk.lines.push_back(std::move(line));
    }
    file_->hunks.push_back(std::move(hunk));
    return ok();
  }

  std::string_view text_, line_;
  int line_number_ = 0;
  std::optional<FileDiff> file_;
  std::vector<FileDiff> files_;
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}
  bool at_end() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  std::optional<std::string_view> field() {
    const auto end = text_.find('\0');
    if (end == text_.npos) return std::nullopt;
    const std::string_view out = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return out;
  }

 private:
  std::string_view text_;
};

std::string mode_of(std::string_view mode) { return mode == "000000" ? "" : std::string(mode); }

/// ":100644 100755 <hash> <hash> M", then the path or both.
bool read_raw(FieldReader& fields, FileDiff& file) {
  const auto head = fields.field();
  if (!head) return false;
  const auto words = split(*head, ' ');
  if (words.size() != 5 || words[0].size() != 7 || words[4].empty()) return false;
  file.old_mode = mode_of(words[0].substr(1));
  file.new_mode = mode_of(words[1]);
  const auto path = fields.field();
  if (!path || path->empty()) return false;
  file.old_path = file.new_path = shown(*path);
  switch (words[4].front()) {
    case 'A':
      file.change = FileChange::added;
      break;
    case 'D':
      file.change = FileChange::removed;
      break;
    case 'R':
    case 'C': {
      file.change = words[4].front() == 'R' ? FileChange::renamed : FileChange::copied;
      const auto to = fields.field();
      if (!to || to->empty()) return false;
      file.new_path = shown(*to);
      break;
    }
    default:
      file.change =
          words[2] == words[3] && words[0].substr(1) != words[1] ? FileChange::mode_changed : FileChange::modified;
  }
  return true;
}

/// "3\t1\t<path>", "-\t-\t<path>" for a binary file, "3\t1\t" and both paths for a rename.
bool read_counts(FieldReader& fields, FileDiff& file) {
  const auto head = fields.field();
  if (!head) return false;
  const auto words = split(*head, '\t');
  if (words.size() < 3) return false;
  if (words[2].empty() && words.size() == 3 && (!fields.field() || !fields.field())) return false;
  if (words[0] == "-" && words[1] == "-") {
    file.omission = Omission::binary;
    return true;
  }
  const auto added = number(words[0]), removed = number(words[1]);
  if (!added || !removed) return false;
  file.added = *added;
  file.removed = *removed;
  return true;
}

}  // namespace

Result<std::vector<FileDiff>> parse_patch(std::string_view text) { return PatchReader(text).read(); }

Result<std::vector<FileDiff>> parse_file_list(std::string_view text) {
  FieldReader fields(text);
  std::vector<FileDiff> files;
  const Error broken = invalid_input("forge.invalid_diff", "The list of changed files cannot be read.");
  while (fields.peek() == ':') {
    FileDiff file;
    if (!read_raw(fields, file)) return broken;
    files.push_back(std::move(file));
  }
  // The counts follow, in the same order.
  for (FileDiff& file : files)
    if (!read_counts(fields, file)) return broken;
  if (!fields.at_end()) return broken;
  return files;
}

}  // namespace towpath::forge
