#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace towpath::gotemplate {

/// The regular expressions of one render, read once each. RE2's syntax is Go's.
class Patterns {
 public:
  Patterns();
  ~Patterns();
  Patterns(const Patterns&) = delete;
  Patterns& operator=(const Patterns&) = delete;

  /// Errors: gotemplate.render (what is wrong with it).
  Result<const re2::RE2*> get(const std::string& pattern);

 private:
  std::map<std::string, std::unique_ptr<re2::RE2>> known_;
};

}  // namespace towpath::gotemplate
