#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "process/shim.h"
#include "process/spawner.h"
#include "runtimes/host_ports.h"

namespace towpath::delivery {

/// What one kind of server is called, and whom it runs as.
struct SupervisedKind {
  std::string name;     ///< "redis": of its instance, and in the error codes delivery.<name>_not_started.
  std::string title;    ///< "Redis server", for messages.
  std::string package;  ///< Debian's, for the hint when it is absent.
  std::string user;     ///< The system's user it runs as when we are root.
  PortRange ports;      ///< Of its own: one that rests must find its port free. Apart from those of workloads.
};

/// A server for resources that we run ourselves: its data made once, started at first need, kept by a shim, so that it
/// outlives this process like the workloads that use it, always on the same port of 127.0.0.1. Below `folder` (0700):
/// `home` (all that the server sees of it), `port`, `process/` (of the shim). Under root it runs as a user of its own,
/// in the sandbox where there is one, since that user need not be able to reach the data directory. Thread-safe.
///
/// Errors of all: delivery.tool_missing (says what to install), delivery.<name>_not_started (with its last output).
class SupervisedServer {
 public:
  /// What the kinds do differently.
  struct Ways {
    std::function<bool()> is_made;                            ///< Whether there are data.
    std::function<Status(std::stop_token)> make;              ///< Makes them; may leave half of it when it fails.
    std::function<Result<process::Command>(int port)> start;  ///< The server in the foreground.
    std::function<bool(int port)> is_ready;
  };

  /// `shims` and `spawner` outlive it.
  SupervisedServer(SupervisedKind kind, std::filesystem::path folder, process::ShimClient& shims,
                   process::Spawner& spawner);

  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& home() const { return home_; }
  /// Where the server finds `home`.
  std::filesystem::path inner_home() const;

  Error tool_missing(std::string_view what) const;
  Error not_started(std::string_view why, const std::vector<std::string>& output) const;
  /// Whom it runs as, when that is not us. Errors: delivery.tool_missing.
  Result<std::optional<process::User>> user() const;

  /// A command that sees `home` and runs as the server's user.
  Result<process::Command> command(const std::filesystem::path& program, std::vector<std::string> arguments) const;
  /// Runs one to its end, when making the data for example.
  Status run(process::Command command, std::stop_token stop);

  /// A small file for our eyes only, whole or not at all.
  void write_private(const std::filesystem::path& file, std::string_view text) const;
  /// The same for the server's eyes: it owns the file.
  Status write_for_server(const std::filesystem::path& file, std::string_view text) const;
  /// Makes the server's user the owner of a file or folder.
  Status give(const std::filesystem::path& path) const;
  /// Makes `home` when there is none, for the server's user.
  Status make_home() const;

  /// The port on which it was ready when it was last looked at by this process.
  std::optional<int> known_port() const;
  /// Makes, starts and awaits it as far as needed. The port. One that was just dying is started again.
  Result<int> ensure(const Ways& ways, std::chrono::steady_clock::time_point until, std::stop_token stop);

  /// The process itself, not the keeper of its sandbox; 0 when it does not run.
  int process_id(std::string_view program) const;
  std::vector<std::string> last_output() const;

 private:
  bool is_sandboxed() const;
  bool is_running();
  Result<int> port(bool runs);
  Result<int> ensure_running(const Ways& ways, std::stop_token stop);
  Status launch(process::Command command, int port);
  Status wait_ready(const Ways& ways, int port, std::chrono::steady_clock::time_point until, std::stop_token stop);

  const SupervisedKind kind_;
  const std::filesystem::path folder_, home_;
  process::ShimClient& shims_;
  process::Spawner& spawner_;
  mutable std::mutex mutex_;  ///< Guards known_port_, and the making and starting of the server.
  std::optional<int> known_port_;
};

/// The first word of a small file; "" when there is none.
std::string first_word(const std::filesystem::path& file);

/// The first of these below `programs` that can be run. Empty when none can.
std::filesystem::path installed_program(const std::filesystem::path& programs,
                                        std::initializer_list<const char*> places);

}  // namespace towpath::delivery
