#include <fstream>
#include <iterator>

#include "driver_contract.h"
#include "killed_program.h"
#include "terraform_host.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;

namespace {

const std::string canary = "canary-77aa-value";

/// What is made one after the other, each with something outside that says so in a file: the second waits.
const std::string module_text = R"TF(
variable "password" { type = string }
resource "terraform_data" "first" {
  provisioner "local-exec" {
    command     = "echo first >> $TF_PLUGIN_CACHE_DIR/made; echo told $P"
    environment = { P = nonsensitive(var.password) }
  }
}
resource "terraform_data" "second" {
  for_each   = toset(["a=b"])
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "echo second >> $TF_PLUGIN_CACHE_DIR/made; test -e $TF_PLUGIN_CACHE_DIR/go || (touch $TF_PLUGIN_CACHE_DIR/waits && sleep 300)"
  }
}
resource "terraform_data" "third" {
  depends_on = [terraform_data.second]
  provisioner "local-exec" { command = "echo third >> $TF_PLUGIN_CACHE_DIR/made" }
}
output "done" { value = terraform_data.third.id != "" }
)TF";

const std::string second = R"(terraform_data.second["a=b"])";

struct Killed {
  Killed() {
    request.inputs = inputs_of(module_text);
    const auto answer =
        killed_when(plugins() / "waits", "terraform", [&] { return host.driver->apply(request, host.context); });
    REQUIRE(!answer.has_value());
    error = answer.error();
    std::ofstream(plugins() / "go").close();
  }
  static std::string inputs_of(const std::string& module) {
    return boost::json::serialize(
        boost::json::object{{"module", module}, {"secretVariables", {{"password", canary}}}, {"outputs", {"done"}}});
  }
  std::filesystem::path plugins() const { return host.data() / "terraform/plugins"; }
  std::string made() const {
    std::ifstream file(plugins() / "made");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has_journal() const {
    const auto journals = host.data() / "terraform/journals";
    return std::filesystem::exists(journals) && !std::filesystem::is_empty(journals);
  }
  std::vector<DriverPart> doubts() { return value_of(host.driver->doubts(request)); }

  Host host;
  ResourceRequest request = resource_request("database");
  Error error = failed("none", "none");
};

}  // namespace

TEST_CASE("terraform driver: killed in an application, it makes nothing twice before a person has said what is there") {
  if (!has_terraform()) return;
  Killed k;
  Driver& driver = *k.host.driver;

  CAPTURE(k.error.message());
  CHECK(k.error.code() == answer_lost_code);
  CHECK(k.error.message().find("signal") != std::string::npos);
  CHECK(k.made() == "first\nsecond\n");
  CHECK(k.host.log().find("terraform_data.first (local-exec): told ***") != std::string::npos);
  CHECK(k.host.log().find("@message") == std::string::npos);
  CHECK(!k.has_journal());  // it may hold secrets; what is needed of it is sealed in a row
  const auto doubts = k.doubts();
  REQUIRE(doubts.size() == 2);
  CHECK(doubts[0].subject == "terraform_data.first");
  CHECK(doubts[0].about == "was created with the id '" + doubts[0].id + "'");
  CHECK(doubts[1].subject == second);
  CHECK(doubts[1].about == "its creation had begun");
  CHECK(!driver.may_repeat(k.request));
  const auto seen = driver.observe(k.request, k.host.context);
  REQUIRE(!seen.has_value());
  CHECK(seen.error().message().find(second + " (its creation had begun)") != std::string::npos);
  CHECK(seen.error().message().find("third") == std::string::npos);
  CHECK(driver.drift(k.request, k.host.context).error().code() == "delivery.terraform_in_doubt");
  CHECK(!value_of(driver.preview(k.request, k.host.context)));
  CHECK(driver.apply(k.request, k.host.context).error().code() == answer_lost_code);
  CHECK(driver.destroy(k.request, true, k.host.context).error().code() == answer_lost_code);
  CHECK(k.made() == "first\nsecond\n");

  const auto wrong = driver.settle(k.request, {{"terraform_data.third", "x"}, {second, ""}});
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().code() == "delivery.invalid_imports");
  CHECK(wrong.error().fields().size() == 2);
  const std::map<std::string, std::string> ids{{"terraform_data.first", doubts[0].id}, {second, "thing ${2}"}};
  REQUIRE(driver.settle(k.request, ids).has_value());
  REQUIRE(driver.settle(k.request, ids).has_value());  // the same once more
  CHECK(driver.may_repeat(k.request));

  const auto shown = value_of(driver.preview(k.request, k.host.context));
  REQUIRE(shown);
  CHECK(in_words(*shown) == "2 create, 2 import");  // the output, too, is created
  CHECK(value_of(driver.apply(k.request, k.host.context)).outputs == R"({"done":true})");
  CHECK(k.made() == "first\nsecond\nthird\n");
  const std::string state = k.host.states->text(k.request.gu_id).value()->reveal();
  CHECK(state.find(doubts[0].id) != std::string::npos);
  CHECK(state.find("thing ${2}") != std::string::npos);
  CHECK(!k.host.states->making(k.request.gu_id).value());
  CHECK(!k.has_journal());
  CHECK(value_of(driver.drift(k.request, k.host.context))->is_empty());
  REQUIRE(driver.destroy(k.request, true, k.host.context).has_value());
}

