#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace towpath::delivery::testing {

/// kill -9 of the process that runs `program` (the name of its file, or of its script) and descends from this test: of
/// several the one that started the others. Its pid; 0 when there is none.
inline pid_t kill_program(std::string_view program) {
  struct Entry {
    pid_t parent = 0;
    bool is_wanted = false;
  };
  std::map<pid_t, Entry> all;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    std::ifstream command(entry.path() / "cmdline", std::ios::binary), status(entry.path() / "stat");
    std::string stat;
    std::getline(status, stat);
    const auto state = stat.rfind(") ");  // the program's name before it may hold anything
    if (pid <= 1 || state == stat.npos) continue;
    auto& found = all[pid];
    found.parent = std::atoi(stat.c_str() + state + 4);
    std::string word;
    for (int i = 0; i < 2 && std::getline(command, word, '\0'); ++i)  // an interpreter comes before its script
      found.is_wanted |= std::filesystem::path(word).filename() == program;
  }
  const auto is_ours = [&](pid_t pid) {
    for (auto at = all.find(pid); at != all.end(); at = all.find(at->second.parent))
      if (at->first == getpid()) return true;
    return false;
  };
  for (const auto& [pid, entry] : all) {
    const auto parent = all.find(entry.parent);
    const bool is_first = parent == all.end() || !parent->second.is_wanted;
    if (entry.is_wanted && is_first && is_ours(pid)) return ::kill(pid, SIGKILL) == 0 ? pid : 0;
  }
  return 0;
}

/// Kills `program` as soon as there is the file by which it says that it is in the middle, while `call` waits for it.
/// What `call` answers.
template <class Call>
auto killed_when(const std::filesystem::path& waits, std::string_view program, const Call& call) {
  std::atomic<bool> is_over = false;
  bool was_killed = false;
  std::thread killer([&] {
    while (!is_over && !std::filesystem::exists(waits)) ::poll(nullptr, 0, 10);
    if (!is_over) was_killed = kill_program(program) != 0;
  });
  const auto answer = call();
  is_over = true;
  killer.join();
  CHECK(was_killed);
  std::filesystem::remove(waits);
  return answer;
}

}  // namespace towpath::delivery::testing
