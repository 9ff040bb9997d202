#include <doctest/doctest.h>

#include "configuration_faults.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using boost::json::object;

namespace {

const std::string canary = "canary-51fc-value";

/// A file, a command that follows from it, and outputs; one of them secret.
const std::string manifest = R"MANIFEST(
$folder = lookup('resource_folder')
$password = lookup('password').unwrap
file { 'size': path => "${folder}/size", content => lookup('size') }
exec { 'reload': command => "/usr/bin/touch ${folder}/reloaded", refreshonly => true, subscribe => File['size'] }
file { 'outputs': path => "${folder}/outputs.json", mode => '0600',
  content => Sensitive("{\"size\": \"${lookup('size')}\", \"password\": \"${password}\"}") }
)MANIFEST";

object inputs_of(const std::string& size, const std::string& text = manifest) {
  return {{"manifest", text},
          {"variables", {{"size", size}}},
          {"secretVariables", {{"password", canary}}},
          {"outputs", {"size"}},
          {"secrets", {"password"}}};
}

bool has_puppet() { return has_program("puppet"); }

}  // namespace

TEST_CASE("puppet driver: without the program a plan fails and says what to install") {
  ConfigurationHost host(make_puppet_tool(), false, "/nowhere");

  const auto missing = host.driver->check(request_with(inputs_of("small"))).error();

  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.message().find("'puppet'") != std::string::npos);
  CHECK(missing.hint().find("apt-get install puppet-agent") != std::string::npos);
}

TEST_CASE("puppet driver: it keeps the contract of drivers with the real program") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());

  check_contract(*host.driver, request_with(inputs_of("small")), true);

  CHECK(!host.has_leftovers());
}

TEST_CASE("puppet driver: what would be done is done, twice is unchanged, and drift is found") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());
  auto request = request_with(inputs_of("small"));

  const auto planned = value_of(host.driver->preview(request, host.context));
  CHECK(!std::filesystem::exists(host.folder(request) / "size"));
  request.agreed = planned;
  const auto made = value_of(host.driver->apply(request, host.context));

  REQUIRE(planned);
  CHECK(planned->changes ==
        std::vector<DriverChange>{{"refresh", "Exec[reload]"}, {"change", "File[outputs]"}, {"change", "File[size]"}});
  CAPTURE(host.log());
  CHECK(host.has_logged("planned: 2 change, 1 refresh\n"));
  CHECK(host.has_logged("done: 2 change, 1 refresh\n"));
  CHECK(host.has_logged("puppet 7."));
  CHECK(made.outputs == R"({"size":"small"})");
  CHECK(made.secrets.at("password").reveal() == canary);
  CHECK(std::filesystem::exists(host.folder(request) / "reloaded"));
  CHECK(!host.has_logged(canary));

  CHECK(value_of(host.driver->preview(request, host.context))->is_empty());
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
  std::ofstream(host.folder(request) / "size") << "by hand";
  const auto drift = value_of(host.driver->drift(request, host.context));
  REQUIRE(drift);
  CHECK(drift->changes == std::vector<DriverChange>{{"refresh", "Exec[reload]"}, {"change", "File[size]"}});
  CHECK(text_of(host.folder(request) / "size") == "by hand");
  const auto stopped = host.driver->apply(request, host.context);  // something else was agreed to
  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
  CHECK(text_of(host.folder(request) / "size") == "by hand");
}

TEST_CASE("puppet driver: no secret is in the log or an argument, and a value from outside is text") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());
  auto inputs = inputs_of("%{facts.kernel} is %{", R"(
$folder = lookup('resource_folder')
notice("it is ${lookup('password').unwrap}")
file { 'size': path => "${folder}/size", content => lookup('size') }
-> file { 'secret': path => "${folder}/secret", content => lookup('password'), mode => '0600' }
-> exec { 'look': logoutput => true, provider => shell,
  command => "echo found $(grep -l -a -F -f ${folder}/secret /proc/[0-9]*/cmdline /proc/[0-9]*/environ | wc -l) places" }
)");
  inputs.erase("outputs");
  inputs.erase("secrets");
  const auto request = request_with(inputs);

  value_of(host.driver->apply(request, host.context));

  CAPTURE(host.log());
  CHECK(!host.has_logged(canary));
  CHECK(host.has_logged("it is ***"));
  CHECK(host.has_logged("found 0 places"));
  CHECK(text_of(host.folder(request) / "secret") == canary);
  CHECK(text_of(host.folder(request) / "size") == "%{facts.kernel} is %{");
}

TEST_CASE("puppet driver: what is wrong in a manifest is told with file, line and column") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());
  const auto told = [&](const std::string& text) {
    const auto failed = host.driver->apply(request_with({{"manifest", text}}), host.context);
    REQUIRE(!failed.has_value());
    CHECK(failed.error().code() == "delivery.configuration_failed");
    return failed.error().message();
  };

  const std::string syntax = told("file { '/x'\n ensure => present }\n"), failing = told("exec { '/bin/false': }\n");

  CAPTURE(syntax);
  CHECK(syntax.find(": site.pp:2:2: Could not parse for environment production: Syntax error at 'ensure'") !=
        std::string::npos);
  CAPTURE(failing);
  CHECK(failing.find("'puppet' for resource 'workloads.shop.server' ended with exit code 4: ") != std::string::npos);
  CHECK(failing.find("'/bin/false' returned 1 instead of one of [0]") != std::string::npos);
}

TEST_CASE("puppet driver: what was applied is taken away by its own manifest") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());
  auto inputs = inputs_of("small");
  inputs["destroyManifest"] = "file { \"${lookup('resource_folder')}/size\": ensure => absent }";
  const auto request = request_with(inputs);
  value_of(host.driver->apply(request, host.context));

  value_of(host.driver->destroy(request, false, host.context));

  CHECK(host.has_logged("planned: 1 change\n"));
  CHECK(!host.driver->observe(request, host.context).value());
  for (const auto& entry : std::filesystem::directory_iterator(host.data() / "tool/resources"))
    CHECK(!std::filesystem::exists(entry.path() / "size"));
}

TEST_CASE("puppet driver: killed in the middle of an application and of a deletion, it says so and does the rest") {
  if (!has_puppet()) return;
  ConfigurationHost host(make_puppet_tool());
  const std::string head = "$folder = lookup('resource_folder')\n",
                    wait = "-> exec { 'wait': command => \"/bin/sh -c '" + wait_in("${folder}") + "'\" }\n->";
  const auto files = [&](const char* one, const char* two, const std::string& with) {
    const auto file = [&](const std::string& name) {
      return "file { '" + name + "': path => \"${folder}/" + name + "\", " + with + " }\n";
    };
    return head + file(one) + wait + file(two);
  };

  check_killed_in_the_middle(host, "puppet",
                             request_with({{"manifest", files("first", "second", "content => 'x'")},
                                           {"destroyManifest", files("second", "first", "ensure => absent")}}),
                             false);
}
