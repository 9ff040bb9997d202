#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "base/id.h"
#include "db/testing/databases.h"
#include "http/http.h"
#include "module/testing/test_kernel.h"
#include "observe/module.h"
#include "observe/testing/fake_ports.h"

namespace towpath::observe {

std::vector<db::Migration> migrations();

/// Everything to the admin, one group's part to "user:default/member", nothing to others.
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    if (principal.ref == "user:default/admin") decision.effect = auth::Effect::allow;
    if (principal.ref == "user:default/member" && !permission.starts_with("platform.")) {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {"group:default/payments"};
    }
    return decision;
  }
};

inline auth::Principal principal(const std::string& name) { return {"user:default/" + name, name, {}, {}, ""}; }

/// A place with a workload in it, whose ids sort by `number`.
struct World {
  explicit World(db::Db& db) : kernel(db, rights), lent(kernel.lend()), ports{workloads, requests, mask, numbers} {}

  Workload workload(int number, const std::string& component = "shop",
                    const std::string& owner = "group:default/payments",
                    const std::string& environment = "production") {
    Workload w;
    w.place = {component, component, environment, environment, owner};
    w.instance_id = "01HZZZZZZZZZZZZZZZZZZZZZ" + std::to_string(10 + number);
    w.deployment_id = w.delivered_by = "01HYYYYYYYYYYYYYYYYYYYYY" + std::to_string(10 + number);
    w.health = "healthy";
    w.route_ids = {"route-" + component};
    return w;
  }
  Workload start(int number, const std::string& component = "shop",
                 const std::string& owner = "group:default/payments") {
    const Workload w = workload(number, component, owner);
    if (!workloads.place(component, w.place.environment).has_value()) workloads.add_place(w.place);
    workloads.run(w, kernel.clock.now());
    return w;
  }

  Rights rights;
  towpath::testing::TestKernel kernel;
  Kernel lent;
  testing::FakeWorkloads workloads;
  testing::FakeRequests requests;
  testing::FakeMask mask;
  testing::FakeServerNumbers numbers;
  ObservePorts ports;
};

}  // namespace towpath::observe
