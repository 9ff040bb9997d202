#pragma once

#include <sys/un.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "process/spawner.h"

namespace towpath::proxy {

/// Address of `name` in an open directory. Goes through /proc/self/fd, because a socket address holds 108 bytes only.
sockaddr_un socket_address(int directory_fd, std::string_view name);

/// A blocking connection to the control socket in `directory` with time limits on reads and writes; empty when nobody
/// listens.
process::OwnedFd connect_control(const std::filesystem::path& directory, std::chrono::milliseconds limit);

/// One frame: four bytes of length, lowest first, and that many bytes. False when the other side went away or is too
/// slow.
bool send_frame(int socket, std::string_view text);
/// `passed` gets a descriptor that came with the frame.
std::optional<std::string> receive_frame(int socket, process::OwnedFd* passed = nullptr);
/// The bytes of a frame.
std::string frame_bytes(std::string_view text);

}  // namespace towpath::proxy
