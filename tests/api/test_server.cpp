#include "test_server.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include "db/testing/databases.h"
#include "log/log.h"
#include "server.h"
#include "settings.h"
#include "support/test_paths.h"

namespace towpath::testing {
namespace {

class InProcess final : public TestServer {
 public:
  explicit InProcess(std::string engine) : engine_(std::move(engine)) {
    std::map<std::string, std::string> flags{{"data", folder_.path()}, {"port", "0"}, {"workload-port", "0"}};
    flags["durability"] = "normal";  // no test pulls the plug
    // Whoever asks which runtimes there are would start podman here, which outlives the server.
    flags["podman-socket"] = folder_.path() + "/no-podman.sock";
    if (engine_ == "postgres") flags["database"] = db::testing::new_postgres_database().value();
    const auto config = config::Config::load(app::server_settings(), "", "", {}, flags);
    if (!config.has_value()) throw std::runtime_error(config.error().message());
    auto started = app::Server::start(*config, program().string());
    if (!started.has_value()) throw std::runtime_error(started.error().message());
    server_ = std::move(started).value();
    admin_ = std::make_unique<Api>(server_->url(), server_->admin_token().value());
  }
  ~InProcess() override { server_->dismantle(); }

  std::string url() const override { return server_->url(); }
  std::string engine() const override { return engine_; }
  const std::vector<http::Route>& routes() const override { return server_->routes(); }
  const Api& admin() const override { return *admin_; }
  std::string new_name(const std::string& prefix) override { return prefix + "-" + std::to_string(++names_); }

  std::string new_group(const std::string& prefix) override {
    const std::string name = new_name(prefix);
    REQUIRE(admin_->post("/api/v1/groups", {{"name", name}}).status == 201);
    return name;
  }

  Api new_user(const std::string& prefix, const std::vector<std::string>& roles,
               const std::vector<std::string>& groups) override {
    const std::string name = new_name(prefix);
    boost::json::array role_list;
    for (const std::string& role : roles) role_list.emplace_back(role);
    REQUIRE(admin_->post("/api/v1/users", {{"name", name}, {"roles", role_list}}).status == 201);
    for (const std::string& group : groups)
      REQUIRE(admin_->post("/api/v1/groups/" + group + "/members", {{"member", "user:default/" + name}}).status == 200);
    const Answer token = admin_->post("/api/v1/tokens", {{"user", name}, {"name", "test"}});
    REQUIRE(token.status == 201);
    return with_token(token.at("/token"));
  }

 private:
  const std::string engine_;
  const db::testing::TemporaryFolder folder_;
  std::unique_ptr<app::Server> server_;
  std::unique_ptr<Api> admin_;
  int names_ = 0;
};

std::unique_ptr<TestServer>& instance() {
  static std::unique_ptr<TestServer> server;
  return server;
}

}  // namespace

TestServer& TestServer::shared() {
  if (!instance()) {
    const char* engine = std::getenv("API_TESTS_ENGINE");
    instance() = std::make_unique<InProcess>(engine ? engine : "sqlite");
  }
  return *instance();
}

void TestServer::close() { instance().reset(); }

}  // namespace towpath::testing
