#include "drivers/pulumi_driver.h"

#include <doctest/doctest.h>

#include "configuration_fixture.h"
#include "kept_log.h"
#include "killed_program.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using boost::json::object;
using std::filesystem::path;

// Pulumi is not to be had for the machines this is tested on: tests/data/pulumi speaks as it does.

namespace {

const std::string canary = "canary-c41d-value";

/// A program with a variable, a secret one, a resource that has both, and outputs of every kind.
const std::string program_text = R"({
  "name": "shop", "runtime": "yaml",
  "resources": {"database": {"type": "test:Database",
                             "properties": {"name": "${name}", "password": {"fn::secret": "${password}"}}}},
  "outputs": {"host": "${name}.example", "port": 5432, "password": {"fn::secret": "${password}"}}
})";

object inputs_of(const std::string& name, const std::string& program = program_text) {
  return {{"program", program},
          {"variables", {{"name", name}}},
          {"secretVariables", {{"password", canary}}},
          {"outputs", {"host", "port"}},
          {"secrets", {"password"}}};
}

/// A driver with the real spawner and sandbox, and real states.
class Host {
 public:
  explicit Host(const std::string& where_programs_are =
                    (towpath::testing::source_folder() / "src/modules/delivery/tests/data").string()) {
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner_ = process::start_spawner(options).value();
    driver = make_pulumi_driver({.folder = data() / "pulumi",
                                 .spawner = *spawner_,
                                 .states = *states,
                                 .modules = texts,
                                 .search_path = where_programs_are});
    context.log = log_.sink();
  }

  std::string log() { return log_.text(); }
  bool has_logged(std::string_view text) { return log().find(text) != std::string::npos; }
  path data() const { return scratch_.path() / "data"; }
  path folder(const ResourceRequest& request) const { return data() / "pulumi/resources" / request.gu_id; }
  bool has_leftovers() const { return !std::filesystem::is_empty(data() / "pulumi/runs"); }
  ResourceRequest request(const object& inputs) {
    auto out = request_with(inputs);
    out.known_secrets = driver->prepare(out);
    return out;
  }
  /// What really exists, by the stand-in's own file.
  object world(const ResourceRequest& request) {
    return boost::json::parse(text_of(folder(request) / "home/world.json")).as_object();
  }

 private:
  ScratchFolder scratch_;
  std::unique_ptr<db::Db> db_ = db::testing::memory_database(migrations());
  SystemClock clock_;
  KeptLog log_;
  std::unique_ptr<process::Spawner> spawner_;

 public:
  ToyVault vault;
  std::unique_ptr<TerraformStates> states = make_terraform_states(*db_, clock_, vault, "host-1");
  FolderTexts texts;
  std::unique_ptr<Driver> driver;
  DriverContext context;
};

bool has_python() { return has_program("python3"); }

}  // namespace

TEST_CASE("pulumi driver: without the program a plan fails and says what to install") {
  Host host("/nowhere");

  const auto missing = host.driver->check(host.request(inputs_of("shop"))).error();

  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.hint().find("pulumi.com/docs/install") != std::string::npos);
  CHECK(!host.driver->observe(host.request(inputs_of("shop")), host.context).value());
  value_of(host.driver->destroy(host.request(inputs_of("shop")), true, host.context));  // there is nothing to destroy
}

TEST_CASE("pulumi driver: it keeps the contract of drivers") {
  if (!has_python()) return;
  Host host;

  check_contract(*host.driver, request_with(inputs_of("shop")), true);

  CHECK(!host.has_leftovers());
}

TEST_CASE("pulumi driver: what would be done is done, and drift is found") {
  if (!has_python()) return;
  Host host;
  auto request = host.request(inputs_of("shop"));

  const auto planned = value_of(host.driver->preview(request, host.context));
  REQUIRE(planned);
  CHECK(planned->changes == std::vector<DriverChange>{{"create", "test:Database::database"}});
  CHECK(!host.states->text(request.gu_id).value());
  request.agreed = planned;
  const auto made = value_of(host.driver->apply(request, host.context));

  CAPTURE(host.log());
  CHECK(boost::json::parse(made.outputs) == boost::json::parse(R"({"host": "shop.example", "port": 5432})"));
  CHECK(made.secrets.at("password").reveal() == canary);
  CHECK(host.has_logged("planned: 1 create\n"));
  CHECK(host.has_logged("pulumi v3.0.0-stand-in"));
  CHECK(value_of(host.driver->preview(request, host.context))->is_empty());
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());

  std::ofstream(host.folder(request) / "home/world.json") << R"({"database": {"type": "test:Database"}})";
  const auto drift = value_of(host.driver->drift(request, host.context));
  REQUIRE(drift);
  CHECK(drift->changes == std::vector<DriverChange>{{"update", "test:Database::database"}});

  request.inputs = boost::json::serialize(inputs_of("store"));
  const auto stopped = host.driver->apply(request, host.context);  // something else was agreed to
  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
  CHECK(host.states->versions(request.gu_id).size() == 1);
}

TEST_CASE("pulumi driver: no secret is in the log, an argument, or a file that stays; the state is sealed") {
  if (!has_python()) return;
  Host host;
  const auto request = host.request(inputs_of("shop"));

  value_of(host.driver->apply(request, host.context));

  CHECK(!host.has_logged(canary));
  CHECK(!host.has_logged(request.known_secrets.at(".passphrase").reveal()));
  CHECK(!host.has_leftovers());
  CHECK(std::filesystem::is_empty(host.folder(request) / "backend"));
  const std::string state = host.states->text(request.gu_id).value()->reveal();
  CHECK(boost::json::parse(state).at("pulumi").at("version") == 3);
  const auto changed = host.request(inputs_of("shop"));  // with another passphrase
  const auto refused = host.driver->apply(changed, host.context);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.pulumi_failed");
  auto without = request;
  without.known_secrets.clear();
  CHECK(host.driver->apply(without, host.context).error().code() == "delivery.pulumi_passphrase");
}

