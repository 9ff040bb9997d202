#pragma once

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "drivers/terraform_driver.h"
#include "http/server.h"
#include "kept_log.h"
#include "program_search.h"
#include "scratch_folder.h"
#include "terraform/terraform_routes.h"
#include "terraform_fixture.h"

namespace towpath::delivery::testing {

/// A repository `infra` with a folder `modules/database` and one commit for each revision asked for.
class FolderModules final : public ModuleSource {
 public:
  Result<std::string> resolve(const std::string& repository, const std::string& revision) override {
    if (repository != "infra") return not_found("forge.repository_not_found", "There is no such repository.");
    return "commit-of-" + revision;
  }
  Status export_to(const std::string& repository, const std::string& commit,
                   const std::filesystem::path& folder) override {
    CHECK(repository == "infra");
    exported = commit;
    std::filesystem::create_directories(folder / "modules/database");
    std::ofstream(folder / "modules/database/main.tf") << text;
    return ok();
  }
  std::string exported, text;
};

inline std::string search_path() {
  const char* value = std::getenv("PATH");
  return value ? value : "";
}

/// A server with the states' routes, and the driver that talks to it.
class Host {
 public:
  explicit Host(const std::string& where_programs_are = search_path()) {
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner = process::start_spawner(options).value();
    add_terraform_routes(router_, *states);
    server_ = http::Server::start(router_, {}).value();
    driver = make_terraform_driver({.folder = data() / "terraform",
                                    .spawner = *spawner,
                                    .states = *states,
                                    .modules = modules,
                                    .address = [this] { return address(); },
                                    .lock_wait = std::chrono::seconds(20),
                                    .search_path = where_programs_are});
    context.log = log_.sink();
  }

  std::string log() { return log_.text(); }
  std::string address() const { return fmt::format("http://127.0.0.1:{}", server_->port()); }
  std::filesystem::path data() const { return scratch_.path() / "data"; }
  bool has_leftovers() const {
    return std::filesystem::exists(data() / "terraform/runs") && !std::filesystem::is_empty(data() / "terraform/runs");
  }
  /// Writes the state as somebody else would, with the next serial.
  void change_state(const std::string& gu_id, const std::string& from, const std::string& to) {
    std::string text = states->text(gu_id).value()->reveal();
    auto document = boost::json::parse(text).as_object();
    document["serial"] = document["serial"].as_int64() + 1;
    text = boost::json::serialize(document);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto run = states->begin(gu_id, std::chrono::hours(1));
    REQUIRE(states->lock(run->credential(), gu_id, R"({"ID":"behind"})").has_value());
    REQUIRE(states->write(run->credential(), gu_id, "behind", Secret(text)).has_value());
  }

 private:
  ScratchFolder scratch_;
  std::unique_ptr<db::Db> db_ = towpath::db::testing::memory_database(migrations());
  SystemClock clock_;
  http::Router router_;
  KeptLog log_;

 public:
  ToyVault vault;
  std::unique_ptr<TerraformStates> states = make_terraform_states(*db_, clock_, vault, "host-1");
  FolderModules modules;
  std::unique_ptr<process::Spawner> spawner;

 private:
  std::unique_ptr<http::Server> server_;

 public:
  std::unique_ptr<Driver> driver;
  DriverContext context;
};

/// Whether the tests with the real program can run here; says so when not.
inline bool has_terraform() {
  if (find_program(search_path(), "terraform")) return true;
  MESSAGE("skipped: the program terraform is not installed");
  return false;
}

template <class T>
T value_of(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().code() + ": " + result.error().message()));
  return std::move(result).value();
}

}  // namespace towpath::delivery::testing
