#pragma once

#include <filesystem>

#include "base/result.h"

namespace towpath::process {

/// Writes a small static program to `file` (0555) that needs nothing around it, for use inside a container:
///   <file> enter <environment file> <seconds> <program> [arguments]
/// becomes the program with exactly the variables of the file (NAME=VALUE, a zero byte after each); after the seconds,
/// unless they are 0, SIGALRM ends it. And
///   <file> attend <environment file> <socket> <terminal type> <program> [arguments]
/// runs the program so, with TERM unless the type is empty, as long as the abstract unix socket it connects to keeps
/// the connection: each byte that comes is a signal for the program; at its end it is hung up, and two seconds later
/// killed with all it started. Needs the network namespace of whoever listens. A file with that content is left alone.
/// Errors: process.entry_unavailable.
Status write_entry_program(const std::filesystem::path& file);

}  // namespace towpath::process
