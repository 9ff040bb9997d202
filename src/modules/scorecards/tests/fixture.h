#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "campaign_service.h"
#include "catalog/module.h"
#include "db/testing/databases.h"
#include "definitions.h"
#include "fact_reader.h"
#include "keeper.h"
#include "module/testing/test_kernel.h"
#include "scorecard_document.h"
#include "scorecard_service.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();  // generated
}
namespace towpath::scorecards {
std::vector<db::Migration> migrations();  // generated

namespace testing {

/// As identity's table: members read and change what their groups own, and read what is public and campaigns; the role
/// platform may do everything.
struct OwnedOrPublic final : auth::Authorizer {
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    const bool runs_it = std::find(principal.roles.begin(), principal.roles.end(), "platform") != principal.roles.end();
    if (principal.is_system || runs_it || permission == "campaign.read")
      decision.effect = auth::Effect::allow;
    else if (!permission.starts_with("platform.") && !permission.starts_with("campaign."))
      decision.effect = auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    decision.or_public = permission.ends_with(".read");
    return decision;
  }
};

struct NoRepositories final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    return not_found("test.no_file", "There is no " + path + ".");
  }
};

/// Facts that a test says.
struct SaidFacts final : FactSources {
  std::map<std::string, Fact> repository(const FactSubject& subject) override {
    ++reads;
    const auto found = repositories.find(subject.ref);
    if (found != repositories.end()) return {{"repository", {found->second, ""}}};
    return {{"repository", {"", "Its descriptor comes from no repository of this platform."}}};
  }
  Fact pipeline(const FactSubject&) override { return {"", "No pipeline has finished yet."}; }
  Fact docs(const FactSubject&) override { return {R"({"pages":0})", ""}; }

  std::map<std::string, std::string> repositories;  ///< By entity.
  int reads = 0;
};

/// Remembers who was told what. A group is two people.
struct HeardBell final : Bell {
  std::set<std::string> people(const std::string& ref) override {
    if (ref.starts_with("user:")) return {ref};
    return {ref + "/one", ref + "/two"};
  }
  void tell(db::Tx&, const std::set<std::string>& who, const std::string& title, const std::string& text,
            const std::string& link) override {
    for (const std::string& each : who) heard.insert(each + ": " + title + " | " + text + " | " + link);
  }
  bool has_heard(const std::string& who, const std::string& beginning) const {
    const auto found = heard.lower_bound(who + ": " + beginning);
    return found != heard.end() && found->starts_with(who + ": " + beginning);
  }

  std::set<std::string> heard;  ///< A set: a transaction may run more than once.
};

struct SaidWaivers final : Waivers {
  std::vector<WaivedCheck> in_force(const std::string& ref) override {
    std::vector<WaivedCheck> out;
    for (const WaivedCheck& each : all)
      if (ref.empty() || each.entity_ref == ref) out.push_back(each);
    return out;
  }
  std::vector<WaivedCheck> all;
};

struct Fixture {
  explicit Fixture(db::Db& database) : db(database), kernel(database, authorizer) {
    catalog = catalog::make_module(kernel.lend(), sources);
    catalog->add_check("Scorecard", kind_check);
    lent = std::make_unique<Kernel>(kernel.lend());
    definitions = std::make_unique<Definitions>(catalog->catalog(), cel);
    reader = std::make_unique<FactReader>(lent->events, facts);
    keeper = std::make_unique<Keeper>(*lent, catalog->catalog(), *definitions, *reader, &waivers);
    campaigns = std::make_unique<CampaignService>(*lent, *definitions, bell);
    service = std::make_unique<ScorecardService>(*lent, catalog->catalog(), *definitions, *keeper);
    kernel.start_events();
    consumer = lent->events.consume("scorecards",
                                    {"catalog.entity.", "forge.pushed", "delivery.deployment.",
                                     "observe.incident.opened", "observe.incident.closed"},
                                    [this](const events::SealedEvent& event) {
                                      keeper->handle(event);
                                      return true;
                                    });
  }
  ~Fixture() {
    consumer.reset();
    kernel.stop();
  }