TEST_CASE("terraform driver: what a person says is not there is made, and what cannot be taken over is asked again") {
  if (!has_terraform()) return;
  Killed k;
  Driver& driver = *k.host.driver;
  const auto doubts = k.doubts();
  REQUIRE(driver.settle(k.request, {{second, "thing-2"}}).has_value());

  // The module has it no more, so nothing can take it over.
  const std::string inputs = k.request.inputs;
  k.request.inputs = Killed::inputs_of("variable \"password\" { type = string }\noutput \"done\" { value = true }");
  const auto refused = driver.apply(k.request, k.host.context);
  REQUIRE(!refused.has_value());
  CAPTURE(refused.error().message());
  CHECK(refused.error().code() == answer_lost_code);
  CHECK(refused.error().message().find("With what was said to be there it cannot plan") == 0);
  REQUIRE(k.doubts().size() == 1);
  CHECK(k.doubts()[0].subject == second);

  REQUIRE(driver.settle(k.request, {}).has_value());
  k.request.inputs = inputs;
  CHECK(value_of(driver.apply(k.request, k.host.context)).outputs == R"({"done":true})");
  CHECK(k.made() == "first\nsecond\nfirst\nsecond\nthird\n");
}

TEST_CASE("terraform driver: what a person says is there is destroyed with the rest") {
  if (!has_terraform()) return;
  Killed k;
  REQUIRE(k.host.driver->settle(k.request, {{second, "thing-2"}}).has_value());

  const auto destroyed = k.host.driver->destroy(k.request, true, k.host.context);

  REQUIRE_MESSAGE(destroyed.has_value(), (destroyed ? "" : destroyed.error().message()));
  CHECK(k.host.log().find(second + ": Destruction complete") != std::string::npos);
  CHECK(!value_of(k.host.driver->observe(k.request, k.host.context)));
  CHECK(!k.host.states->making(k.request.gu_id).value());
}

TEST_CASE("terraform driver: a creation that fails in order is no question") {
  if (!has_terraform()) return;
  Host host;
  auto request = resource_request("database");
  request.inputs = Killed::inputs_of(module_text + R"TF(
resource "terraform_data" "broken" {
  provisioner "local-exec" { command = "exit 3" }
}
)TF");
  std::filesystem::create_directories(host.data() / "terraform/plugins");

  const auto broken = host.driver->apply(request, host.context);

  REQUIRE(!broken.has_value());
  CHECK(broken.error().code() == "delivery.terraform_failed");
  CHECK(broken.error().message().find("local-exec provisioner error") != std::string::npos);
  CHECK(host.log().find("Error: local-exec provisioner error") != std::string::npos);
  CHECK(host.driver->may_repeat(request));
  CHECK(!host.states->making(request.gu_id).value());
}
