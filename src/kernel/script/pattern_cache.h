#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace towpath::script {

/// Compiled regular expressions of one machine, by their text. One thread.
class PatternCache {
 public:
  PatternCache();
  ~PatternCache();
  PatternCache(const PatternCache&) = delete;
  PatternCache& operator=(const PatternCache&) = delete;

  /// Whether the pattern matches anywhere in the text; nullopt when RE2 does not accept it.
  std::optional<bool> search(const std::string& pattern, std::string_view text);

 private:
  std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> compiled_;
};

}  // namespace towpath::script
