#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::forge {

/// Where CODEOWNERS is looked for, in this order; the first that exists counts (docs.github.com, About code owners).
inline constexpr std::string_view code_owner_files[] = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"};
inline constexpr std::size_t max_code_owners_bytes = std::size_t{1} << 20;
inline constexpr std::size_t max_code_owners_rules = 5000;

/// Who has to approve changes of which paths: lines of a pattern and owners. The last line that fits a path decides; a
/// pattern without owners takes a path back. Immutable.
class CodeOwners {
 public:
  struct Rule {
    std::string pattern;
    std::vector<std::string> owners;  ///< As written, with their "@".
    int line = 0;
  };
  struct Problem {
    int line = 0;
    std::string message;
  };

  CodeOwners() = default;
  /// Reads any text. What cannot be used (negation, character ranges, a line too many) is a problem and left out.
  static CodeOwners parse(std::string_view text);

  /// Owners of a path as written; empty when nobody owns it.
  const std::vector<std::string>& owners_of(std::string_view path) const;
  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<Problem>& problems() const { return problems_; }
  /// It is larger than what is read, so owners of some paths are not known.
  bool is_cut() const { return is_cut_; }

 private:
  std::vector<Rule> rules_;
  std::vector<Problem> problems_;
  bool is_cut_ = false;
};

/// Whether a pattern of CODEOWNERS (gitignore's rules without negation and ranges) fits a path. `*` and `?` stay inside
/// a folder's name, `**` spans folders, a pattern with a slash before its end is anchored at the root, one that names a
/// folder fits all below it. Takes time proportional to pattern times path.
bool owner_pattern_matches(std::string_view pattern, std::string_view path);

}  // namespace towpath::forge
