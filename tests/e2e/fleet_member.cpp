#include "fleet_member.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <utility>

#include "base/base64.h"
#include "json/json.h"

namespace towpath::testing {

namespace fs = std::filesystem;

bool comes_true(std::chrono::seconds longest, const std::function<bool()>& is_true) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  const auto until = std::chrono::steady_clock::now() + longest;
  while (std::chrono::steady_clock::now() < until) {
    if (is_true()) return true;
    never.wait_for(lock, std::chrono::milliseconds(100), [] { return false; });
  }
  return is_true();
}

Member::Member(std::string name, std::string database, const Member* first)
    : name_(std::move(name)), database_(std::move(database)) {
  if (first) {
    fs::create_directories(fs::path(folder_.path()) / "keys");
    fs::copy_file(fs::path(first->folder_.path()) / "keys" / "master.key",
                  fs::path(folder_.path()) / "keys" / "master.key");
  }
  start();
}

void Member::start() {
  ServerProcess::Options options{.data = folder_.path(),
                                 .arguments = {"--database", database_, "--server-name", name_, "--server-lease",
                                               std::to_string(fleet_lease.count()) + "s", "--workers", "3"},
                                 .port = port_};
  server_ = std::make_unique<ServerProcess>(options);
  port_ = std::stoi(server_->url().substr(server_->url().rfind(':') + 1));
}

void Member::kill() {
  server_->end(SIGKILL);
  server_.reset();
}

http::ClientResponse Member::ask(const std::string& method, const std::string& path,
                                 const boost::json::value& body) const {
  http::ClientRequest request;
  request.method = method;
  request.url = server_->url() + path;
  request.bearer_token = Secret(server_->token());
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
  }
  const auto answer = http::fetch(request);
  CAPTURE(path);
  REQUIRE(answer.has_value());
  return *answer;
}

boost::json::value Member::get(const std::string& path) const {
  const auto answer = ask("GET", path);
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  return json::parse(answer.body).value();
}

boost::json::object Member::said_of(const std::string& name) const {
  const boost::json::value all = get("/api/v1/servers");
  for (const auto& each : all.at("items").as_array())
    if (each.at("name").as_string() == name) return each.as_object();
  return {};
}

bool Member::says_leads(const std::string& name) const {
  const auto said = said_of(name);
  return said.contains("isLeader") && said.at("isLeader").as_bool();
}

void Member::make_repository(const std::string& repository) const {
  const auto made = ask("POST", "/api/v1/repositories", boost::json::object{{"name", repository}});
  CAPTURE(made.body);
  REQUIRE(made.status == 201);
}

void Member::push_workflow(const std::string& repository, const std::string& runs_on, const std::string& script) const {
  const db::testing::TemporaryFolder folder;
  fs::create_directories(fs::path(folder.path()) / ".github/workflows");
  std::ofstream(fs::path(folder.path()) / ".github/workflows/ci.yml")
      << "name: ci\non: workflow_dispatch\njobs:\n  say:\n    runs-on: " << runs_on
      << "\n    steps:\n      - run: " << script << "\n";
  const std::string credential = to_base64("admin:" + server_->token());
  const Finished pushed =
      run_shell("cd '" + folder.path() +
                "' && export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 && " +
                "git init -q -b main && git add . && git -c user.name=Tester -c user.email=tester@example.org commit "
                "-q -m ci && git -c http.extraHeader='Authorization: Basic " +
                credential + "' push -q " + server_->url() + "/git/" + repository + ".git main 2>&1");
  CAPTURE(pushed.out);
  REQUIRE(pushed.code == 0);
}

std::string Member::dispatch(const std::string& repository) const {
  const auto answer =
      ask("POST", "/api/v1/repositories/" + repository + "/workflows/ci.yml/dispatches", boost::json::object());
  CAPTURE(answer.body);
  REQUIRE(answer.status == 202);
  return std::string(json::parse(answer.body)->at("id").as_string());
}

std::int64_t count(db::Db& db, const std::string& sql) {
  return db.read([&](db::Tx& tx) { return tx.query(sql).at(0).integer(0); });
}

}  // namespace towpath::testing
