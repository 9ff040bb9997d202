#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "posix.h"
#include "roles.h"
#include "sandbox.h"

// The process program: started by the server, never by people. Roles:
//   spawner <socket> <tag> <engine> <server pid>
//   shim launch|adopt <directory> <tag>
//   confined <switch user> <uid> <gid> <program> [arguments]
//       inside bubblewrap: gives up privileges, takes signals back and becomes the program
//   enter <environment file> <seconds> <program> [arguments]
//       inside a container: becomes the program with the variables of the file (NAME=VALUE, a zero byte after each) and
//       nothing else, so that they need not be told to whoever keeps the container; SIGALRM ends it after the seconds
//   attend <environment file> <socket> <terminal type> <program> [arguments]
//       inside a container: as enter, for as long as somebody attends (see roles.h); the type becomes TERM unless empty
namespace {

/// Of a file as `enter` takes it. Empty, and said, when it cannot be read.
std::vector<std::string> variables_of(const char* file) {
  const std::string text = towpath::process::read_file(file);
  std::vector<std::string> env;
  for (const std::string_view variable : towpath::process::split_view(text, '\0'))
    if (!variable.empty()) env.emplace_back(variable);
  if (env.empty()) std::fprintf(stderr, "enter: %s: no variables can be read\n", file);
  return env;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace towpath::process;
  const std::string_view role = argc > 1 ? argv[1] : "";
  const auto number = [&](int i) { return static_cast<int>(parse_number(argv[i])); };
  if (role == "spawner" && argc == 6)
    return run_spawner(number(2), argv[3], static_cast<unsigned>(number(4)), number(5));
  if (role == "shim" && argc == 5) return run_shim(argv[3], argv[4], std::string_view(argv[2]) == "adopt");
  if (role == "confined" && argc > 5) {
    for (int signal_number = 1; signal_number < NSIG; ++signal_number) signal(signal_number, SIG_DFL);
    Failure failure;
    if (!drop_privileges(number(2) != 0, static_cast<unsigned>(number(3)), static_cast<unsigned>(number(4)), failure)) {
      std::fprintf(stderr, "sandbox: %s: %s\n", failure.step, std::strerror(failure.error));
      return 126;
    }
    std::vector<std::string> env;
    for (char** variable = environ; *variable != nullptr; ++variable) env.emplace_back(*variable);
    exec_search(std::vector<std::string>(argv + 5, argv + argc), env);
    std::fprintf(stderr, "%s: %s\n", argv[5], std::strerror(errno));
    return 127;
  }
  if (role == "enter" && argc > 4) {
    const std::vector<std::string> env = variables_of(argv[2]);
    if (env.empty()) return 126;
    alarm(static_cast<unsigned>(number(3)));
    exec_search(std::vector<std::string>(argv + 4, argv + argc), env);
    std::fprintf(stderr, "%s: %s\n", argv[4], std::strerror(errno));
    return 127;
  }
  if (role == "attend" && argc > 5) {
    std::vector<std::string> env = variables_of(argv[2]);
    if (env.empty()) return 126;
    if (argv[4][0] != '\0') {
      const std::string type = std::string("TERM=") + argv[4];
      env.erase(std::remove_if(env.begin(), env.end(), [](const auto& each) { return each.rfind("TERM=", 0) == 0; }),
                env.end());
      env.push_back(type);
    }
    return run_attended(argv[3], std::vector<std::string>(argv + 5, argv + argc), env);
  }
  return 2;
}
