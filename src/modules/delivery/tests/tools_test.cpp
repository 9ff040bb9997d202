#include "delivery/tools.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "identity/module.h"
#include "scratch_folder.h"
#include "tools/known_tools.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

/// A folder of programs, the only one that is searched.
struct Machine {
  Machine() {
    std::filesystem::create_directories(bin);
    process::SpawnerOptions options;
    options.data_directory = scratch.path() / "data";
    spawner = process::start_spawner(options).value();
    tools = make_tools(*authorizer, *spawner, bin.string());
  }

  void put(const std::string& name, const std::string& script) {
    const auto file = bin / name;
    std::filesystem::remove(file);
    std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
    ::chmod(file.c_str(), 0755);
  }
  ToolReport report(const std::string& name) {
    const auto all = tools->tools(auth::system_principal()).value();
    const auto found = std::find_if(all.begin(), all.end(), [&](const ToolReport& each) { return each.name == name; });
    REQUIRE(found != all.end());
    return *found;
  }

  ScratchFolder scratch;
  const std::filesystem::path bin = scratch.path() / "bin";
  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  std::unique_ptr<process::Spawner> spawner;
  std::unique_ptr<Tools> tools;
};

}  // namespace

TEST_CASE("tools: what is not installed is told with what to install, and which drivers miss it") {
  Machine machine;

  const auto chef = machine.report("chef");

  CHECK(!chef.is_available);
  CHECK(chef.file.empty());
  CHECK(chef.version.empty());
  CHECK(chef.drivers == std::vector<std::string>{"chef"});
  CHECK(chef.reason == "No 'cinc-client' or 'chef-client' in the folders of the server's PATH.");
  CHECK(chef.advice.find("https://cinc.sh") != std::string::npos);
}

TEST_CASE("tools: a version is the first line that says something, asked again when the program changes") {
  Machine machine;
  machine.put("tofu", R"([ "$1" = --version ] || exit 9
echo
echo "  OpenTofu v1.8.2"
echo "on linux_amd64")");

  auto opentofu = machine.report("opentofu");
  CHECK(opentofu.is_available);
  CHECK(opentofu.file == (machine.bin / "tofu").string());
  CHECK(opentofu.version == "OpenTofu v1.8.2");
  CHECK(opentofu.reason.empty());
  CHECK(opentofu.advice.empty());

  machine.put("tofu", "echo 'OpenTofu v1.9.0'");
  std::filesystem::last_write_time(machine.bin / "tofu",
                                   std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  CHECK(machine.report("opentofu").version == "OpenTofu v1.9.0");

  std::filesystem::remove(machine.bin / "tofu");
  CHECK(!machine.report("opentofu").is_available);
}

TEST_CASE("tools: a program that does not say its version is there, with how it ended") {
  Machine machine;
  machine.put("helm", "echo no; exit 3");

  const auto helm = machine.report("helm");

  CHECK(helm.is_available);
  CHECK(helm.version.empty());
  CHECK(helm.reason == "It did not say its version: exit code 3.");
  CHECK(helm.advice.find("helm version --short") != std::string::npos);
}

TEST_CASE("tools: they are found in order of their names, and whoever needs one is told what to install") {
  Machine machine;
  const auto& known = known_tools();
  CHECK(std::is_sorted(known.begin(), known.end(), [](auto& a, auto& b) { return a.name < b.name; }));

  const auto missing = require_tool(machine.bin.string(), known_tool("pulumi"));
  REQUIRE(!missing.has_value());
  CHECK(missing.error().code() == "delivery.tool_missing");
  CHECK(missing.error().message() == "The program 'pulumi' is not installed on this server's host.");
  CHECK(missing.error().hint().find("pulumi.com/docs/install") != std::string::npos);
  machine.put("chef-client", "true");
  machine.put("cinc-client", "true");
  CHECK(require_tool(machine.bin.string(), known_tool("chef")).value() == machine.bin / "cinc-client");
}

TEST_CASE("tools: nobody who is not signed in learns what the machine has") {
  Machine machine;
  CHECK(machine.tools->tools(auth::Principal()).error().code() == "auth.required");
}
