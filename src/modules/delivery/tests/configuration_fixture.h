#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <string>

#include "configuration/configuration_driver.h"
#include "driver_contract.h"
#include "kept_log.h"
#include "program_search.h"
#include "scratch_folder.h"
#include "terraform_fixture.h"

namespace towpath::delivery::testing {

inline std::string search_path() {
  const char* value = std::getenv("PATH");
  return value ? value : "";
}

/// A repository `config` with a folder `web` and one commit for each revision asked for.
class FolderTexts final : public ModuleSource {
 public:
  Result<std::string> resolve(const std::string& repository, const std::string& revision) override {
    if (repository != "config") return not_found("forge.repository_not_found", "There is no such repository.");
    return "commit-of-" + revision;
  }
  Status export_to(const std::string&, const std::string& commit, const std::filesystem::path& folder) override {
    exported = commit;
    std::filesystem::create_directories(folder / "web");
    for (const auto& [name, text] : files) std::ofstream(folder / "web" / name) << text;
    return ok();
  }
  std::map<std::string, std::string> files;
  std::string exported;
};

class KnownHosts final : public HostSource {
 public:
  Result<std::vector<ManagedHost>> hosts(const HostQuery& query) override {
    asked = query;
    return known;
  }
  std::vector<ManagedHost> known;
  HostQuery asked;
};

/// A driver with the real spawner and sandbox.
class ConfigurationHost {
 public:
  explicit ConfigurationHost(std::unique_ptr<ConfigurationTool> tool, bool is_host_allowed = false,
                             const std::string& where_programs_are = search_path()) {
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner = process::start_spawner(options).value();
    driver = make_configuration_driver(std::move(tool), {.folder = data() / "tool",
                                                         .spawner = *spawner,
                                                         .applied = *applied,
                                                         .modules = texts,
                                                         .clock = clock_,
                                                         .hosts = &hosts,
                                                         .is_host_allowed = is_host_allowed,
                                                         .search_path = where_programs_are});
    context.log = log_.sink();
  }

  std::string log() { return log_.text(); }
  bool has_logged(std::string_view text) { return log().find(text) != std::string::npos; }
  std::filesystem::path data() const { return scratch_.path() / "data"; }
  /// The folder that the resource keeps.
  std::filesystem::path folder(const ResourceRequest& request) const {
    return data() / "tool/resources" / request.gu_id;
  }
  bool has_leftovers() const {
    return std::filesystem::exists(data() / "tool/runs") && !std::filesystem::is_empty(data() / "tool/runs");
  }

 private:
  ScratchFolder scratch_;
  std::unique_ptr<db::Db> db_ = db::testing::memory_database(migrations());
  SystemClock clock_;
  KeptLog log_;

 public:
  ToyVault vault;
  std::unique_ptr<AppliedConfigurations> applied = make_applied_configurations(*db_, clock_, vault);
  FolderTexts texts;
  KnownHosts hosts;
  std::unique_ptr<process::Spawner> spawner;
  std::unique_ptr<Driver> driver;
  DriverContext context;
};

/// Whether the tests with a real program can run here; says so when not.
inline bool has_program(const char* name) {
  if (find_program(search_path(), name)) return true;
  MESSAGE("skipped: the program " << name << " is not installed");
  return false;
}

template <class T>
T value_of(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().code() + ": " + result.error().message()));
  return std::move(result).value();
}
inline void value_of(const Status& result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().code() + ": " + result.error().message()));
}

inline ResourceRequest request_with(const boost::json::object& inputs) {
  auto request = resource_request("server");
  request.inputs = boost::json::serialize(inputs);
  return request;
}

}  // namespace towpath::delivery::testing
