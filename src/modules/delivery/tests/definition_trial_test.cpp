#include "definition_trial.h"

#include "base/strings.h"
#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

/// Says beforehand that it would make one thing, and counts what it is asked to do.
class ForetellingDriver final : public Driver {
 public:
  std::string_view name() const override { return "terraform"; }
  DriverOffer offer(const std::string&) const override { return {}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
    ++touched;
    return std::optional<ResourceOutcome>();
  }
  Result<ResourceOutcome> apply(const ResourceRequest&, const DriverContext&) override {
    ++touched;
    return ResourceOutcome();
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override {
    ++touched;
    return ok();
  }
  bool has_preview() const override { return true; }
  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext&) override {
    ++asked;
    if (refuses) return failed("test.refused", "It does not take " + request.inputs);
    return std::optional(DriverChanges{{{"create", "cache.main"}}, 0, {{"create", 1}}});
  }
  int asked = 0, touched = 0;
  bool refuses = false;
};

/// With definitions and a vault, and a driver that can say beforehand what it would do.
struct Tried {
  explicit Tried(F& fixture) : f(fixture) { f.drivers.all.push_back(&terraform); }

  Result<Trial> run(const std::string& text, TrialPlace place, const auth::Principal& who) {
    return DefinitionTrial({f.lent, f.stores, vault, f.drivers.all}, f.book).run(who, text, "new.yaml", place);
  }
  Trial done(const std::string& text, TrialPlace place) {
    auto tried = run(text, std::move(place), f.eve);
    REQUIRE_MESSAGE(tried.has_value(), tried.error().message());
    return std::move(*tried);
  }
  static std::string with_driver(std::string text, const std::string& driver) {
    return text.replace(text.find("static"), 6, driver);
  }

  F& f;
  MapVault vault;
  ForetellingDriver terraform;
};

TrialPlace at(const std::string& environment, const std::string& resource = "", bool asks_driver = false) {
  return {"shop", environment, resource, asks_driver, {}};
}

void with_trial(const std::function<void(F&, Tried&)>& body) {
  with_definitions([&](F& f) {
    Tried tried(f);
    body(f, tried);
  });
}

}  // namespace

TEST_CASE("a text is tried out at a workload: what would get it, why, and every definition that loses") {
  with_trial([](F& f, Tried& t) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n  db: {type: postgres}\n");
    f.carry_out(F::to("production", release), release);
    const std::string text = F::definition("big", "mongodb", "[{environmentType: production}]",
                                           "  inputs: {values: {host: \"${context.env.id}.${context.res.id}\"}}\n");

    const Trial there = t.done(text, at("production"));

    REQUIRE(there.resources.size() == 1);  // not the postgres, which the text is not about
    const TriedResource& cc = there.resources.front();
    CHECK(cc.is_served);
    CHECK(cc.explained.planned == "big@1");
    CHECK(cc.explained.made == "cache@1");
    CHECK(cc.explained.reason == "what is there keeps cache@1 until it is upgraded");
    CHECK(cc.when == "upgrade");
    CHECK(cc.problem == "");
    CHECK(cc.inputs == R"({"values":{"host":"production.workloads.shop.cc"}})");
    REQUIRE(cc.explained.candidates.size() == 2);
    CHECK(cc.explained.candidates[0].is_chosen);
    CHECK(cc.explained.candidates[1].reason.find("is more specific") != std::string::npos);

    const Trial elsewhere = t.done(text, at("development"));

    REQUIRE(elsewhere.resources.size() == 1);
    CHECK_FALSE(elsewhere.resources.front().is_served);
    CHECK(elsewhere.resources.front().explained.planned == "cache@1");
    CHECK(elsewhere.resources.front().explained.candidates[1].definition == "big");
    CHECK_FALSE(elsewhere.resources.front().explained.candidates[1].is_chosen);
    // Nothing of it stays.
    CHECK_FALSE(f.service.get(f.eve, "big").has_value());
    CHECK(f.made_with(F::to("development", release), release).find("cache@1 cc") != std::string::npos);
  });
}

