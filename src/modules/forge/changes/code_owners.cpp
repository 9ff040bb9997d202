#include "forge/code_owners.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace towpath::forge {
namespace {

constexpr std::size_t max_pattern_bytes = 1024;

/// One name against one segment of a pattern, by the usual two-pointer way: no backtracking beyond the last star.
bool segment_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == '\\' && p + 1 < pattern.size() && pattern[p + 1] == name[n]) {
      p += 2;
      ++n;
    } else if (p < pattern.size() && pattern[p] != '\\' && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    const auto slash = path.find('/');
    if (slash != 0) out.push_back(path.substr(0, slash));
    path.remove_prefix(slash == path.npos ? path.size() : slash + 1);
  }
  return out;
}

struct Line {
  std::string pattern;
  std::vector<std::string> owners;
};

/// Splits at blanks that are not escaped; "#" begins a comment at the start of a word.
Line read_line(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '#')) {
      word += text[++i];
      is_inside = true;
    } else if (c == ' ' || c == '\t') {
      if (is_inside) words.push_back(std::exchange(word, {}));
      is_inside = false;
    } else if (c == '#' && !is_inside) {
      break;
    } else {
      word += c;
      is_inside = true;
    }
  }
  if (is_inside) words.push_back(std::move(word));
  if (words.empty()) return {};
  return {words.front(), {words.begin() + 1, words.end()}};
}

}  // namespace

bool owner_pattern_matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty() || pattern.size() > max_pattern_bytes) return false;
  const bool names_folder = pattern.ends_with('/');
  if (names_folder) pattern.remove_suffix(1);
  const bool is_anchored = pattern.find('/') != pattern.npos;
  auto wanted = segments_of(pattern);
  const auto names = segments_of(path);
  if (wanted.empty()) return names_folder && !names.empty();  // "/" is everything
  if (!is_anchored) wanted.insert(wanted.begin(), "**");
  // GitHub: "docs/*" owns the files of that folder and not those of folders below it.
  const bool is_one_level = !names_folder && wanted.back() == "*" && is_anchored;

  // reachable[n]: the pattern so far can stand for the first n names.
  std::vector<bool> reachable(names.size() + 1, false);
  reachable[0] = true;
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    std::vector<bool> next(names.size() + 1, false);
    if (wanted[w] == "**") {
      // At the end it stands for at least one name, else for any number.
      const bool is_last = w + 1 == wanted.size();
      bool seen = false;
      for (std::size_t n = 0; n <= names.size(); ++n) {
        if (!is_last) seen = seen || reachable[n];
        next[n] = seen;
        if (is_last) seen = seen || reachable[n];
      }
    } else {
      for (std::size_t n = 0; n < names.size(); ++n) next[n + 1] = reachable[n] && segment_matches(wanted[w], names[n]);
    }
    reachable = std::move(next);
  }
  if (reachable[names.size()] && !names_folder) return true;
  if (is_one_level) return false;
  // What names a folder fits all that is in it.
  for (std::size_t n = 1; n < names.size(); ++n)
    if (reachable[n]) return true;
  return false;
}

CodeOwners CodeOwners::parse(std::string_view text) {
  CodeOwners out;
  if (text.size() > max_code_owners_bytes) {
    out.problems_.push_back({1, "The file is larger than 1 MiB; nobody is read from it."});
    out.is_cut_ = true;
    return out;
  }
  int number = 0;
  for (const std::string& raw : split(text, '\n')) {
    ++number;
    Line line = read_line(trim(raw));
    if (line.pattern.empty()) continue;
    if (out.rules_.size() == max_code_owners_rules) {
      out.problems_.push_back({number, "Lines after the first 5000 rules are not read."});
      out.is_cut_ = true;
      return out;
    }
    if (line.pattern.starts_with('!') || line.pattern.find('[') != std::string::npos) {
      out.problems_.push_back({number, "'" + line.pattern + "': '!' and '[ ]' are not part of CODEOWNERS."});
      continue;
    }
    if (line.pattern.size() > max_pattern_bytes) {
      out.problems_.push_back({number, "A pattern has at most 1024 bytes."});
      continue;
    }
    out.rules_.push_back({std::move(line.pattern), std::move(line.owners), number});
  }
  return out;
}

const std::vector<std::string>& CodeOwners::owners_of(std::string_view path) const {
  static const std::vector<std::string> nobody;
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule)
    if (owner_pattern_matches(rule->pattern, path)) return rule->owners;
  return nobody;
}

}  // namespace towpath::forge
