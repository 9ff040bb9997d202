#include <doctest/doctest.h>
#include <sys/stat.h>

#include "configuration_faults.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using boost::json::object;

// Chef is not to be had for the machines this is tested on: tests/data/cinc-client speaks as it does. It runs our
// settings and our report handler, which are what is tested.

namespace {

const std::string canary = "canary-7b20-value";

/// A file, a command that follows from it, and outputs; one of them secret.
const std::string recipe = R"RECIPE(
folder = node['resource_folder']
file "#{folder}/size" do
  content node['size']
  notifies :run, 'execute[reload]', :delayed
end
execute 'reload' do
  command "touch #{folder}/reloaded"
  action :nothing
end
file "#{folder}/outputs.json" do
  content JSON.generate('size' => node['size'], 'password' => Towpath.secret('password'))
  sensitive true
end
)RECIPE";

object inputs_of(const std::string& size, const std::string& text = recipe) {
  return {{"recipe", text},
          {"variables", {{"size", size}}},
          {"secretVariables", {{"password", canary}}},
          {"outputs", {"size"}},
          {"secrets", {"password"}}};
}

/// Where the stand-in is, as the only program of Chef's.
std::string where_chef_is() {
  return (std::filesystem::path(towpath::testing::source_folder()) / "src/modules/delivery/tests/data").string();
}
bool has_ruby() { return has_program("ruby"); }

}  // namespace

TEST_CASE("chef driver: without the program a plan fails and says what to install") {
  ConfigurationHost host(make_chef_tool(), false, "/nowhere");

  const auto missing = host.driver->check(request_with(inputs_of("small"))).error();

  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.message().find("'cinc-client' or 'chef-client'") != std::string::npos);
  CHECK(missing.hint().find("cinc.sh") != std::string::npos);
}

TEST_CASE("chef driver: it keeps the contract of drivers") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());

  check_contract(*host.driver, request_with(inputs_of("small")), true);

  CHECK(!host.has_leftovers());
}

TEST_CASE("chef driver: what would be done is done, twice is unchanged, and drift is found") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());
  auto request = request_with(inputs_of("small"));
  const auto seen = [&](const DriverChanges& changes, const std::string& file) {
    for (const DriverChange& each : changes.changes)
      if (each.action == "change" && each.subject.ends_with("/" + file + "]")) return true;
    return false;
  };

  const auto planned = value_of(host.driver->preview(request, host.context));
  REQUIRE(planned);
  CHECK(in_words(*planned) == "2 change, 1 refresh");
  CHECK(seen(*planned, "size"));
  CHECK(seen(*planned, "outputs.json"));
  CHECK(!std::filesystem::exists(host.folder(request) / "size"));
  request.agreed = planned;
  const auto made = value_of(host.driver->apply(request, host.context));

  CAPTURE(host.log());
  CHECK(host.has_logged("Cinc Client: 18.0.0 (stand-in)"));
  CHECK(host.has_logged("done: 2 change, 1 refresh\n"));
  CHECK(made.outputs == R"({"size":"small"})");
  CHECK(made.secrets.at("password").reveal() == canary);
  CHECK(std::filesystem::exists(host.folder(request) / "reloaded"));
  CHECK(!host.has_logged(canary));

  CHECK(value_of(host.driver->preview(request, host.context))->is_empty());
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
  std::ofstream(host.folder(request) / "size") << "by hand";
  const auto drift = value_of(host.driver->drift(request, host.context));
  REQUIRE(drift);
  CHECK(in_words(*drift) == "1 change, 1 refresh");
  CHECK(text_of(host.folder(request) / "size") == "by hand");
  const auto stopped = host.driver->apply(request, host.context);  // something else was agreed to
  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
}

TEST_CASE("chef driver: no secret is in the log, an argument, an environment variable or a file that stays") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());
  auto inputs = inputs_of("small", R"(
puts "it is #{Towpath.secret('password')}"
file "#{node['resource_folder']}/secret" do
  content Towpath.secret('password')
end
execute 'look' do
  command "echo found $(grep -l -a -F -f #{node['resource_folder']}/secret /proc/[0-9]*/cmdline /proc/[0-9]*/environ | wc -l) places"
end
)");
  inputs.erase("outputs");
  inputs.erase("secrets");
  const auto request = request_with(inputs);

  value_of(host.driver->apply(request, host.context));

  CAPTURE(host.log());
  CHECK(!host.has_logged(canary));
  CHECK(host.has_logged("it is ***"));
  CHECK(host.has_logged("found 0 places"));
  CHECK(!host.has_leftovers());
}

TEST_CASE("chef driver: what is wrong in a recipe is told with file and line") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());
  const auto told = [&](const std::string& text) {
    const auto failed = host.driver->apply(request_with({{"recipe", text}}), host.context);
    REQUIRE(!failed.has_value());
    CHECK(failed.error().code() == "delivery.configuration_failed");
    return failed.error().message();
  };

  const std::string unknown = told("x = 1\nno_such_thing 'x'\n"), failing = told("\nexecute '/bin/false'\n");

  CHECK(unknown.find("recipe.rb:2: NoMethodError failed: undefined method `no_such_thing'") != std::string::npos);
  CAPTURE(failing);
  CHECK(failing.find("recipe.rb:2: execute[/bin/false] failed: Expected process to exit with [0]") !=
        std::string::npos);
}

TEST_CASE("chef driver: what why-run mode passes over is told as a run that nobody foresees") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());

  const auto planned = value_of(host.driver->preview(request_with({{"recipe", "custom 'true'"}}), host.context));

  REQUIRE(planned);
  CHECK(planned->changes == std::vector<DriverChange>{{"run", "custom[true]"}});
}

TEST_CASE("chef driver: facts are handed out, and what was applied is taken away by its own recipe") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());
  auto inputs = inputs_of("small");
  inputs["facts"] = {"platform", "kernel.name"};
  inputs["destroyRecipe"] = "file \"#{node['resource_folder']}/size\" do\n  action :delete\nend";
  const auto request = request_with(inputs);
  const auto made = value_of(host.driver->apply(request, host.context));
  CHECK(boost::json::parse(made.outputs).at("facts") ==
        boost::json::parse(R"({"localhost": {"platform": "debian", "kernel.name": "Linux"}})"));

  value_of(host.driver->destroy(request, false, host.context));

  CHECK(host.has_logged("planned: 1 change\n"));
  CHECK(!host.driver->observe(request, host.context).value());
}

TEST_CASE("chef driver: killed in the middle of an application and of a deletion, it says so and does the rest") {
  if (!has_ruby()) return;
  ConfigurationHost host(make_chef_tool(), false, where_chef_is());
  const std::string wait = "execute 'wait' do\n  command \"" + wait_in("#{node['resource_folder']}") + "\"\nend\n";
  const auto files = [&](const char* one, const char* two, const std::string& with) {
    const auto file = [&](const std::string& name) {
      return "file \"#{node['resource_folder']}/" + name + "\" do\n  " + with + "\nend\n";
    };
    return file(one) + wait + file(two);
  };

  check_killed_in_the_middle(host, "cinc-client",
                             request_with({{"recipe", files("first", "second", "content 'x'")},
                                           {"destroyRecipe", files("second", "first", "action :delete")}}),
                             true);
}
