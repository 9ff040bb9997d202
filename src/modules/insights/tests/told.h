#pragma once

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "db/testing/databases.h"
#include "identity/module.h"
#include "insights/module.h"
#include "module/testing/test_kernel.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();

using std::chrono::hours;
using std::chrono::minutes;
namespace bj = boost::json;

constexpr std::chrono::seconds deadline{20};
constexpr const char* payments = "group:default/payments";

inline auth::Principal person(const std::string& name, const std::string& role, std::vector<std::string> groups = {}) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = std::move(groups);
  out.owner_refs.push_back(out.ref);
  out.roles = {role};
  return out;
}

/// The module on its own, told what others would: events go in, metrics come out.
class Told {
 public:
  Told(db::Db& db, InsightPorts ports)
      : db_(db), kernel_(db, *authorizer_), module_(make_module(kernel_.lend(), std::move(ports))) {
    module_->routes(router_);
    router_.set_authorizer(authorizer_.get());
    kernel_.start_events();
  }

  void wait(std::chrono::microseconds time) { kernel_.clock.advance(time); }
  UtcTime now() const { return kernel_.clock.now(); }

  void tell(const std::string& type, const std::string& subject, const bj::object& payload,
            const std::string& actor = "system", const std::string& env_type = "",
            const std::string& owner = payments) {
    db_.transact([&](db::Tx& tx) -> Result<events::EventId> {
         return kernel_.events().append(tx, {.type = type,
                                             .subject = subject,
                                             .actor = actor,
                                             .payload = bj::serialize(payload),
                                             .owner_ref = owner,
                                             .project_id = "shop",
                                             .env_type = env_type});
       })
        .value();
  }

  void run(const std::string& id, const std::string& kind, minutes waits, minutes takes,
           const char* state = "succeeded") {
    const bj::object what{{"kind", kind},
                          {"subject", kind == "pipeline" ? "repository:shop" : "component:default/shop"}};
    tell("run.queued", "run:" + id, what, "user:default/ann");
    wait(waits);
    tell("run.started", "run:" + id, what);
    wait(takes);
    bj::object end = what;
    end["state"] = state;
    end["seconds"] = std::chrono::duration<double>(takes).count();
    tell("run.finished", "run:" + id, end);
  }

  void change(const char* type, int number, const std::string& title, const std::string& who = "user:default/ann",
              bj::object more = {}) {
    more["repository"] = "shop";
    more["title"] = title;
    more["author"] = "user:default/ann";
    tell(type, "change:shop#" + std::to_string(number), more, who);
  }

  void deploy(const std::string& id, const std::string& commit, const bj::array& commits = {}, bool succeeded = true,
              const std::string& component = "shop", const std::string& owner = payments) {
    tell(succeeded ? "delivery.deployment.succeeded" : "delivery.deployment.failed", "component:default/" + component,
         {{"deployment", id},
          {"component", component},
          {"environment", "production"},
          {"mode", "promote"},
          {"release", "release-" + id},
          {"commit", commit},
          {"branch", "main"},
          {"base", "before"},
          {"createdAt", to_rfc3339(now() - minutes(6))},
          {"commits", commits}},
         "user:default/ann", "production", owner);
  }

  http::Response send(const auth::Principal& who, const std::string& method, const std::string& path,
                      std::map<std::string, std::string> query = {}, const std::string& body = "") {
    REQUIRE(kernel_.events().settle(deadline));
    router_.set_authenticator([who](const http::Request&) -> Result<auth::Principal> { return who; });
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.query = std::move(query);
    request.body = body;
    request.headers.set("Authorization", "Bearer test");
    return router_.dispatch(router_.match(method, request.path), request);
  }
  bj::object get(const std::string& path, std::map<std::string, std::string> query = {}) {
    return get_as(team, path, std::move(query));
  }
  bj::object get_as(const auth::Principal& who, const std::string& path,
                    std::map<std::string, std::string> query = {}) {
    const auto response = send(who, "GET", path, std::move(query));
    REQUIRE_MESSAGE(response.status == 200, response.body);
    return bj::parse(response.body).as_object();
  }
  /// For the team and for the component alone, which come from different rows and must agree.
  bj::object metric(const std::string& key) {
    const bj::object all = get("/api/v1/metrics/" + key), one = get("/api/v1/metrics/" + key, {{"component", "shop"}});
    CHECK(all.at("n") == one.at("n"));
    if (one.at("value").is_number() && one.at("unit") != "count")
      CHECK(all.at("value").to_number<double>() == doctest::Approx(one.at("value").to_number<double>()).epsilon(0.05));
    return one;
  }
  void start() { module_->start(); }
  void stop() { module_->stop(); }
  Status rebuild() { return kernel_.events().rebuild("insights.facts"); }

  const auth::Principal team = person("team", "platform"), ann = person("ann", "member", {payments}),
                        ben = person("ben", "member", {"group:default/search"});

 private:
  db::Db& db_;
  std::unique_ptr<auth::Authorizer> authorizer_ = identity::make_authorizer();
  testing::TestKernel kernel_;
  std::unique_ptr<Module> module_;
  http::Router router_;
};

inline void on_each_database(const std::function<void(Told&)>& test, InsightPorts ports = {}) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         Told told(t.db(), ports);
                                         test(told);
                                       });
}

inline double number(const bj::object& metric, const char* key = "value") { return metric.at(key).to_number<double>(); }

}  // namespace towpath::insights
