#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::process {

/// All bytes or false. Interrupted calls are repeated.
bool write_all(int fd, const void* data, std::size_t size);
bool read_all(int fd, void* data, std::size_t size);

/// Reads one frame (wire.h) from a socket; `fds` gets the descriptors that came with it, closed on exec. False at end
/// of file or on a malformed frame.
bool read_frame(int socket, std::uint32_t& type, std::string& body, std::vector<int>& fds);
/// Writes one frame and up to 8 descriptors to a socket, without SIGPIPE.
bool write_frame(int socket, std::uint32_t type, std::string_view body, const std::vector<int>& fds = {});

}  // namespace towpath::process
