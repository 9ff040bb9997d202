#pragma once

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/strings.h"
#include "db/testing/databases.h"
#include "identity/module.h"
#include "ingest_service.h"
#include "module/testing/test_kernel.h"
#include "signature.h"

namespace towpath::federation {

std::vector<db::Migration> migrations();

/// Secrets in memory.
class FakeKeys final : public Keys {
 public:
  Status store(const std::string& id, const Secret& secret) override {
    held[id] = secret;
    return ok();
  }
  Result<Secret> load(const std::string& id) override {
    ++loads;
    if (const auto found = held.find(id); found != held.end()) return found->second;
    return not_found("fake.no_secret", "There is none.");
  }
  Status forget(const std::string& id) override {
    held.erase(id);
    return ok();
  }
  std::map<std::string, Secret> held;
  int loads = 0;
};

/// A catalog with the components a test names.
class FakeComponents final : public Components {
 public:
  std::optional<KnownComponent> find(const std::string& name) override {
    if (const auto found = known.find(name); found != known.end()) return found->second;
    return std::nullopt;
  }
  std::map<std::string, KnownComponent> known;
};

/// Incidents as module observe keeps them: one open a key.
class FakeIncidents final : public Incidents {
 public:
  struct Kept {
    ReportedIncident incident;
    std::optional<UtcTime> closed_at;
  };
  Result<std::string> open(const ReportedIncident& incident) override {
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].incident.key == incident.key && !all[i].closed_at) return std::to_string(i);
    all.push_back({incident, std::nullopt});
    return std::to_string(all.size() - 1);
  }
  Result<bool> close(const std::string& origin, const std::string& key, UtcTime at) override {
    for (Kept& kept : all)
      if (kept.incident.origin == origin && kept.incident.key == key && !kept.closed_at) {
        kept.closed_at = at;
        return true;
      }
    return false;
  }
  std::vector<Kept> all;
};

/// Repositories of this platform by component, each a line of commits from the oldest on.
class FakeRepositories final : public Repositories {
 public:
  std::optional<std::vector<BroughtCommit>> between(const std::string& component, const std::string& base,
                                                    const std::string& head, std::size_t most) override {
    std::optional<std::size_t> from, to;
    const std::vector<BroughtCommit>& line = lines[component];
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i].sha == base) from = i;
      if (line[i].sha == head) to = i;
    }
    if (!from || !to) return std::nullopt;
    std::vector<BroughtCommit> out;
    for (std::size_t i = *to; i > *from && out.size() < most; --i) out.push_back(line[i]);
    return out;
  }
  std::map<std::string, std::vector<BroughtCommit>> lines;
};

inline auth::Principal person(const std::string& name, const std::string& role) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = {out.ref};
  out.roles = {role};
  return out;
}

/// Sources and what comes to them, with the component "shop".
struct World {
  explicit World(db::Db& db) : kernel(db, *authorizer) {
    components.known["shop"] = {"shop", "shop", "group:default/payments"};
    kernel.start_events();
  }
  ~World() { kernel.stop(); }

  SourceWithSecret source(const std::string& type, const std::string& name = "outside",
                          const std::string& scheme = "") {
    auto made = sources.create(team, {.name = name, .type = type, .scheme = scheme});
    REQUIRE_MESSAGE(made.has_value(), made.error().message());
    return std::move(*made);
  }

  /// Sends a body with the proof its scheme asks for.
  Result<Receipt> send(const SourceWithSecret& to, const std::string& body, http::Headers headers = {},
                       const std::string& kind = "") {
    const std::string hex = to_hex(hmac_sha256(to.secret, body));
    switch (to.source.scheme) {
      case Scheme::bearer:
        headers.set("Authorization", "Bearer " + to.secret.reveal());
        break;
      case Scheme::basic:
        headers.set("Authorization", "Basic " + to_base64("any:" + to.secret.reveal()));
        break;
      case Scheme::github:
        headers.set("X-Hub-Signature-256", "sha256=" + hex);
        break;
      case Scheme::gitlab_token:
        headers.set("X-Gitlab-Token", to.secret.reveal());
        break;
      case Scheme::gitea:
        headers.set("X-Gitea-Signature", hex);
        break;
      case Scheme::pagerduty:
        headers.set("X-PagerDuty-Signature", "v1=" + hex);
        break;
      case Scheme::standard:
        sign_standard(headers, "msg-" + std::to_string(++messages), kernel.clock.now(), body, to.secret);
        break;
    }
    return ingest.receive(to.source.name, kind, headers, body);
  }

  /// Events of a type, as payloads, newest first.
  std::vector<boost::json::object> events(const std::string& type) {
    REQUIRE(kernel.events().settle(std::chrono::seconds(20)));
    std::vector<boost::json::object> out;
    for (const auto& event : kernel.events().find({.type = type, .limit = 500}))
      out.push_back(boost::json::parse(event.payload).as_object());
    return out;
  }

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  FakeKeys keys;
  FakeComponents components;
  FakeIncidents incidents;
  FakeRepositories repositories;
  SourceService sources{lent, keys};
  FactTeller teller{lent, components, incidents, repositories};
  KeyRing ring{keys};
  IngestService ingest{lent, ring, sources, teller};
  const auth::Principal team = person("team", "platform"), ann = person("ann", "member"), eva = person("eva", "viewer");
  int messages = 0;
};

inline void on_each_database(const std::function<void(World&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    World world(database.db());
    test(world);
  });
}

inline std::string text_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace towpath::federation
