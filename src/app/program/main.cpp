// The only place that knows every module; see server.cpp for how they are put together.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/command.h"
#include "commands.h"
#include "runner_commands.h"

int main(int argc, char** argv) {
  using namespace towpath;
  std::vector<cli::Command> commands = app::server_commands();
  for (auto more : {cli::api_commands(), app::check_commands(), app::docs_check_commands(), app::data_commands(),
                    app::audit_commands(), app::outcome_commands(), app::report_commands(),
                    app::runner_program_commands(), app::machine_commands()})
    commands.insert(commands.end(), more.begin(), more.end());
  const bool is_terminal = ::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO);
  cli::Io io{std::cin, std::cout, std::cerr, is_terminal,
             is_terminal && !std::getenv("NO_COLOR") && !std::getenv("CI")};
  try {
    return cli::run(commands, {argv + 1, argv + argc}, io);
  } catch (const std::exception& e) {  // boundary: the program's end; what no code could act on
    std::cerr << "error: " << e.what() << " [internal]\n";
    return 1;
  }
}
