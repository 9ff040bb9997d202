#include "holders.h"

#include <csignal>

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

constexpr int most_rounds = 20;  ///< Each finds what the ones before it killed had started meanwhile.
constexpr int longest_end_ms = 2'000;

bool holds(const std::string& process, const std::vector<struct stat>& wanted) {
  const auto directory = "/proc/" + process + "/fd";
  for (const auto& name : list_directory(directory)) {
    struct stat open {};
    if (stat((directory + "/" + name).c_str(), &open) != 0) continue;
    for (const auto& each : wanted)
      if (open.st_dev == each.st_dev && open.st_ino == each.st_ino) return true;
  }
  return false;
}

}  // namespace

void kill_holders(const std::vector<std::string>& files) {
  std::vector<struct stat> wanted;
  for (const auto& file : files)
    if (struct stat found{}; stat(file.c_str(), &found) == 0) wanted.push_back(found);
  const auto self = std::to_string(getpid());
  for (int round = 0; round < most_rounds; ++round) {
    bool is_any = false;
    for (const auto& name : list_directory("/proc")) {
      if (name[0] < '0' || name[0] > '9' || name == self) continue;
      // Opened first: whoever has the number later is not meant by it.
      const int process = static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(parse_number(name)), 0));
      if (process < 0) continue;
      if (holds(name, wanted) && syscall(SYS_pidfd_send_signal, process, SIGKILL, nullptr, 0) == 0) {
        is_any = true;
        pollfd ended{process, POLLIN, 0};
        poll(&ended, 1, longest_end_ms);
      }
      close(process);
    }
    if (!is_any) return;
  }
}

}  // namespace towpath::process
