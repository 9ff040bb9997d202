#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace towpath::schema {

/// An ECMAScript regular expression (ECMA-262, with the u flag) matched by RE2 in linear time. Immutable, thread-safe.
class Pattern {
 public:
  /// The translated subset: everything without back references and lookarounds, but lookaheads right at the start,
  /// after an optional '^', are taken out and checked on their own.
  /// Errors: schema.invalid, saying what is not supported.
  static Result<Pattern> compile(std::string_view source);

  /// True when the pattern matches anywhere in `text`.
  bool matches(std::string_view text) const;

  const std::string& source() const { return source_; }

 private:
  /// One expression that must, or must not, match at the beginning.
  struct Lookahead {
    std::shared_ptr<const re2::RE2> expression;  ///< Shared because patterns are copied; it never changes.
    bool is_negative;
  };

  std::string source_;
  std::shared_ptr<const re2::RE2> expression_;  ///< Shared because patterns are copied; it never changes.
  std::vector<Lookahead> lookaheads_;
};

}  // namespace towpath::schema
