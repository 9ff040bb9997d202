#include "typed_terminal.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "support/test_paths.h"

namespace towpath::testing {

TypedTerminal::TypedTerminal(const std::string& line, const Api& who, process::WindowSize window)
    : terminal_(process::open_terminal(window).value()) {
  char name[128];
  REQUIRE(ptsname_r(terminal_.ours.get(), name, sizeof name) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  // The first terminal that the leader of a new session opens becomes its own.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, 0, 2);
  const std::string path = "PATH=" + program().parent_path().string() + ":/usr/bin:/bin",
                    url = "TOWPATH_URL=" + who.url(), token = "TOWPATH_TOKEN=" + who.token().reveal(),
                    script = "exec " + line;
  const char* argv[] = {"sh", "-c", script.c_str(), nullptr};
  const char* env[] = {path.c_str(), url.c_str(), token.c_str(), "HOME=/nowhere", "TERM=xterm", "NO_COLOR=1", nullptr};
  const int failed =
      posix_spawn(&pid_, "/bin/sh", &actions, &attributes, const_cast<char**>(argv), const_cast<char**>(env));
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  REQUIRE(failed == 0);
  // Ours stays open until it has opened its own, or reading would see the end at once.
  while (!sees("\n") && waitpid(pid_, nullptr, WNOHANG) == 0) {
  }
  seen_ = 0;
  terminal_.theirs.reset();
}

TypedTerminal::~TypedTerminal() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
}

void TypedTerminal::type(const std::string& keys) {
  REQUIRE(write(terminal_.ours.get(), keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
}

void TypedTerminal::resize(process::WindowSize window) { process::set_window(terminal_.ours.get(), window); }

bool TypedTerminal::read_more() {
  pollfd event{terminal_.ours.get(), POLLIN, 0};
  if (poll(&event, 1, 60'000) != 1) return false;
  std::array<char, 4096> buffer;
  const ssize_t got = read(terminal_.ours.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EAGAIN) return true;
  if (got <= 0) return false;
  shown_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

bool TypedTerminal::sees(const std::string& text) {
  for (;;) {
    if (const auto found = shown_.find(text, seen_); found != std::string::npos) {
      seen_ = found + text.size();
      return true;
    }
    if (!read_more()) return false;
  }
}

int TypedTerminal::end() {
  while (read_more()) {
  }
  int status = 0;
  REQUIRE(waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace towpath::testing
