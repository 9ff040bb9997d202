#include "port_holder.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

#include "process/spawner.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view listening = "0A";  // State in /proc/net/tcp: TCP_LISTEN of include/net/tcp_states.h.

/// The inode of the socket that listens on the port.
std::optional<std::string> listening_socket(int port) {
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream in(table);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      std::istringstream words(line);
      std::string number, local, remote, state, skipped, inode;
      words >> number >> local >> remote >> state >> skipped >> skipped >> skipped >> skipped >> skipped >> inode;
      const auto colon = local.rfind(':');
      if (colon != local.npos && state == listening && std::stoi(local.substr(colon + 1), nullptr, 16) == port)
        return inode;
    }
  }
  return std::nullopt;
}

/// "process 123 (nginx)", when this user may look into it.
std::optional<std::string> holder_of(int port) {
  const auto inode = listening_socket(port);
  if (!inode) return std::nullopt;
  const std::string wanted = fmt::format("socket:[{}]", *inode);
  std::error_code error;  // processes come and go while they are looked at, and some are not ours to see
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const std::string pid = process.path().filename().string();
    if (pid.find_first_not_of("0123456789") != pid.npos) continue;
    for (const auto& descriptor : fs::directory_iterator(process.path() / "fd", error)) {
      if (fs::read_symlink(descriptor.path(), error).string() != wanted) continue;
      std::string name;
      std::getline(std::ifstream(process.path() / "comm"), name);
      return fmt::format("process {} ({})", pid, name);
    }
  }
  return std::nullopt;
}

}  // namespace

Status check_port(const std::string& address, int port, const std::string& flag) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  // Port 0 is always free; addresses of other families are the server's own to try.
  if (port == 0 || ::inet_pton(AF_INET, address.c_str(), &place.sin_addr) != 1) return ok();
  const process::OwnedFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0 || errno != EADDRINUSE)
    return ok();
  const auto holder = holder_of(port);
  return conflict("http.port_in_use",
                  fmt::format("Port {} on {} is in use{}.", port, address, holder ? " by " + *holder : ""))
      .with_hint(fmt::format("Stop what uses it, or choose another port with {} (0 takes a free one).", flag));
}

}  // namespace towpath::app
