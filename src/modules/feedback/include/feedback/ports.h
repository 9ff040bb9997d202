#pragma once

#include <string>
#include <vector>

namespace towpath::feedback {

/// Somebody who can be asked.
struct Person {
  std::string ref;   ///< "user:default/ann".
  std::string team;  ///< The one group that answers are counted for, or "".
};

/// Who is there. Thread-safe, blocking.
class People {
 public:
  virtual ~People() = default;
  /// Everybody who can sign in, each once.
  virtual std::vector<Person> people() = 0;
};

}  // namespace towpath::feedback
