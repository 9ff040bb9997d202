#include <istream>
#include <ostream>

#include "commands.h"

namespace towpath::cli {

Result<int> confirmed(Invocation& invocation, const std::string& question) {
  if (invocation.args.has("--yes")) return 0;
  if (!invocation.io.is_terminal)
    return invalid_input("cli.needs_yes", "This destroys data and was not confirmed.")
        .with_hint("Look first (with --plan, where there is one), then add --yes.");
  invocation.io.err << question << " [y/N] ";
  std::string answer;
  std::getline(invocation.io.in, answer);
  if (answer == "y" || answer == "yes") return 0;
  invocation.io.err << "nothing was changed\n";
  return 1;
}

}  // namespace towpath::cli
