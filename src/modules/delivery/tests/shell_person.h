#pragma once

#include <doctest/doctest.h>
#include <sys/eventfd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "delivery/shells.h"
#include "process/interactive.h"

namespace towpath::delivery {

/// Says one thing after another, each when what is waited for was shown.
class Person final : public process::Counterpart {
 public:
  struct Turn {
    std::string waits_for;
    Said says;
  };
  explicit Person(std::vector<Turn> turns) : turns_(std::move(turns)) {}

  int wake_fd() const override { return wake_.get(); }
  Said take(std::size_t limit) override {
    if (limit == 0 || next_ == turns_.size()) return {};
    const Turn& turn = turns_[next_];
    const auto found = shown.find(turn.waits_for, heard_);
    if (found == std::string::npos) return {};
    heard_ = found + turn.waits_for.size();
    ++next_;
    eventfd_write(wake_.get(), 1);
    return turn.says;
  }
  void given(std::string_view, bool) override {}
  std::size_t room() override { return 10'000; }
  void show(process::Stream stream, std::string_view bytes) override {
    (stream == process::Stream::out ? shown : errors) += bytes;
  }

  std::string shown, errors;

 private:
  const std::vector<Turn> turns_;
  std::size_t next_ = 0, heard_ = 0;
  const process::OwnedFd wake_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

inline process::Counterpart::Said words(std::string bytes) {
  process::Counterpart::Said said;
  said.bytes = std::move(bytes);
  return said;
}

template <class Host>
ShellRuntime& shells_of(Host& host) {
  auto* shells = dynamic_cast<ShellRuntime*>(host.runtime.get());
  REQUIRE(shells != nullptr);
  return *shells;
}

/// Whether `sleep <seconds>` runs on this machine, where also the tests' containers have their processes.
inline bool is_asleep(const std::string& seconds) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream command(entry.path() / "cmdline");
    const std::string line((std::istreambuf_iterator<char>(command)), {});
    if (line.find(seconds) != std::string::npos && line.starts_with("sleep")) return true;
  }
  return false;
}

}  // namespace towpath::delivery
