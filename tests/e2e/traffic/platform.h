#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "api/api_client.h"
#include "load.h"
#include "process/shim.h"

namespace towpath::testing {

/// What the command wrote to standard output; fails the test when it did not return 0.
std::string output_of(const std::string& shell_command);

/// Whether this machine allows sandboxes, without which nothing that has files or volumes starts (`towpath doctor` says
/// so). Prints why a test is skipped when it does not.
bool allows_volumes();

/// The shipped binary as a server with a data directory of its own, which can be ended in every way and started again.
class Platform {
 public:
  Platform();
  /// Ends everything that lives below the data directory, and removes it.
  ~Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  /// Starts `binary` (the program of this build when empty) and returns when it is ready.
  void start(const std::filesystem::path& binary = {});
  /// Sends the server a signal and waits until it is gone.
  void end(int signal);
  /// Like the power going: server, proxy, workloads and their keepers die at once, and memory is empty afterwards.
  void lose_power();

  Api api() const { return Api(url_, Secret(token_)); }
  /// A repository's address with the right to push.
  std::string push_url(const std::string& repository) const;
  const std::filesystem::path& data() const { return data_; }
  int workload_port() const { return workload_port_; }

  /// What the proxy's process is now; 0 when none answers.
  int proxy_pid() const;
  std::string proxy_version() const;
  /// Ids of the instances and of their processes (the shim's and the workload's), as the host has them.
  std::map<std::string, std::pair<int, int>> running_instances() const;
  /// Rows of a statement in the private PostgreSQL server, as its administrator; a line each.
  std::string in_postgres(const std::string& sql) const;
  /// How many lines of a file below the data directory hold this text.
  int lines_with(const std::string& text) const;

 private:
  std::filesystem::path data_;
  std::unique_ptr<process::ShimClient> shims_;
  std::string url_, token_;
  int pid_ = 0, out_ = -1, workload_port_ = 0;
};

/// What a repository of the test service says.
struct ServiceOptions {
  std::string name;
  bool has_database = false, has_cache = false, has_volume = false;
  std::map<std::string, std::string> annotations = {};
};

/// A service in a repository of its own, whose versions are pushed and go through the real pipeline.
class Service {
 public:
  using Options = ServiceOptions;
  Service(Platform& platform, Options options);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Commits and pushes a version; answers the commit. Its pipeline and deployment follow by themselves.
  std::string push(const std::string& version, const std::string& health = "ok");
  /// The deployment of a commit to an environment once it has ended, however.
  boost::json::value deployed(const std::string& commit, const std::string& environment = "development");
  /// Both, and the deployment has succeeded.
  void deploy(const std::string& version);
  /// Starts what `path` names ("/api/v1/promotions") and waits; the deployment.
  boost::json::value run(const std::string& path, boost::json::object body);

  /// Where it answers.
  Place place(const std::string& environment = "development") const;
  /// GET of a path of it; "" when it does not answer 200.
  std::string get(const std::string& path, const std::string& environment = "development") const;
  /// One line NAME=value of what the running version knows.
  std::string fact(const std::string& name, const std::string& environment = "development") const;
  const std::string& name() const { return options_.name; }

 private:
  Platform& platform_;
  Options options_;
  std::filesystem::path folder_;
};

}  // namespace towpath::testing
