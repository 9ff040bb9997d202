#pragma once

#include <cstdint>
#include <filesystem>

#include "process/spawner.h"

namespace towpath::delivery {

struct FileRun {
  process::Exit exit;
  bool is_too_large = false;  ///< It said more than `most` bytes and was ended for that.
};

/// Runs a program that writes its standard output into a new file (0600) by itself, without anybody between: what it
/// said before it went on is there, also when this process died meanwhile. `sink` gets it as Spawner::run() gives it,
/// within 100 ms. A stop request and the command's timeout carry out its cancel sequence. Blocks until the end.
/// Errors: those of Spawner::start(). Throws std::system_error when the file cannot be made.
Result<FileRun> run_into_file(process::Spawner& spawner, const process::Command& command,
                              const std::filesystem::path& file, std::uint64_t most, const process::OutputSink& sink,
                              std::stop_token stop);

}  // namespace towpath::delivery
