#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "meter.h"
#include "template/value.h"

namespace re2 {
class RE2;
}

namespace towpath::tmpl {

/// A regular expression in JavaScript's syntax (flags g, i, m, y), matched in linear time by RE2. Immutable.
class Regex {
 public:
  /// Errors: template.syntax, also for look-around and back-references, which no linear-time matcher has.
  static Result<std::shared_ptr<const Regex>> compile(std::string source, std::string flags);

  /// Byte ranges of the whole match and of each group.
  struct Match {
    struct Range {
      std::size_t from, to;
    };
    std::vector<std::optional<Range>> groups;
    std::size_t from() const { return groups[0]->from; }
    std::size_t to() const { return groups[0]->to; }
  };
  /// The first match at or after byte `from`; exactly at `from` when the expression is sticky or `anchored`.
  std::optional<Match> find(std::string_view text, std::size_t from, bool anchored = false) const;

  bool is_global() const { return flags_.find('g') != flags_.npos; }
  bool is_sticky() const { return flags_.find('y') != flags_.npos; }
  /// As JavaScript prints it: "/source/flags".
  std::string text() const;
  /// The number of a named group, or 0.
  int group_number(const std::string& name) const;

  ~Regex();

 private:
  Regex(std::string source, std::string flags, std::unique_ptr<re2::RE2> matcher);
  std::string source_;
  std::string flags_;
  std::unique_ptr<re2::RE2> matcher_;
};

/// A regular expression as a value: the expression and JavaScript's lastIndex, here in bytes.
struct RegexBody {
  std::shared_ptr<const Regex> regex;
  std::size_t last_index = 0;
  std::string text() const { return regex->text(); }
};

/// String.prototype.replace with a regular expression; `replacement` may use $1, $&, $`, $', $$ and $<name>.
Result<std::string> replace_matches(std::string_view text, RegexBody& regex, std::string_view replacement,
                                    Meter& meter);

/// String.prototype.split with a regular expression; groups become items too. At most `limit` items.
Result<Array> split_by(std::string_view text, const RegexBody& regex, std::size_t limit, Meter& meter);

/// Appends `replacement` with its $-patterns filled in. `regex` is nullptr when plain text was searched for.
void append_replacement(std::string& out, std::string_view text, const Regex::Match& match,
                        std::string_view replacement, const Regex* regex);

}  // namespace towpath::tmpl