TEST_CASE("pulumi driver: what a failed update has made is written down, and the next one goes on from there") {
  if (!has_python()) return;
  Host host;
  const std::string half = R"({"name": "shop", "runtime": "yaml", "resources": {
    "first": {"type": "test:Queue"}, "second": {"type": "test:Queue", "properties": {"fail": FAILS}}}})";
  const auto program = [&](const char* fails) {
    std::string text = half;
    return text.replace(text.find("FAILS"), 5, fails);
  };
  auto request = host.request({{"program", program("true")}});

  const auto failed = host.driver->apply(request, host.context);
  REQUIRE(!failed.has_value());
  CHECK(failed.error().code() == "delivery.pulumi_failed");
  CHECK(failed.error().message().find("resource 'second' cannot be made") != std::string::npos);
  CHECK(host.world(request).size() == 1);

  request.inputs = boost::json::serialize(object{{"program", program("false")}});
  const auto rest = value_of(host.driver->preview(request, host.context));
  CHECK(rest->changes == std::vector<DriverChange>{{"create", "test:Queue::second"}});
  value_of(host.driver->apply(request, host.context));
  CHECK(host.world(request).size() == 2);
  value_of(host.driver->destroy(request, false, host.context));
  CHECK(!std::filesystem::exists(host.folder(request)));
  CHECK(!host.driver->observe(request, host.context).value());
}

TEST_CASE("pulumi driver: the stack that a server left when it died is taken up, and two runs do not meet") {
  if (!has_python()) return;
  Host host;
  const auto request = host.request(inputs_of("shop"));
  value_of(host.driver->apply(request, host.context));
  // As if the next update had ended before its stack was stored: the folder knows more than the states.
  std::ofstream(host.folder(request) / "backend/resource.json")
      << R"({"resources": {"late": {"type": "test:Queue", "properties": {}}}, "outputs": {}})";

  std::filesystem::permissions(host.folder(request) / "backend/resource.json", std::filesystem::perms(0666));

  value_of(host.driver->apply(request, host.context));

  CHECK(host.has_logged("taken up again"));
  CHECK(host.has_logged("planned: 1 create, 1 delete\n"));
  const auto other = host.states->begin(request.gu_id, std::chrono::hours(1));
  REQUIRE(host.states->lock(other->credential(), request.gu_id, R"({"ID":"somebody"})").has_value());
  const auto locked = host.driver->apply(request, host.context);
  REQUIRE(!locked.has_value());
  CHECK(locked.error().code() == "delivery.pulumi_locked");
}

TEST_CASE(
    "pulumi driver: killed in the middle, it says so and does the rest, and what it cannot know it does not say") {
  if (!has_python()) return;
  Host host;
  const auto request = host.request({{"program", R"({"name": "shop", "runtime": "yaml", "resources": {
    "first": {"type": "test:Queue"}, "second": {"type": "test:Queue", "properties": {"waits": true}},
    "third": {"type": "test:Queue"}}})"}});
  const path home = host.folder(request) / "home";
  const auto let_go = [&] { std::ofstream(home / "go").close(); };
  const auto says_so = [](const auto& result) {
    REQUIRE(!result.has_value());
    CHECK(result.error().code() == "delivery.pulumi_failed");
    CHECK(result.error().message().find("signal") != std::string::npos);
  };

  says_so(killed_when(home / "waits", "pulumi", [&] { return host.driver->apply(request, host.context); }));
  CHECK(host.world(request).size() == 1);
  let_go();
  value_of(host.driver->apply(request, host.context));
  CHECK(host.world(request).size() == 3);

  std::filesystem::remove(home / "go");
  says_so(killed_when(home / "waits", "pulumi", [&] { return host.driver->destroy(request, true, host.context); }));
  CHECK(host.world(request).size() == 2);
  CHECK(value_of(host.driver->observe(request, host.context)));
  host.vault.is_locked = true;
  CHECK(host.driver->observe(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->drift(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->destroy(request, true, host.context).error().code() == "secrets.locked");
  host.vault.is_locked = false;
  CHECK(host.world(request).size() == 2);
  let_go();
  value_of(host.driver->destroy(request, true, host.context));
  CHECK(!value_of(host.driver->observe(request, host.context)));
  CHECK(!std::filesystem::exists(host.folder(request)));
  CHECK(host.states->versions(request.gu_id).empty());
  CHECK(!host.has_leftovers());
}

TEST_CASE("pulumi driver: what its inputs and pulumi's documents may be") {
  Host host("/nowhere");
  const auto refused = [&](const object& inputs) {
    const auto checked = host.driver->check(request_with(inputs));
    REQUIRE(!checked.has_value());
    CHECK(checked.error().code() == "delivery.invalid_inputs");
    return checked.error().message();
  };
  CHECK(refused({}).find("names either a 'program' or one in 'git'") != std::string::npos);
  CHECK(refused({{"program", {{"main.py", ""}}}}).find("no file Pulumi.yaml") != std::string::npos);
  CHECK(refused({{"program", "name: x"}, {"env", {{"PULUMI_HOME", "/"}}}}).find("'PULUMI_HOME'") != std::string::npos);
  CHECK(refused({{"program", "name: x"}, {"stack", "x"}}).find("'stack'") != std::string::npos);
}
