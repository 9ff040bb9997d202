#include "nats_server.h"

#include <crypt.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <stdexcept>

#include "base/product.h"
#include "base/random_text.h"
#include "base/strings.h"
#include "nats_client.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr const char* program_name = "nats-server";
constexpr std::size_t password_length = 32;
constexpr std::chrono::milliseconds poll_time{20};
constexpr std::chrono::milliseconds sign_in_time{2'000};
// Reserved for each account by the server, which must have more than all together.
constexpr const char *account_limits = "max_memory: 64MB, max_file: 1GB",
                     *server_limits = "max_memory_store: 256GB, max_file_store: 4TB";

/// Of random passwords: slowness would guard nothing, and each sign-in costs it.
constexpr unsigned long bcrypt_cost = 5;

std::string bcrypt(const Secret& password, const char* setting) {
  crypt_data data{};
  const char* made = crypt_r(password.reveal().c_str(), setting, &data);
  const std::string hash = made == nullptr ? "" : made;
  explicit_bzero(&data, sizeof data);
  return hash;
}

std::string bcrypt(const Secret& password) {
  const auto salt = random_text(16).reveal();
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (crypt_gensalt_rn("$2a$", bcrypt_cost, salt.data(), static_cast<int>(salt.size()), setting, sizeof setting) ==
      nullptr)
    throw std::runtime_error("bcrypt is not available");
  auto hash = bcrypt(password, setting);
  if (!hash.starts_with("$2a$")) throw std::runtime_error("bcrypt is not available");
  return hash;
}

bool is_hash_of(const std::string& hash, const Secret& password) {
  return !hash.empty() && bcrypt(password, hash.c_str()) == hash;
}

/// Who may do nothing but sign in: that its newest password works says that the server has read the newest file.
std::string probe_user() { return fmt::format("{}_probe", product::binary); }

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

NatsServer::NatsServer(fs::path folder, process::ShimClient& shims, process::Spawner& spawner, fs::path programs)
    : server_({"nats", "NATS server", "nats-server", "nats", {14'100, 14'899}}, std::move(folder), shims, spawner),
      programs_(std::move(programs)) {}

Result<fs::path> NatsServer::program() const {
  auto found = installed_program(programs_, {"sbin/nats-server", "bin/nats-server"});
  if (found.empty()) return server_.tool_missing("NATS is not installed");
  return found;
}

Status NatsServer::check() const {
  CHECK_OK(program());
  CHECK_OK(server_.user());
  return ok();
}

fs::path NatsServer::account_file(const std::string& account) const { return server_.folder() / "accounts" / account; }

fs::path NatsServer::streams(const std::string& account) const {
  return server_.home() / "store" / "jetstream" / account;
}

bool NatsServer::has_account(const std::string& account) const { return fs::exists(account_file(account)); }

Status NatsServer::write_configuration(int port, const std::string& without, const Secret& probe) const {
  std::string text = fmt::format(
      "# Made by {0}; changes are lost.\nlisten: \"127.0.0.1:{1}\"\nserver_name: {0}\n"
      "jetstream {{ store_dir: \"{2}\", {3} }}\naccounts {{\n"
      "  {4} {{ users: [ {{ user: {4}, password: \"{5}\", permissions: {{ publish: {{ deny: \">\" }}, "
      "subscribe: {{ deny: \">\" }} }} }} ] }}\n",
      product::binary, port, (server_.inner_home() / "store").string(), server_limits, probe_user(), bcrypt(probe));
  for (const auto& account : names_in(server_.folder() / "accounts"))
    if (account != without && account.find('.') == account.npos)  // One half written has a dot.
      text += fmt::format("  {0} {{ jetstream {{ {2} }}, users: [ {{ user: {0}, password: \"{1}\" }} ] }}\n", account,
                          first_word(account_file(account)), account_limits);
  return server_.write_for_server(server_.home() / "nats.conf", text + "}\n");
}

Result<process::Command> NatsServer::command(int port) const {
  TRY(const auto found, program());
  CHECK_OK(write_configuration(port, "", random_text(password_length)));
  return server_.command(found, {"-c", (server_.inner_home() / "nats.conf").string()});
}

Result<int> NatsServer::ensure(std::chrono::steady_clock::time_point until, std::stop_token stop) {
  const SupervisedServer::Ways ways{[this] { return fs::exists(server_.home() / "store"); },
                                    [this](std::stop_token) -> Status {
                                      CHECK_OK(check());
                                      fs::create_directories(server_.folder() / "accounts");
                                      fs::create_directories(server_.home() / "store");
                                      return server_.give(server_.home() / "store");
                                    },
                                    [this](int port) { return command(port); },
                                    [](int port) { return is_nats_ready(port); }};
  return server_.ensure(ways, until, stop);
}

Result<int> NatsServer::start(std::chrono::milliseconds deadline, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  return ensure(std::chrono::steady_clock::now() + deadline, stop);
}

Status NatsServer::reload(int port, const std::string& without, std::chrono::steady_clock::time_point until,
                          std::stop_token stop) {
  const auto probe = random_text(password_length);
  CHECK_OK(write_configuration(port, without, probe));
  // One that just died reads the file when it is started again.
  if (const int pid = server_.process_id(program_name); pid != 0) ::kill(pid, SIGHUP);
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock wait(mutex);
  for (;;) {
    const auto taken = nats_sign_in(port, probe_user(), probe, sign_in_time);
    if (taken && *taken == NatsSignIn::accepted) return ok();
    if (stop.stop_requested() || std::chrono::steady_clock::now() > until)
      return failed("delivery.nats_refused", fmt::format("the private NATS server did not take its new configuration; "
                                                         "last output:\n{}",
                                                         join(server_.last_output(), "\n")));
    never.wait_for(wait, stop, poll_time, [] { return false; });
  }
}

Status NatsServer::put_account(const std::string& account, const Secret& password, std::chrono::milliseconds deadline,
                               std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + deadline;
  TRY(const int port, ensure(until, stop));
  if (is_hash_of(first_word(account_file(account)), password)) {
    TRY(const auto answer, nats_sign_in(port, account, password, sign_in_time));
    if (answer == NatsSignIn::accepted) return ok();
  } else {
    server_.write_private(account_file(account), bcrypt(password));
  }
  CHECK_OK(reload(port, "", until, stop));
  TRY(const auto answer, nats_sign_in(port, account, password, sign_in_time));
  if (answer == NatsSignIn::accepted) return ok();
  return failed("delivery.nats_refused",
                fmt::format("the private NATS server does not let {} sign in; last output:\n{}", account,
                            join(server_.last_output(), "\n")));
}

Status NatsServer::remove_account(const std::string& account, std::chrono::milliseconds deadline,
                                  std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  if (!has_account(account)) return ok();
  const auto until = std::chrono::steady_clock::now() + deadline;
  TRY(const int port, ensure(until, stop));
  CHECK_OK(reload(port, account, until, stop));
  // Last: while it is there, whoever asks again does all of it.
  fs::remove(account_file(account));
  return ok();
}

bool NatsServer::keep_streams(const std::string& account, const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (!fs::exists(streams(account))) return false;
  fs::create_directories(server_.home() / "kept");
  fs::rename(streams(account), server_.home() / "kept" / name);
  return true;
}

void NatsServer::remove_streams(const std::string& account) {
  const std::lock_guard lock(mutex_);
  fs::remove_all(streams(account));
}

std::vector<std::string> NatsServer::kept() const { return names_in(server_.home() / "kept"); }

void NatsServer::remove_kept(const std::string& name) { fs::remove_all(server_.home() / "kept" / name); }

}  // namespace towpath::delivery
