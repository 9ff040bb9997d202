#pragma once

#include <string_view>

#include "delivery/driver.h"
#include "mask/masker.h"

namespace towpath::delivery {

/// The log of one run of a program: masked, at most 1 MiB.
class RunLog {
 public:
  /// Both outlive it.
  RunLog(const mask::Masker& masker, const DriverContext& context) : masker_(masker), context_(context) {}

  void write(std::string_view line) {
    const bool was_open = written_ <= most;
    written_ += line.size() + 1;
    if (!context_.log || !was_open) return;
    context_.log(written_ <= most ? masker_.mask(line) : "(it prints more than is kept)");
  }

 private:
  static constexpr std::size_t most = 1u << 20;

  const mask::Masker& masker_;
  const DriverContext& context_;
  std::size_t written_ = 0;
};

}  // namespace towpath::delivery
