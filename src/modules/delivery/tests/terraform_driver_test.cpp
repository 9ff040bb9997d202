#include "drivers/terraform_driver.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>
#include <cstdlib>
#include <thread>

#include "base/sha256.h"
#include "driver_contract.h"
#include "killed_program.h"
#include "terraform_host.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using namespace std::chrono_literals;
using std::filesystem::path;

namespace {

const std::string canary = "canary-9e8d-value";

/// A module with a variable, a secret one, a resource that shows both, and outputs of every kind.
const std::string module_text = R"(
variable "name" { type = string }
variable "password" { type = string }
resource "terraform_data" "database" {
  input = { name = var.name, password = var.password }
}
output "host" { value = "${var.name}.example" }
output "port" { value = 5432 }
output "password" {
  value     = var.password
  sensitive = true
}
)";

std::string inputs_of(const std::string& name, const std::string& module = module_text) {
  return boost::json::serialize(boost::json::object{{"module", module},
                                                    {"variables", {{"name", name}}},
                                                    {"secretVariables", {{"password", canary}}},
                                                    {"outputs", {"host", "port"}},
                                                    {"secrets", {"password"}}});
}

ResourceRequest request_for(const std::string& name) {
  auto request = resource_request("database");
  request.inputs = inputs_of(name);
  return request;
}

}  // namespace

TEST_CASE("terraform driver: the credentials of a cloud account are variables of its process, and masked") {
  if (!has_terraform()) return;
  Host host;
  auto request = resource_request("database");
  request.inputs = boost::json::serialize(boost::json::object{{"module", R"(
resource "terraform_data" "show" {
  provisioner "local-exec" {
    command = "printf '%s' \"$CLOUD_KEY\" | sha256sum; echo key=$CLOUD_KEY region=$AWS_REGION"
  }
}
)"}});
  request.account_variables = {{"AWS_REGION", "eu-west-1"}};
  request.credentials.emplace("CLOUD_KEY", Secret(canary));

  value_of(host.driver->apply(request, host.context));

  const std::string log = host.log();
  CAPTURE(log);
  CHECK(log.find(sha256_hex(canary)) != std::string::npos);
  CHECK(log.find("region=eu-west-1") != std::string::npos);
  CHECK(log.find(canary) == std::string::npos);
  CHECK(host.states->text(request.gu_id).value()->reveal().find(canary) == std::string::npos);
  CHECK(!host.has_leftovers());
  REQUIRE(host.driver->destroy(request, true, host.context).has_value());
}

TEST_CASE("terraform driver: without the program a plan fails and says what to install") {
  Host host("/nowhere:relative");
  auto request = request_for("shop");

  const auto missing = host.driver->check(request).error();
  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.message().find("'terraform'") != std::string::npos);
  CHECK(missing.hint().find("Install Terraform") != std::string::npos);
  request.inputs = R"({"tool": "opentofu", "module": ""})";
  CHECK(host.driver->check(request).error().message().find("'tofu'") != std::string::npos);
  CHECK(!host.driver->observe(request, host.context).value());
  REQUIRE(host.driver->destroy(request, true, host.context).has_value());  // there is nothing to destroy
}

TEST_CASE("terraform driver: with the tool opentofu the program tofu is called, and the contract holds") {
  if (!has_terraform()) return;
  // OpenTofu is not to be had where this is tested. It takes the same commands, so this checks that they are given to
  // it, and nothing of what it does with them.
  ScratchFolder bin;
  const path tofu = bin.path() / "tofu";
  std::ofstream(tofu) << "#!/bin/sh\n[ \"$1\" != plan ] || echo \"called as tofu\"\nexec "
                      << find_program(search_path(), "terraform")->string() << " \"$@\"\n";
  std::filesystem::permissions(tofu, std::filesystem::perms(0755));
  Host host(bin.path().string());
  auto request = request_for("shop");
  auto inputs = boost::json::parse(request.inputs).as_object();
  inputs["tool"] = "opentofu";
  request.inputs = boost::json::serialize(inputs);

  check_contract(*host.driver, request, true);

  CHECK(value_of(host.driver->apply(request, host.context)).state == R"({"tool":"opentofu"})");
  CHECK(host.log().find("called as tofu") != std::string::npos);
}

TEST_CASE("terraform driver: it keeps the contract of drivers with the real program") {
  if (!has_terraform()) return;
  Host host;

  check_contract(*host.driver, request_for("shop"), true);

  CHECK(!host.has_leftovers());
  CHECK(host.states->versions(request_for("shop").gu_id).empty());
}

TEST_CASE(
    "terraform driver: a preview says what an application does, drift what differs since, and both change nothing") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");

  const auto before = value_of(host.driver->preview(request, host.context));
  CHECK(!value_of(host.driver->drift(request, host.context)));
  CHECK(!host.states->text(request.gu_id).value());
  const auto made = value_of(host.driver->apply(request, host.context));
  const auto unchanged = value_of(host.driver->drift(request, host.context));
  const auto again = value_of(host.driver->preview(request, host.context));

  REQUIRE(before);
  CHECK(in_words(*before) == "4 create");
  CHECK(before->changes.front().subject == "terraform_data.database");
  CHECK(made.outputs == R"({"host":"shop.example","port":5432})");
  CHECK(made.secrets.at("password").reveal() == canary);
  CHECK(unchanged->is_empty());
  CHECK(again->is_empty());
  CHECK(host.states->versions(request.gu_id).size() == 1);

  host.change_state(request.gu_id, R"("name":"shop")", R"("name":"else")");
  const auto drift = value_of(host.driver->drift(request, host.context));
  REQUIRE(drift);
  CHECK(in_words(*drift) == "1 update");
  CHECK(drift->changes.front().subject == "terraform_data.database");
  CHECK(host.states->versions(request.gu_id).size() == 2);
  CHECK(value_of(host.driver->apply(request, host.context)).outputs == made.outputs);
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
}

