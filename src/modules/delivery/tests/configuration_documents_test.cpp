#include <doctest/doctest.h>

#include "configuration/ansible_documents.h"
#include "configuration/configuration_outcome.h"
#include "configuration/host_inputs.h"
#include "configuration/puppet_documents.h"
#include "configuration/resource_report.h"
#include "driver_contract.h"
#include "terraform_fixture.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

ResourceRequest with_inputs(std::string inputs) {
  auto request = resource_request("server");
  request.inputs = std::move(inputs);
  return request;
}

Result<ConfigurationInputs> read_ansible(const std::string& inputs) {
  return read_configuration_inputs(make_ansible_tool()->language(), with_inputs(inputs));
}

std::string refusal_of(const std::string& inputs) {
  const auto read = read_ansible(inputs);
  REQUIRE(!read.has_value());
  CHECK(read.error().code() == "delivery.invalid_inputs");
  return read.error().message();
}

bool contains(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("ansible's lines: a result of a task is read, and nothing else is taken for one") {
  const auto line = read_task_line(
      R"({"event": "task", "host": "web1", "task": "copy\nit", "status": "changed", "seconds": 0.25, "place": "a:4"})");

  REQUIRE(line);
  CHECK(line->host == "web1");
  CHECK(line->task == "copy it");
  CHECK(line->status == "changed");
  CHECK(line->seconds == doctest::Approx(0.25));
  CHECK(!read_task_line(R"({"event": "task", "host": "web1", "task": "x", "status": "perfect"})"));
  CHECK(!read_task_line(R"({"event": "play"})"));
  CHECK(!read_task_line("PLAY [all] ***"));
  CHECK(!read_task_line("{"));
  CHECK(!read_task_line("[" + std::string(100, '[')));
  CHECK(is_no_hosts_line(R"({"event": "no_hosts", "play": ""})"));
  CHECK(!is_no_hosts_line(R"({"event": 1})"));
}

TEST_CASE("ansible's errors: the place comes first, as editors know it") {
  CHECK(read_ansible_error("ERROR! couldn't resolve module/action 'x'. This often indicates a misspelling.\n\n"
                           "The error appears to be in '/tmp/work/source/tasks/a.yaml': line 4, column 7, but may\nbe",
                           "/tmp/work/source") ==
        "tasks/a.yaml:4:7: couldn't resolve module/action 'x'. This often indicates a misspelling.");
  CHECK(read_ansible_error("ERROR! the playbook: x could not be found\n", "/tmp") ==
        "the playbook: x could not be found");
  CHECK(read_ansible_error("[WARNING]: nothing\n", "/tmp").empty());
  CHECK(read_ansible_error("ERROR! x\nThe error appears to be in 'cut off", "/tmp") == "x");
}

TEST_CASE("reports of runs: what has another shape is refused with what is wrong") {
  CHECK(read_ansible_report(R"({"outputs": {"a": 1}, "facts": {}})")->outputs.at("a") == 1);
  for (const char* text : {"", "[]", "{}", R"({"outputs": [], "facts": {}})"})
    CHECK(read_ansible_report(text).error().code() == "delivery.configuration_answer");
  const auto report = read_resource_report(
      R"({"resources": [{"name": "File[a]", "status": "failed", "place": "site.pp:3", "seconds": 1.5, "message": "no"}],
          "facts": {"host": {"kernel": "Linux"}}})");
  REQUIRE(report.has_value());
  CHECK(report->resources.at(0).name == "File[a]");
  CHECK(report->resources.at(0).message == "no");
  for (const char* text : {"", "{}", R"({"resources": [1], "facts": {}})", R"({"resources": [{}], "facts": {}})",
                           R"({"resources": [{"name": "x", "status": "fine"}], "facts": {}})"})
    CHECK(read_resource_report(text).error().code() == "delivery.configuration_answer");
}

TEST_CASE("puppet's errors: the place comes first, as editors know it") {
  CHECK(read_puppet_error("Error: Could not parse for environment production: Syntax error at 'ensure' (file: "
                          "/tmp/work/source/site.pp, line: 2, column: 2) on node vm",
                          "/tmp/work/source") ==
        "site.pp:2:2: Could not parse for environment production: Syntax error at 'ensure'");
  CHECK(read_puppet_error("Error: /bin/false returned 1", "/tmp") == "/bin/false returned 1");
  CHECK(read_puppet_error("Notice: fine", "/tmp").empty());
  CHECK(read_puppet_error("Error: x (file: cut off", "/tmp") == "x (file: cut off");
}

TEST_CASE("configuration inputs: what cannot be run is refused with what to do") {
  CHECK(contains(refusal_of("{}"), "either a 'playbook' or one in 'git'"));
  CHECK(contains(refusal_of(R"({"playbook": "", "git": {"repository": "x"}})"), "not both"));
  CHECK(contains(refusal_of(R"({"playbook": {"other.yaml": ""}})"), "no file 'playbook.yaml' that could be run"));
  CHECK(contains(refusal_of(R"({"playbook": {"../a": ""}, "entry": "../a"})"), "'../a' cannot be a file"));
  CHECK(contains(refusal_of(R"({"git": {"repository": "x"}, "entry": "/etc/x"})"), "cannot be a file that is run"));
  CHECK(contains(refusal_of(R"({"playbook": "", "plabook": ""})"), "takes no input 'plabook'"));
  CHECK(contains(refusal_of(R"({"git": {"repository": "x"}, "destroyPlaybook": "x"})"), "'destroyPlaybook' is for"));
  CHECK(contains(refusal_of(R"({"playbook": "", "env": {"ANSIBLE_CONFIG": "x"}})"), "set by this server"));
  CHECK(contains(refusal_of(R"({"playbook": "", "on": "moon"})"), "'moon' is no place"));
  CHECK(contains(refusal_of(R"({"playbook": "", "facts": ["x y"]})"), "cannot be a fact"));
  CHECK(contains(refusal_of(R"({"playbook": "", "variables": {"a": 1}, "secretVariables": {"a": 2}})"), "both secret"));
  const auto puppet =
      read_configuration_inputs(make_puppet_tool()->language(), with_inputs(R"({"manifest": "", "hosts": ["web1"]})"));
  CHECK(contains(puppet.error().message(), "takes no input 'hosts'"));
}

