#pragma once

#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/strings.h"
#include "driver_contract.h"
#include "process/shim.h"
#include "process/spawner.h"
#include "scratch_folder.h"

namespace towpath::delivery {

/// A data directory with one private server, for all cases of a file: making one takes seconds. The server is stopped
/// when the program ends.
class ServiceHost {
 public:
  /// `name`: of the server, and of its folder.
  explicit ServiceHost(std::string name) : name_(std::move(name)) {
    auto shims = process::make_shim_client(data());
    REQUIRE_MESSAGE(shims.has_value(), (shims ? "" : shims.error().message()));
    shims_ = std::move(shims).value();
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner_ = process::start_spawner(options).value();
  }
  ~ServiceHost() { (void)shims_->stop(process_folder(), std::chrono::seconds(5)); }

  std::filesystem::path data() const { return scratch_.path() / "data"; }
  std::filesystem::path folder() const { return data() / name_; }
  std::filesystem::path process_folder() const { return folder() / "process"; }
  process::InstanceState state() { return shims_->status(process_folder()).value(); }
  process::ShimClient& shims() { return *shims_; }
  process::Spawner& spawner() { return *spawner_; }
  /// Below it nothing is installed.
  std::filesystem::path nowhere() const { return scratch_.path() / "nowhere"; }

  /// Whether a server can be made here; says why not.
  static bool can(const Status& check) {
    if (check) return true;
    MESSAGE("SKIPPED: ", check.error().message(), " (", check.error().hint(), ")");
    return false;
  }

  /// kill -9 of the server and its shim: a loss of all but the disk.
  void kill_all() {
    const auto before = state();
    ::kill(before.shim_pid, SIGKILL);
    ::kill(before.pid, SIGKILL);
    CHECK(becomes_true([&] { return ::kill(before.pid, 0) != 0; }));
  }

  /// Where `canary` can be read: files below the data directory, arguments of all processes.
  std::vector<std::string> places_of(const std::string& canary) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data()))
      if (entry.is_regular_file() && text_of(entry.path()).find(canary) != std::string::npos)
        found.push_back(entry.path().string());
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
      std::ifstream in(entry.path() / "cmdline", std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      if (text.find(canary) != std::string::npos) found.push_back(entry.path().string());
    }
    return found;
  }

  ManualClock clock{parse_rfc3339("2026-11-22T10:00:00.000000Z").value()};

 private:
  const std::string name_;
  ScratchFolder scratch_;
  std::unique_ptr<process::ShimClient> shims_;
  std::unique_ptr<process::Spawner> spawner_;
};

/// A resource of its own, with its secrets prepared.
inline ResourceRequest fresh_request(Driver& driver, const std::string& type) {
  auto request = resource_request(type);
  request.gu_id = to_lower(new_ulid().substr(10)) + "0123456789abcdef";
  request.known_secrets = driver.prepare(request);
  return request;
}

inline std::string output(const ResourceOutcome& outcome, const char* name) {
  return std::string(boost::json::parse(outcome.outputs).at(name).as_string());
}

inline int port_of(const ResourceOutcome& outcome) {
  return static_cast<int>(boost::json::parse(outcome.outputs).at("port").as_int64());
}

/// Fails the test with the error's words.
template <class T>
T worked(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(),
                  (result ? std::string() : result.error().code() + ": " + result.error().message()));
  return std::move(result).value();
}

}  // namespace towpath::delivery
