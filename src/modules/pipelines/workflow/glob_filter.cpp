#include "pipelines/glob_filter.h"

#include <re2/re2.h>

#include <algorithm>

namespace towpath::pipelines {
namespace {

// Translates a pattern into a regular expression, one element at a time.
class Translation {
 public:
  explicit Translation(std::string_view pattern) : pattern_(pattern) {}

  Result<std::string> run() {
    while (at_ < pattern_.size()) CHECK_OK(element());
    return out_;
  }

 private:
  Error fail(std::string problem) const {
    return invalid_input("pipelines.invalid_pattern", "pattern '" + std::string(pattern_) + "' " + problem);
  }

  bool accept(std::string_view text) {
    if (!pattern_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  Status element() {
    if (accept("**/")) return add("(?:.+/)?");
    if (accept("**")) return add(".*");
    if (accept("*")) return add("[^/]*");
    const char c = pattern_[at_];
    if (c == '[') return character_class();
    if (c == '\\') {
      if (++at_ == pattern_.size()) return fail("ends in a backslash");
      return character();
    }
    if ((c == '?' || c == '+') && at_ > 0) {
      if (!is_repeatable_) return fail("repeats with '" + std::string(1, c) + "' what is no single character or class");
      ++at_;
      out_ += c;
      is_repeatable_ = false;
      return ok();
    }
    return character();
  }

  Status add(std::string_view expression) {
    out_ += expression;
    is_repeatable_ = false;
    return ok();
  }

  // One character as it is; all its bytes, so that a repetition covers it.
  Status character() {
    std::size_t length = 1;
    while (at_ + length < pattern_.size() && (static_cast<unsigned char>(pattern_[at_ + length]) & 0xC0) == 0x80) {
      ++length;
    }
    const std::string_view text = pattern_.substr(at_, length);
    out_ += re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
    at_ += length;
    is_repeatable_ = true;
    return ok();
  }

  static int class_group(char c) {
    if (c >= 'a' && c <= 'z') return 1;
    if (c >= 'A' && c <= 'Z') return 2;
    return c >= '0' && c <= '9' ? 3 : 0;
  }

  Status character_class() {
    const std::size_t close = pattern_.find(']', at_);
    if (close == std::string_view::npos) return fail("opens a '[' that is not closed");
    const std::string_view content = pattern_.substr(at_ + 1, close - at_ - 1);
    if (content.empty()) return fail("has an empty '[]'");
    for (std::size_t i = 0; i < content.size(); ++i) {
      const int group = class_group(content[i]);
      if (group == 0)
        return fail("has '" + std::string(1, content[i]) + "' in a class: only a-z, A-Z and 0-9 may stand there");
      if (i + 1 >= content.size() || content[i + 1] != '-') continue;
      if (i + 2 >= content.size() || class_group(content[i + 2]) != group || content[i + 2] < content[i]) {
        return fail("has a range that does not go from a lower to a higher character of one kind");
      }
      i += 2;
    }
    out_ += '[';
    out_ += content;
    out_ += ']';
    at_ = close + 1;
    is_repeatable_ = true;
    return ok();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string out_;
  bool is_repeatable_ = false;
};

}  // namespace

Result<GlobFilter> GlobFilter::parse(const std::vector<std::string>& patterns) {
  GlobFilter filter;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::string_view text = patterns[i];
    const bool is_negative = text.starts_with('!');
    if (is_negative) text.remove_prefix(1);
    Result<std::string> expression = Translation(text).run();
    if (!expression) return Error(expression.error()).with_field("/" + std::to_string(i), "is not a pattern");
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    auto compiled = std::make_shared<const re2::RE2>(expression.value(), options);
    if (!compiled->ok()) {
      return invalid_input("pipelines.invalid_pattern", "pattern '" + patterns[i] + "' is too large")
          .with_field("/" + std::to_string(i), "is too large");
    }
    filter.patterns_.push_back({std::move(compiled), is_negative});
  }
  return filter;
}

bool GlobFilter::selects_any(std::span<const std::string> names) const {
  if (patterns_.empty()) return true;
  return std::any_of(names.begin(), names.end(), [this](const std::string& name) {
    bool selected = false;
    for (const Pattern& pattern : patterns_) {
      if (re2::RE2::FullMatch(name, *pattern.expression)) selected = !pattern.is_negative;
    }
    return selected;
  });
}

bool GlobFilter::ignores_all(std::span<const std::string> names) const {
  if (patterns_.empty() || names.empty()) return false;
  return std::all_of(names.begin(), names.end(), [this](const std::string& name) {
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const Pattern& pattern) {
      return re2::RE2::FullMatch(name, *pattern.expression) != pattern.is_negative;
    });
  });
}

}  // namespace towpath::pipelines
