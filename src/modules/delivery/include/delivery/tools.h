#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// A program that drivers or runtimes call, as it was found on the server's machine.
struct ToolReport {
  std::string name;                  ///< "terraform", "opentofu", "chef": what it is called, not its file.
  std::string purpose;               ///< What cannot be done without it, in a sentence.
  std::vector<std::string> drivers;  ///< Those that call it; empty for a runtime's.
  bool is_available = false;
  std::string file;     ///< Where it was found; "" for nowhere.
  std::string version;  ///< The first line it says of itself; "" when it said none.
  std::string reason;   ///< Why it is not available, or that it did not say its version; "" otherwise.
  std::string advice;   ///< What to do then.
};

/// Which programs are there. Thread-safe, blocking.
class Tools {
 public:
  virtual ~Tools() = default;
  /// All that are known, by name. The programs are looked for each time; a version is asked once for each file, and
  /// again when the file changes.
  virtual Result<std::vector<ToolReport>> tools(const auth::Principal& principal) = 0;
};

/// `authorizer` and `spawner` outlive it. `search_path`: the PATH programs are looked for in.
std::unique_ptr<Tools> make_tools(const auth::Authorizer& authorizer, process::Spawner& spawner,
                                  std::string search_path);

}  // namespace towpath::delivery
