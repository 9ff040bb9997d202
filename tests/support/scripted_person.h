#pragma once

#include <sys/eventfd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "process/interactive.h"

namespace towpath::testing {

/// Somebody at a program's terminal who says one thing after another, each when what is waited for was shown.
class ScriptedPerson final : public process::Counterpart {
 public:
  struct Turn {
    std::string waits_for;
    Said says;
  };
  explicit ScriptedPerson(std::vector<Turn> turns) : turns_(std::move(turns)) {}

  int wake_fd() const override { return wake_.get(); }
  Said take(std::size_t limit) override {
    if (limit == 0 || next_ == turns_.size()) return {};
    const Turn& turn = turns_[next_];
    const auto found = shown.find(turn.waits_for, heard_);
    if (found == std::string::npos) return {};
    heard_ = found + turn.waits_for.size();
    ++next_;
    eventfd_write(wake_.get(), 1);  // there may be a next one
    return turn.says;
  }
  void given(std::string_view bytes, bool is_shown) override { (is_shown ? typed : hidden) += bytes; }
  std::size_t room() override { return most_shown - std::min(shown.size(), most_shown); }
  void show(process::Stream stream, std::string_view bytes) override {
    (stream == process::Stream::out ? shown : errors) += bytes;
  }

  std::string shown, errors, typed, hidden;
  std::size_t most_shown = 1u << 20;

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

}  // namespace towpath::testing
