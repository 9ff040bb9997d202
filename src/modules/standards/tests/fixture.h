#pragma once

#include <doctest/doctest.h>

#include "catalog/module.h"
#include "db/testing/databases.h"
#include "decision_service.h"
#include "guard.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"
#include "policy_service.h"
#include "runs/module.h"
#include "waiver_service.h"
#include "what_if.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();
}
namespace towpath::runs {
std::vector<db::Migration> migrations();
}
namespace towpath::standards {

std::vector<db::Migration> migrations();

struct NoRepositories final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    return not_found("test.no_file", "There is no " + path + ".");
  }
};

inline auth::Principal person(const std::string& name, const std::string& role, const std::string& group) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = {out.ref, "group:default/" + group};
  out.roles = {role};
  return out;
}

struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, *authorizer) {
    catalog->add_check("Policy", book);
    book.refresh();
  }
  ~Fixture() { kernel.stop(); }

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  NoRepositories repositories;
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  std::unique_ptr<catalog::CatalogModule> catalog = catalog::make_module(lent, repositories);
  std::unique_ptr<runs::RunsModule> runs = runs::make_module(lent, {});
  StandardsPorts ports{*catalog, runs->runs(), {}};
  PolicyBook book{catalog->catalog()};
  WaiverService waivers{lent, ports, book};
  PolicyGuard guard{lent, ports, book, waivers};
  WhatIfService what_if{lent, book};
  PolicyService policies{lent, catalog->catalog(), book};
  DecisionService decisions{lent, runs->runs()};
  const auth::Principal alice = person("alice", "member", "payments"), bob = person("bob", "member", "logistics"),
                        eve = person("eve", "platform", "platform");

  void apply(const std::string& policy) {
    const auto applied = catalog->catalog().apply(auth::system_principal(), policy, "policy.yaml");
    REQUIRE_MESSAGE(applied.has_value(), applied.error().message());
    book.refresh();
  }
  static std::string policy(const std::string& name, const std::string& mode, const std::string& condition) {
    return "apiVersion: towpath.dev/v1alpha1\nkind: Policy\nmetadata: {name: " + name +
           "}\nspec:\n  owner: platform\n  gates: [deploy]\n  condition: " + condition + "\n  mode: " + mode +
           "\n  message: It is ${{ environment.name }}.\n  hint: towpath status ${{ subject.name }}\n";
  }
  static gate::Question deploy(const std::string& environment, const std::string& override_reason = "") {
    gate::Question out;
    out.gate = "deploy";
    out.subject = "component:default/shop";
    out.cause = "deployment:01J00000000000000000000000";
    out.facts = R"({"environment":{"name":")" + environment + R"(","type":"development"}})";
    out.attributes = {"group:default/payments", "shop", "development"};
    out.override_reason = override_reason;
    return out;
  }
  Decision last() { return decisions.get(alice, decisions.list(alice, {}).value().items.at(0).id).value(); }
};

inline void on_each_database(const std::function<void(Fixture&)>& test) {
  auto all = catalog::migrations();
  for (const auto& more : {runs::migrations(), migrations()}) all.insert(all.end(), more.begin(), more.end());
  db::testing::for_each_engine(testing::with_kernel_migrations(all), [&](db::testing::TestDatabase& database) {
    Fixture fixture(database.db());
    test(fixture);
  });
}

}  // namespace towpath::standards
