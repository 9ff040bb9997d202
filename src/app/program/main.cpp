// The only place that knows every module; see server.cpp for how they are put together.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/command.h"
#include "commands.h"

int main(int argc, char** argv) {
  using namespace towpath;
  const bool is_terminal = ::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO);
  cli::Io io{std::cin, std::cout, std::cerr, is_terminal,
             is_terminal && !std::getenv("NO_COLOR") && !std::getenv("CI")};
  try {
    return cli::run(app::all_commands(), {argv + 1, argv + argc}, io);
  } catch (const std::exception& e) {  // boundary: the program's end; what no code could act on
    std::cerr << "error: " << e.what() << " [internal]\n";
    return 1;
  }
}
