#include "changes/leak_scan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/strings.h"

namespace towpath::forge {
namespace {

constexpr std::size_t most_leaks = 100, longest_line = 4096;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Prefixes that providers give their tokens, and how many word characters follow at least (the providers' pages on
/// token formats: AWS IAM identifiers; GitHub token formats; GitLab token prefixes; Slack token types; Google API keys;
/// Stripe keys; npm tokens).
struct Prefix {
  std::string_view text, kind;
  std::size_t more;
};
constexpr Prefix prefixes[] = {
    {"AKIA", "AWS access key", 16}, {"ASIA", "AWS access key", 16},      {"ghp_", "GitHub token", 36},
    {"gho_", "GitHub token", 36},   {"ghs_", "GitHub token", 36},        {"ghu_", "GitHub token", 36},
    {"ghr_", "GitHub token", 36},   {"github_pat_", "GitHub token", 22}, {"glpat-", "GitLab token", 20},
    {"xoxb-", "Slack token", 20},   {"xoxp-", "Slack token", 20},        {"AIza", "Google API key", 35},
    {"sk_live_", "Stripe key", 24}, {"npm_", "npm token", 36},
};

std::string_view known_token(std::string_view line) {
  for (const Prefix& prefix : prefixes)
    for (std::size_t at = line.find(prefix.text); at != line.npos; at = line.find(prefix.text, at + 1)) {
      if (at > 0 && is_word(line[at - 1])) continue;
      const auto begin = line.begin() + static_cast<std::ptrdiff_t>(at + prefix.text.size());
      const auto end = std::find_if_not(begin, line.end(), is_word);
      if (static_cast<std::size_t>(end - begin) >= prefix.more) return prefix.kind;
    }
  return "";
}

/// "scheme://user:password@host", where the password is no placeholder.
bool has_url_password(std::string_view line) {
  const auto scheme = line.find("://");
  if (scheme == line.npos) return false;
  const std::string_view rest = line.substr(scheme + 3);
  const auto end = std::min(rest.find_first_of(" \t\"'`<>/"), rest.size());
  const auto at = rest.substr(0, end).rfind('@');
  const auto colon = rest.find(':');
  if (at == rest.npos || colon == rest.npos || colon >= at) return false;
  const std::string_view password = rest.substr(colon + 1, at - colon - 1);
  return password.size() >= 8 && password.find_first_of("${}%*") == password.npos;
}

/// Bits a character of the text carries, as Shannon counts them.
double entropy(std::string_view text) {
  std::array<int, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double out = 0;
  for (const int count : counts)
    if (count > 0) {
      const double share = static_cast<double>(count) / static_cast<double>(text.size());
      out -= share * std::log2(share);
    }
  return out;
}

/// `password = "..."` with a quoted text that is long and random: 20 characters or more, digits and letters, and more
/// than 3.5 bits a character, which words and paths do not reach.
bool is_assigned_random(std::string_view line) {
  const std::string lower = to_lower(line);
  for (const std::string_view name : {"password", "passwd", "secret", "token", "api_key", "apikey", "private_key"}) {
    const auto at = lower.find(name);
    if (at == lower.npos) continue;
    const auto sign = lower.find_first_of("=:", at + name.size());
    if (sign == lower.npos || sign > at + name.size() + 24) continue;
    const auto open = line.find_first_of("\"'", sign);
    if (open == line.npos) continue;
    const auto close = line.find(line[open], open + 1);
    if (close == line.npos) continue;
    const std::string_view value = line.substr(open + 1, close - open - 1);
    const bool has_digit = value.find_first_of("0123456789") != value.npos;
    if (value.size() >= 20 && has_digit && value.find_first_of(" ${}<>") == value.npos && entropy(value) > 3.5)
      return true;
  }
  return false;
}

}  // namespace

std::string_view leak_in(std::string_view whole) {
  const std::string_view line = whole.substr(0, longest_line);
  if (line.find("-----BEGIN ") != line.npos && line.find("PRIVATE KEY-----") != line.npos) return "private key";
  if (const auto kind = known_token(line); !kind.empty()) return kind;
  if (has_url_password(line)) return "password in a URL";
  return is_assigned_random(line) ? "random text under a secret's name" : "";
}

std::vector<Leak> leaks_of(const Diff& diff) {
  std::vector<Leak> out;
  for (const FileDiff& file : diff.files)
    for (const DiffHunk& hunk : file.hunks)
      for (const DiffLine& line : hunk.lines) {
        if (line.kind != LineKind::added) continue;
        if (const auto kind = leak_in(line.text); !kind.empty()) {
          out.push_back({file.new_path, std::string(kind), line.new_number});
          if (out.size() == most_leaks) return out;
        }
      }
  return out;
}

}  // namespace towpath::forge