TEST_CASE("configuration inputs: nothing that ssh would take for an option or ansible for a pattern becomes a host") {
  for (const char* host :
       {R"("-oProxyCommand=id")", R"("a b")", R"("web*")", R"("")", R"({"name": "a", "address": "-x"})",
        R"({"name": "a", "user": "-l"})", R"({"name": "a", "groups": ["all"]})", R"({"name": "a", "address": "a;id"})"})
    CHECK(contains(refusal_of(fmt::format(R"({{"playbook": "", "hosts": [{}]}})", host)), "cannot be the"));
  CHECK(contains(refusal_of(R"({"playbook": "", "hosts": []})"), "no list of 1 to"));
  CHECK(contains(refusal_of(R"({"playbook": "", "hosts": ["a", "a"]})"), "named twice"));
  CHECK(contains(refusal_of(R"({"playbook": "", "hosts": {"catalog": {}}})"), "every resource of the catalog"));
  CHECK(contains(refusal_of(R"({"playbook": "", "hosts": [{"name": "a", "port": 70000}]})"), "is none"));
}

TEST_CASE("inventories: hosts with their groups, or this machine") {
  const auto inputs = read_ansible(
      R"({"playbook": "", "user": "deploy", "hosts": ["web1", {"name": "web2", "address": "::1", "port": 2222,
          "user": "root", "groups": ["web-servers"]}]})");
  REQUIRE(inputs.has_value());

  const auto all = boost::json::parse(inventory_of(*inputs, "/tmp/modules")).at("all");

  CHECK(all.at("hosts").at("web1").at("ansible_user") == boost::json::value("deploy"));
  CHECK(all.at("hosts").at("web1").at("ansible_host") == boost::json::value("web1"));
  CHECK(all.at("hosts").at("web2").at("ansible_host") == boost::json::value("::1"));
  CHECK(all.at("hosts").at("web2").at("ansible_port") == 2222);
  CHECK(all.at("children").at("web_servers").at("hosts").as_object().contains("web2"));
  const auto local = boost::json::parse(inventory_of(*read_ansible(R"({"playbook": ""})"), "/tmp/modules"));
  CHECK(local.at("all").at("hosts").at("localhost").at("ansible_connection") == boost::json::value("local"));
}

TEST_CASE("what was applied is kept sealed, is read as it was, and is forgotten") {
  const auto db = db::testing::memory_database(migrations());
  SystemClock clock;
  delivery::testing::ToyVault vault;
  const auto applied = make_applied_configurations(*db, clock, vault);
  const auto& language = make_ansible_tool()->language();
  AppliedConfiguration made;
  made.inputs = read_ansible(R"({"playbook": {"playbook.yaml": "x", "gone.yaml": "y"}, "destroyEntry": "gone.yaml",
      "variables": {"a": [1]}, "secretVariables": {"pw": "canary"}, "outputs": ["host"], "secrets": ["pw"],
      "facts": ["kernel"], "env": {"REGION": "eu"}, "hosts": [{"name": "web1", "groups": ["web"]}], "user": "u",
      "sshKey": "key", "knownHosts": "known", "on": "host"})")
                    .value();
  made.outcome = ResourceOutcome{R"({"host":"h"})", {{"pw", Secret("canary")}}, R"({"tool":"ansible"})"};

  CHECK(!applied->find("g1").value());
  REQUIRE(applied->keep("g1", keep(language, made)).has_value());
  REQUIRE(applied->keep("g1", keep(language, made)).has_value());
  const auto read = read_applied(language, with_inputs("{}"), *applied->find("g1").value());

  REQUIRE(read.has_value());
  CHECK(keep(language, *read).reveal() == keep(language, made).reveal());
  CHECK(read->inputs.hosts == made.inputs.hosts);
  CHECK(read->outcome->secrets.at("pw").reveal() == "canary");
  vault.is_locked = true;
  CHECK(applied->find("g1").error().code() == "secrets.locked");
  vault.is_locked = false;
  REQUIRE(applied->forget("g1").has_value());
  CHECK(!applied->find("g1").value());
}

TEST_CASE("changes of a run: in the order of their subjects, 200 of them named, all counted") {
  std::vector<DriverChange> many;
  for (int i = 250; i > 0; --i) many.push_back({"change", fmt::format("web1: {:03}", i)});

  const DriverChanges changes = changes_of(many);

  CHECK(changes.changes.size() == 200);
  CHECK(changes.changes.front().subject == "web1: 001");
  CHECK(changes.left_out == 50);
  CHECK(changes.counts.at("change") == 250);
}
