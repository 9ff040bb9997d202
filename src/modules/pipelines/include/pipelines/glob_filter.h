#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace towpath::pipelines {

/// The patterns of a `branches`, `tags` or `paths` list. `*` stands for anything but a slash, `**` for anything, `**/`
/// for any folders or none; `?` and `+` repeat the character or class before them, `[...]` is a class of ASCII letters
/// and digits, `\` takes the next character as it is, and a pattern that starts with `!` takes names back.
/// Immutable and cheap to copy.
class GlobFilter {
 public:
  GlobFilter() = default;
  /// Errors: pipelines.invalid_pattern; the field path "/<n>" names the pattern.
  static Result<GlobFilter> parse(const std::vector<std::string>& patterns);

  bool is_empty() const { return patterns_.empty(); }

  /// As an include list: true when any name is selected; the last pattern that matches a name decides about it. An
  /// empty list selects everything.
  bool selects_any(std::span<const std::string> names) const;

  /// As an ignore list: true when every name is ignored. An empty list ignores nothing.
  bool ignores_all(std::span<const std::string> names) const;

 private:
  struct Pattern {
    std::shared_ptr<const re2::RE2> expression;  // shared: compiled once, copied with the workflow
    bool is_negative = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace towpath::pipelines