TEST_CASE("terraform driver: what was agreed to is done, and nothing when it would be something else by now") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  request.agreed = value_of(host.driver->preview(request, host.context));
  value_of(host.driver->apply(request, host.context));
  const auto before = host.states->text(request.gu_id).value()->reveal();

  request.inputs = inputs_of("renamed");
  const auto stopped = host.driver->apply(request, host.context);

  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
  CHECK(stopped.error().message().find("'2 update' now; '4 create' was agreed to") != std::string::npos);
  CHECK(host.states->text(request.gu_id).value()->reveal() == before);
}

TEST_CASE("terraform driver: no secret is in the log, in the folder or in what is stored, and none is an argument") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  // Printed by a script of the module; and destroyed, where terraform shows the copied attribute in clear.
  request.inputs = inputs_of("shop", module_text + R"(
resource "terraform_data" "script" {
  provisioner "local-exec" {
    command = "echo told $P; echo argv $(tr '\\0' ' ' < /proc/$PPID/cmdline) end; echo vars $(env | grep -c TF_VAR_); ls ../"
    environment = { P = nonsensitive(var.password) }
  }
}
)");
  const auto made = value_of(host.driver->apply(request, host.context));
  request.known_secrets = made.secrets;
  value_of(host.driver->destroy(request, false, host.context));

  const std::string log = host.log();
  const auto has = [&](std::string_view text) { return log.find(text) != std::string::npos; };
  CAPTURE(log);
  CHECK(!has(canary));
  CHECK(has("told ***"));
  CHECK(has("argv"));
  CHECK(has("apply -json -no-color -input=false -lock-timeout=20s /tmp/module/plan.bin end"));  // and nothing masked
  CHECK(has("vars 0"));
  CHECK(has("plan.bin\n"));
  CHECK(!has("(local-exec): variables.tfvars.json"));  // removed by then
  CHECK(has("planned: 5 create"));
  CHECK(!host.has_leftovers());
}

TEST_CASE("terraform driver: two runs on one state take turns, and one that waits too long says so") {
  if (!has_terraform()) return;
  Host host;
  const auto request = request_for("shop");
  auto holder = host.states->begin(request.gu_id, 1h);
  REQUIRE(host.states->lock(holder->credential(), request.gu_id, R"({"ID":"held"})").has_value());

  std::atomic<bool> is_done = false;
  std::thread waiting([&] {
    value_of(host.driver->apply(request, host.context));
    is_done = true;
  });
  CHECK(becomes_true([&] { return host.log().find("Acquiring state lock") != std::string::npos; }));
  CHECK(!is_done);
  holder.reset();
  waiting.join();
  CHECK(host.states->text(request.gu_id).value());

  holder = host.states->begin(request.gu_id, 1h);
  REQUIRE(host.states->lock(holder->credential(), request.gu_id, R"({"ID":"held"})").has_value());
  auto impatient = make_terraform_driver({.folder = host.data() / "other",
                                          .spawner = *host.spawner,
                                          .states = *host.states,
                                          .modules = host.modules,
                                          .address = [&] { return host.address(); },
                                          .lock_wait = 0s,
                                          .search_path = search_path()});
  const auto refused = impatient->apply(request_for("other"), host.context);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.terraform_locked");
  CHECK(value_of(impatient->preview(request, host.context))->is_empty());  // looking needs no lock
}

TEST_CASE("terraform driver: what was applied is destroyed, whatever the definition says by then") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  value_of(host.driver->apply(request, host.context));

  request.inputs = inputs_of("shop", "variable \"new\" { type = string }");
  value_of(host.driver->destroy(request, false, host.context));

  CHECK(!host.driver->observe(request_for("shop"), host.context).value());
  CHECK(host.log().find("0 changed, 1 destroyed.") != std::string::npos);
  CHECK(host.states->versions(request.gu_id).size() == 2);
  const auto tomorrow = std::chrono::floor<std::chrono::days>(SystemClock().now()) + std::chrono::days(1);
  REQUIRE(host.driver->remove_kept(tomorrow, host.context).has_value());
  CHECK(host.states->versions(request.gu_id).empty());
}