  /// Everything that was written has been looked at afterwards.
  void settle() { REQUIRE(lent->events.settle(std::chrono::seconds(30))); }
  void apply(const std::string& yaml) {
    const auto applied = catalog->catalog().apply(engineer, yaml, "test.yaml");
    REQUIRE_MESSAGE(applied.has_value(), applied.error().message());
    settle();
  }
  void component(const std::string& name, const std::string& owner, const std::string& more = "") {
    apply("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: " + name + "\n" + more +
          "spec:\n  type: service\n  lifecycle: production\n  owner: " + owner + "\n");
  }
  void happened(const std::string& type, const std::string& subject, const std::string& payload,
                const std::string& env_type = "production") {
    REQUIRE(db.transact([&](db::Tx& tx) -> Status {
                lent->events.append(tx, {.type = type,
                                         .subject = subject,
                                         .actor = "system",
                                         .payload = payload,
                                         .owner_ref = "group:default/payments",
                                         .env_type = env_type});
                return ok();
              }).has_value());
    settle();
  }
  EntityStanding standing(const std::string& ref, const std::string& scorecard) {
    const auto all = service->standings(engineer, ref);
    REQUIRE_MESSAGE(all.has_value(), all.error().message());
    for (const EntityStanding& each : all->standings)
      if (each.scorecard.name == scorecard) return each;
    throw std::runtime_error(scorecard + " says nothing about " + ref);
  }
  CheckResult result(const std::string& ref, const std::string& scorecard, const std::string& check) {
    for (const CheckResult& each : standing(ref, scorecard).results)
      if (each.check == check) return each;
    throw std::runtime_error("there is no result of " + check);
  }
  std::string outcome(const std::string& ref, const std::string& scorecard, const std::string& check) {
    return std::string(to_string(result(ref, scorecard, check).outcome));
  }

  OwnedOrPublic authorizer;
  NoRepositories sources;
  SaidFacts facts;
  HeardBell bell;
  SaidWaivers waivers;
  db::Db& db;
  towpath::testing::TestKernel kernel;
  const script::Cel cel;
  const ScorecardCheck kind_check{cel};
  std::unique_ptr<catalog::CatalogModule> catalog;
  std::unique_ptr<Kernel> lent;
  std::unique_ptr<Definitions> definitions;
  std::unique_ptr<FactReader> reader;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<CampaignService> campaigns;
  std::unique_ptr<ScorecardService> service;
  db::Subscription consumer;
  const auth::Principal engineer{
      "user:default/eve", "Eve", {"user:default/eve", "group:default/platform"}, {"platform"}, ""};
  const auth::Principal alice{
      "user:default/alice", "Alice", {"user:default/alice", "group:default/payments"}, {"member"}, ""};
  const auth::Principal bob{"user:default/bob", "Bob", {"user:default/bob", "group:default/logistics"}, {"member"}, ""};
};

inline void for_each_fixture(const std::function<void(Fixture&)>& body) {
  auto mine = catalog::migrations();
  for (const db::Migration& migration : migrations()) mine.push_back(migration);
  db::testing::for_each_engine(towpath::testing::with_kernel_migrations(mine),
                               [&](db::testing::TestDatabase& database) {
                                 Fixture fixture(database.db());
                                 body(fixture);
                               });
}

/// A scorecard "tidy" with a check on each of three levels.
inline std::string tidy(const std::string& more_checks = "", const std::string& filter = "") {
  return "apiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata:\n  name: tidy\n  title: Tidy\nspec:\n"
         "  owner: group:platform\n  levels: [bronze, silver, gold]\n" +
         filter +
         "  checks:\n"
         "    - {id: described, title: It is described, level: bronze, fix: Describe it., pass: "
         "has(entity.metadata.description)}\n"
         "    - {id: protected, title: Reviews, level: silver, fix: Protect it., weight: 2, pass: "
         "facts.repository.requiredApprovals >= 1}\n"
         "    - {id: tagged, title: It has tags, level: gold, fix: Tag it., pass: has(entity.metadata.tags)}\n" +
         more_checks;
}

}  // namespace testing
}  // namespace towpath::scorecards