TEST_CASE("secrets are masked in the inputs of a trial, and what is not there yet is said") {
  with_trial([](F& f, Tried& t) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component(
        "  cc: {type: mongodb, params: {key: \"${resources.token.value}\"}}\n  token: {type: secret}\n");
    f.carry_out(F::to("production", release), release);
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      for (Resource row : f.stores.resources.list(tx, "shop", "production", {"1 = 1", {}})) {
        if (row.type != "secret") continue;
        row.secret_keys = {"value"};
        t.vault.all[row.gu_id].emplace("value", Secret("correct-horse-battery"));
        f.stores.resources.put(tx, row);
      }
      return 0;
    });
    const std::string text =
        F::definition("cache", "mongodb", "[{}]", "  inputs: {values: {url: \"u:${params.key}@h\", port: \"1\"}}\n");

    const Trial there = t.done(text, at("production", "cc"));
    const Trial not_yet = t.done(text, at("development", "cc"));

    CHECK(there.resources.front().params == R"({"key":"***"})");
    CHECK(there.resources.front().inputs == R"({"values":{"port":"1","url":"u:***@h"}})");
    CHECK(there.resources.front().unknown == "");
    CHECK(not_yet.resources.front().is_served);
    CHECK(not_yet.resources.front().unknown.find("resources.token.value") != std::string::npos);
  });
}

TEST_CASE("what a definition brings along is tried out with it; what a workload may not say stands in the way") {
  with_trial([](F& f, Tried& t) {
    f.add_component("  cc: {type: mongodb, params: {size: huge}}\n");
    const std::string text = F::definition(
        "cache", "mongodb", "[{}]",
        "  dependsOn: [{type: dns, name: name}]\n  parameters: {type: object, properties: {size: {enum: [small]}}}\n");

    const Trial tried = t.done(text, at("development"));

    REQUIRE(tried.resources.size() == 2);
    CHECK(tried.resources[0].explained.parent == "cc");
    CHECK_FALSE(tried.resources[0].is_served);
    CHECK(tried.resources[1].problem.find("/params/size") != std::string::npos);
  });
}

TEST_CASE("a driver is asked without an effect, and only by whoever may deploy there") {
  with_trial([](F& f, Tried& t) {
    f.add_component("  cc: {type: mongodb}\n");
    const std::string text = Tried::with_driver(F::definition("cache", "mongodb", "[{}]"), "terraform");

    const Trial quiet = t.done(text, at("production", "cc"));
    CHECK(quiet.resources.front().may_ask_driver);
    CHECK(t.terraform.asked == 0);
    const Trial asked = t.done(text, at("production", "cc", true));
    REQUIRE(asked.resources.front().changes.has_value());
    CHECK(in_words(*asked.resources.front().changes) == "1 create");
    CHECK(t.terraform.asked == 1);

    auth::Principal reader = f.eve;  // a token that may try definitions out and read, and no more
    reader.scope = {"definition.*", "*.read"};
    const auto limited = t.run(text, at("production", "cc", true), reader);
    REQUIRE(limited.has_value());
    CHECK(limited->resources.front().silence == "You may not deploy shop to production, so its driver is not asked.");
    CHECK_FALSE(limited->resources.front().may_ask_driver);

    t.terraform.refuses = true;
    CHECK(t.done(text, at("production", "cc", true)).resources.front().silence.find("It does not take") == 0);
    CHECK(t.done(F::definition("cache", "mongodb", "[{}]"), at("production", "cc", true)).resources.front().silence ==
          "The driver static cannot say beforehand what it would do.");
    CHECK(t.terraform.asked == 2);
    CHECK(t.terraform.touched == 0);
    CHECK(t.run(text, at("production", "", true), f.eve).error().code() == "delivery.invalid_trial");
  });
}

TEST_CASE("a text is tried out at a place that somebody thinks of") {
  with_trial([](F&, Tried& t) {
    const std::string text = F::definition("mine", "redis", "[{resId: workloads.web.kv, project: shop, class: large}]",
                                           "  inputs: {values: {name: \"${context.workload.name}-${params.size}\"}}\n");
    ThoughtOfPlace place{"redis", "large", "workloads.web.kv", "shop", "blue", "production", R"({"size":"2"})"};

    const Trial fits = t.done(text, {"", "", "", false, place});
    place.project = "store";
    const Trial fits_not = t.done(text, {"", "", "", false, place});
    place.id = "kv";
    const auto refused = t.run(text, {"", "", "", false, place}, t.f.eve);

    REQUIRE(fits.resources.size() == 1);
    CHECK(fits.resources.front().is_served);
    CHECK(fits.resources.front().inputs == R"({"values":{"name":"web-2"}})");
    CHECK_FALSE(fits_not.resources.front().is_served);
    CHECK(fits_not.resources.front().problem == "Nothing would serve it.");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "delivery.invalid_trial");
    CHECK(refused.error().fields().front().path == "/place/id");
  });
}