TEST_CASE("terraform driver: a module in Git is the one of a commit, and stays so until it is applied again") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  host.modules.text = module_text;
  auto inputs = boost::json::parse(request.inputs).as_object();
  inputs.erase("module");
  inputs["git"] = {{"repository", "infra"}, {"revision", "v1"}, {"path", "modules/database"}};
  request.inputs = boost::json::serialize(inputs);

  CHECK(value_of(host.driver->apply(request, host.context)).outputs == R"({"host":"shop.example","port":5432})");
  CHECK(host.modules.exported == "commit-of-v1");
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
  CHECK(host.modules.exported == "commit-of-commit-of-v1");
  inputs["git"].as_object()["path"] = "modules/nothing";
  request.inputs = boost::json::serialize(inputs);
  CHECK(host.driver->apply(request, host.context).error().code() == "delivery.invalid_inputs");
  inputs["git"].as_object()["repository"] = "other";
  request.inputs = boost::json::serialize(inputs);
  CHECK(host.driver->apply(request, host.context).error().code() == "forge.repository_not_found");
}

TEST_CASE("terraform driver: what the program refuses is told in its own words, and a partial state is kept") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  request.inputs = inputs_of("shop", "variable \"name\" { type = string }");  // no variable "password"
  const auto undeclared = host.driver->apply(request, host.context);
  REQUIRE(!undeclared.has_value());
  CHECK(undeclared.error().code() == "delivery.terraform_failed");
  CHECK(undeclared.error().message().find("Missing base variable declaration") != std::string::npos);

  request.inputs = inputs_of("shop", module_text + R"(
resource "terraform_data" "broken" {
  depends_on = [terraform_data.database]
  provisioner "local-exec" { command = "exit 3" }
}
)");
  const auto broken = host.driver->apply(request, host.context);
  REQUIRE(!broken.has_value());
  CHECK(broken.error().message().find("'terraform apply'") != std::string::npos);
  CHECK(broken.error().message().find(canary) == std::string::npos);
  CHECK(host.states->text(request.gu_id).value());
  value_of(host.driver->destroy(request, true, host.context));
  CHECK(!host.states->text(request.gu_id).value());
  CHECK(!host.has_leftovers());
}

TEST_CASE("terraform driver: a stop ends the program in order, and its lock goes with the run") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  request.inputs = inputs_of("shop", module_text + R"(
resource "terraform_data" "slow" {
  provisioner "local-exec" { command = "sleep 60" }
}
)");
  std::stop_source stop;
  host.context.stop = stop.get_token();
  std::thread stopper([&] {
    becomes_true([&] { return host.log().find("Provisioning with 'local-exec'") != std::string::npos; });
    stop.request_stop();
  });

  const auto began = std::chrono::steady_clock::now();
  const auto stopped = host.driver->apply(request, host.context);
  stopper.join();

  CHECK(!stopped.has_value());
  CHECK(std::chrono::steady_clock::now() - began < 50s);
  const auto next = host.states->begin(request.gu_id, 1h);
  CHECK(!host.states->lock(next->credential(), request.gu_id, R"({"ID":"next"})").value());
}

TEST_CASE(
    "terraform driver: killed in a deletion, it says so and does the rest, and what it cannot know it does not say") {
  if (!has_terraform()) return;
  Host host;
  auto request = request_for("shop");
  // What is destroyed one after the other: third, second (which waits), first. The plugins' folder outlives a run.
  request.inputs = inputs_of("shop", module_text + R"TF(
resource "terraform_data" "second" {
  depends_on = [terraform_data.database]
  provisioner "local-exec" {
    when    = destroy
    command = "test -e $TF_PLUGIN_CACHE_DIR/go || (touch $TF_PLUGIN_CACHE_DIR/waits && sleep 300)"
  }
}
resource "terraform_data" "third" { depends_on = [terraform_data.second] }
)TF");
  const path plugins = host.data() / "terraform/plugins";
  const auto made = value_of(host.driver->apply(request, host.context));

  const auto killed = testing::killed_when(plugins / "waits", "terraform",
                                           [&] { return host.driver->destroy(request, true, host.context); });

  REQUIRE(!killed.has_value());
  CHECK(killed.error().code() == "delivery.terraform_failed");
  CAPTURE(killed.error().message());
  CHECK(killed.error().message().find("signal") != std::string::npos);
  CHECK(killed.error().message().find(canary) == std::string::npos);
  CHECK(killed.error().hint().find("had not written down") != std::string::npos);
  CHECK(host.log().find("terraform_data.third: Destruction complete") != std::string::npos);
  CHECK(!host.has_leftovers());
  host.vault.is_locked = true;
  CHECK(host.driver->observe(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->drift(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->destroy(request, true, host.context).error().code() == "secrets.locked");
  host.vault.is_locked = false;
  const auto seen = value_of(host.driver->observe(request, host.context));
  REQUIRE(seen);  // its state is what was written down last
  require_same(made, *seen);

  std::ofstream(plugins / "go").close();
  value_of(host.driver->destroy(request, true, host.context));

  CHECK(!value_of(host.driver->observe(request, host.context)));
  CHECK(host.states->versions(request.gu_id).empty());
  CHECK(!host.has_leftovers());
}
