#pragma once

#include <poll.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

namespace towpath::process {

/// A directory that goes with the test.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "process-test.XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Waits for something other processes do, at most ten seconds.
inline bool becomes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    poll(nullptr, 0, 2);
  }
  return true;
}

/// True when a process whose arguments, joined by blanks, are `command` exists and is not a zombie.
inline bool is_any_process_running(const std::string& command) {
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc", std::filesystem::directory_options::skip_permission_denied)) {
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    std::string text;
    try {
      text.assign(std::istreambuf_iterator<char>(in), {});
    } catch (const std::ios_base::failure&) {  // it ended between being listed and being read
      continue;
    }
    for (char& c : text)
      if (c == '\0') c = ' ';
    if (text == command + " ") return true;
  }
  return false;
}

}  // namespace towpath::process