TEST_CASE("definitions are tried out by whoever may declare them, at what they may see") {
  with_trial([](F& f, Tried& t) {
    f.add_component("  cc: {type: mongodb}\n");
    const std::string text = F::definition("cache", "mongodb", "[{}]");

    CHECK(t.run(text, at("production"), f.alice).error().code() == "auth.forbidden");
    CHECK(f.service.check(f.alice, text, "new.yaml").error().code() == "auth.forbidden");
    CHECK(f.service.save(f.alice, text, "new.yaml", "x").error().code() == "auth.forbidden");
    auth::Principal blind = f.eve;
    blind.scope = {"definition.*", "deployment.*", "environment.*"};
    CHECK(t.run(text, at("production"), blind).error().code() == "auth.forbidden");
    CHECK(t.run(text, {"shopp", "production", "", false, {}}, f.eve).error().code() == "delivery.component_not_found");
    CHECK(t.run(text, at("staging"), f.eve).error().code() == "delivery.environment_not_found");
    CHECK(t.run(text, at("production", "dd"), f.eve).error().code() == "delivery.resource_not_found");
    CHECK(t.run("", at("production"), f.eve).error().code() == "delivery.no_definitions");
  });
}

TEST_CASE("everything that is wrong with a text is told with its line and column") {
  with_definitions([](F& f) {
    const auto problems = [&](const std::string& text) {
      const DefinitionCheck check = f.service.check(f.eve, text, "new.yaml").value();
      std::string out;
      for (const catalog::DocumentProblem& each : check.problems)
        out += fmt::format("{}:{} {} {}\n", each.line, each.column, each.pointer, each.message);
      return out;
    };

    CHECK(problems(F::definition("fine", "mongodb", "[{}]")) == "");
    CHECK(f.service.check(f.eve, F::definition("fine", "mongodb", "[{}]"), "x")->definitions ==
          std::vector<std::string>{"fine"});
    CHECK(problems("kind: [") == "2:1  flow sequence without a closing bracket\n");
    CHECK(problems("").find("holds no ResourceDefinition") != std::string::npos);
    std::string two = F::definition("mine", "mongodb", "[{}, {}]", "  owners: me\n");
    two.replace(two.find("owner: platform"), 15, "owner: 7");
    const std::string both = problems(two);
    CHECK(both.find("6:3 /spec/owner ") != std::string::npos);
    CHECK(both.find("10:3 /spec") != std::string::npos);
    // What is there already, at the criterion that is in the way, in the document that it is about.
    const std::string equal =
        problems(F::definition("fine", "mongodb", "[{}]") + F::definition("mine", "postgres", "[{class: xl}, {}]"));
    CHECK(equal.starts_with("18:27 /spec/criteria/1 The definition 'postgres' serves"));
    CHECK(problems(F::definition("mine", "mongodbb", "[]")).starts_with("7:3 /spec/type The definition 'mine' is of"));
    CHECK_FALSE(f.service.get(f.eve, "fine").has_value());
    // What a repository declares is changed there.
    f.sources.text = F::definition("there", "mongodb", "[]");
    REQUIRE(f.catalog->catalog().ingest_repository("platform", "c0ffee", "eve").has_value());
    CHECK(problems(f.sources.text) ==
          "4:12 /metadata/name 'there' is declared in the repository 'platform': change it there and push.\n");
  });
}

TEST_CASE("a text is saved as it was previewed, or not at all") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);
    const std::string text = F::definition("cache", "mongodb", "[{}]", "  retain: 1\n");
    const std::string digest = f.service.affected_by(f.eve, text, "new.yaml")->digest;

    // Another text, another effect, another version there.
    CHECK(f.service.save(f.eve, text + "\n", "new.yaml", digest).error().code() == "delivery.plan_changed");
    f.add_component("  cc: {type: mongodb}\n", "till");
    CHECK(f.service.save(f.eve, text, "new.yaml", digest).error().code() == "delivery.plan_changed");
    CHECK(f.service.versions(f.eve, "cache")->size() == 1);
    const std::string now = f.service.affected_by(f.eve, text, "new.yaml")->digest;
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  retain: 2\n")).has_value());
    CHECK(f.service.save(f.eve, text, "new.yaml", now).error().code() == "delivery.plan_changed");

    const auto saved = f.service.save(f.eve, text, "new.yaml", f.service.affected_by(f.eve, text, "new.yaml")->digest);

    REQUIRE_MESSAGE(saved.has_value(), saved.error().message());
    CHECK(*saved == std::vector<std::string>{"resourcedefinition:default/cache"});
    CHECK(f.service.versions(f.eve, "cache")->size() == 3);
    CHECK(f.service.versions(f.eve, "cache")->front().definition.created_by == "user:default/eve");
  });
}

}  // namespace towpath::delivery
