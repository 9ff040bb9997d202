#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <mutex>

#include "http/server.h"
#include "installation.h"
#include "invariants.h"
#include "journeys.h"

namespace towpath::faults {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds longest{60};
constexpr const char* service = "steady";

/// Counts how often each thing was made, outside of everything that is killed.
class Maker {
 public:
  Maker() {
    router_.add({"POST", "/made/{name}", "public", [this](const http::Request& request) -> Result<http::Response> {
                   const std::lock_guard lock(mutex_);
                   return http::json_response(200, std::to_string(++made_[std::string(request.param("name"))]));
                 }});
    server_ = http::Server::start(router_, {}).value();
  }
  int port() const { return server_->port(); }
  int made(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return made_[name];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> made_;  // guarded by mutex_
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

/// A program that makes one more thing each time it is asked. The first time it does not come to its end.
std::filesystem::path write_program(const std::filesystem::path& folder, const std::string& name, int port) {
  const std::filesystem::path file = folder / ("make-" + name);
  std::ofstream(file) << "#!/usr/bin/python3\nimport json, sys, time, urllib.request\njson.load(sys.stdin)\n"
                      << "times = urllib.request.urlopen('http://127.0.0.1:" << port << "/made/" << name
                      << "', b'').read()\nif times == b'1': time.sleep(600)\n"
                      << "print(json.dumps({'resource_outputs': {'host': 'made-' + times.decode()}}))\n";
  std::filesystem::permissions(file, std::filesystem::perms(0755));
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  return file;
}

/// The database of the service in staging brings a thing along that the program makes.
std::string definitions(const std::string& name, const std::filesystem::path& program) {
  const std::string head = "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: " + name;
  return head +
         "-db}\nspec:\n  owner: platform\n  type: postgres\n  driver: postgres\n  criteria: [{resId: workloads." +
         service + ".db, environmentType: staging}]\n  alongside: [{type: azure-blob, name: " + name + "}]\n" + head +
         "-thing}\nspec:\n  owner: platform\n  type: azure-blob\n  driver: cmd\n  inputs: {command: [" +
         program.string() + "], outputs: [host]}\n  criteria: [{resId: workloads." + service + ".db." + name + "}]\n";
}

/// Kills the server while the program makes the thing, answers the question, and looks what came of it.
void kill_and_answer(Engine engine, const std::string& answer, int calls, const std::string& host) {
  CAPTURE(answer);
  Maker maker;
  Installation installation(engine);
  Journeys journeys(installation);
  REQUIRE(installation.start());
  journeys.prepare();
  REQUIRE(wait_quiet(installation, longest));
  const auto program = write_program(installation.data().parent_path(), "thing", maker.port());
  installation.api().must("POST", "/api/v1/entities", json::object{{"document", definitions("thing", program)}});
  const json::value started = installation.api().must(
      "POST", "/api/v1/promotions", json::object{{"component", service}, {"from", "development"}, {"to", "staging"}});
  const std::string run = "/api/v1/runs/" + text_of(started.at("run"), "id");
  REQUIRE(installation.api().wait_until([&] { return maker.made("thing") == 1; }, longest));

  installation.server().kill();
  REQUIRE(installation.start());

  const bool waits = installation.api().wait_until(
      [&] { return text_of(installation.api().must("GET", run), "state") == "waiting"; }, longest);
  CAPTURE(json::serialize(installation.api().must("GET", run)));
  REQUIRE(waits);
  CHECK(maker.made("thing") == 1);
  const json::value questions = installation.api().must("GET", "/api/v1/resources/questions");
  REQUIRE(questions.at("items").as_array().size() == 1);
  CHECK(text_of(questions.at("items").at(0), "about") == "make");

  json::object said{{"component", service},
                    {"environment", "staging"},
                    {"resource", "workloads." + std::string(service) + ".db.thing"},
                    {"answer", answer}};
  if (answer == "exists") said["outputs"] = json::object{{"host", "seen"}};
  installation.api().must("POST", "/api/v1/resource-resolutions", said);

  const bool is_over = installation.api().wait_until(
      [&] { return text_of(installation.api().must("GET", run), "state") == "succeeded"; }, longest);
  CAPTURE(json::serialize(installation.api().must("GET", run)));
  CHECK(is_over);
  CHECK(maker.made("thing") == calls);
  bool is_there = false;
  const json::value resources =
      installation.api().must("GET", "/api/v1/resources?environment=staging&component=" + std::string(service));
  for (const json::value& each : resources.at("items").as_array())
    if (text_of(each, "name") == "thing") {
      is_there = true;
      CHECK(text_of(each, "state") == "active");
      CHECK(text_of(each.at("outputs"), "host") == host);
    }
  CHECK(is_there);
  REQUIRE(wait_quiet(installation, longest));
  for (const std::string& broken : broken_invariants(installation)) FAIL_CHECK(broken);
}

}  // namespace

TEST_SUITE("killed processes") {
  TEST_CASE("a server that is killed while a program makes something asks a person, and never the program twice") {
    const char* wanted = std::getenv("TOWPATH_CAMPAIGN");
    for (const auto& [engine, name] : {std::pair(Engine::sqlite, "sqlite"), std::pair(Engine::postgres, "postgres")}) {
      if (wanted && std::string_view(wanted) != name) continue;
      CAPTURE(name);
      kill_and_answer(engine, "exists", 1, "seen");
      kill_and_answer(engine, "absent", 2, "made-2");
    }
  }
}

}  // namespace towpath::faults
