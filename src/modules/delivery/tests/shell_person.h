#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "delivery/shells.h"
#include "support/scripted_person.h"

namespace towpath::delivery {

using Person = towpath::testing::ScriptedPerson;
using towpath::testing::words;

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
