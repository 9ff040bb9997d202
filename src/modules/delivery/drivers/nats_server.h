#pragma once

#include <filesystem>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/secret.h"
#include "supervised_server.h"

namespace towpath::delivery {

/// A private NATS server with JetStream (SupervisedServer), whose accounts workloads get. Accounts are part of its
/// configuration, so there is none that others run: they could only be told through their files. Below `folder`, beside
/// what each has: `accounts/<account>` (bcrypt of its password), `home/nats.conf` (made from these), `home/store`
/// (streams), `home/kept`. Thread-safe, blocking.
///
/// Errors of all: delivery.tool_missing, delivery.nats_unreachable, delivery.nats_not_started and delivery.nats_refused
/// (both with its last output).
class NatsServer {
 public:
  /// `shims` and `spawner` outlive it; `programs`: where NATS is installed.
  NatsServer(std::filesystem::path folder, process::ShimClient& shims, process::Spawner& spawner,
             std::filesystem::path programs = "/usr");

  /// Whether there can be one, without starting it.
  Status check() const;
  /// Makes and starts it as far as needed. Its port on 127.0.0.1.
  Result<int> start(std::chrono::milliseconds deadline, std::stop_token stop);

  bool has_account(const std::string& account) const;
  /// An account with one user of the same name; one that exists gets the password. The server has taken it when this
  /// returns; connections of other accounts go on.
  Status put_account(const std::string& account, const Secret& password, std::chrono::milliseconds deadline,
                     std::stop_token stop);
  /// Nobody can sign in any more, and its connections are ended. Its streams stay. Fine when it does not exist.
  Status remove_account(const std::string& account, std::chrono::milliseconds deadline, std::stop_token stop);

  /// Of an account that was removed: its streams are put aside. False when it had none.
  bool keep_streams(const std::string& account, const std::string& name);
  void remove_streams(const std::string& account);
  /// Names of what was put aside, sorted.
  std::vector<std::string> kept() const;
  void remove_kept(const std::string& name);

 private:
  Result<std::filesystem::path> program() const;
  Status write_configuration(int port, const std::string& without, const Secret& probe) const;
  Result<process::Command> command(int port) const;
  Result<int> ensure(std::chrono::steady_clock::time_point until, std::stop_token stop);
  Status reload(int port, const std::string& without, std::chrono::steady_clock::time_point until,
                std::stop_token stop);
  std::filesystem::path account_file(const std::string& account) const;
  std::filesystem::path streams(const std::string& account) const;

  SupervisedServer server_;
  const std::filesystem::path programs_;
  std::mutex mutex_;  ///< Guards the accounts and the configuration.
};

}  // namespace towpath::delivery
