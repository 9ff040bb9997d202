#include "cloud_accounts.h"

#include "base/sha256.h"
#include "definition_fixture.h"
#include "drivers/cmd_driver.h"
#include "prepared_resource.h"
#include "process/spawner.h"
#include "scratch_folder.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

/// A driver whose tool gets what an account says.
struct AccountDriver final : Driver {
  std::string_view name() const override { return "terraform"; }
  DriverOffer offer(const std::string&) const override { return {}; }
  Status check(const ResourceRequest&) const override { return ok(); }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
    return std::optional<ResourceOutcome>();
  }
  Result<ResourceOutcome> apply(const ResourceRequest&, const DriverContext&) override { return ResourceOutcome(); }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }
  bool takes_account() const override { return true; }
};

struct Accounts {
  explicit Accounts(F& fixture) : f(fixture), book(fixture.stores) {
    f.drivers.all.push_back(&driver);
    f.catalog->add_check("Resource", book);
  }
  F& f;
  AccountDriver driver;
  CloudAccountBook book;
};

std::string account(const std::string& more = "", const std::string& owner = "platform") {
  return "---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: main}\nspec:\n"
         "  type: cloud-account\n  owner: " +
         owner + "\n  provider: aws\n  accountId: '123456789012'\n  regions: [eu-central-1, eu-west-1]\n" + more;
}

std::string bucket(const std::string& region = "", const std::string& driver = "terraform") {
  return "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: bucket}\nspec:\n"
         "  owner: platform\n  type: s3\n  driver: " +
         driver + "\n  criteria: [{project: store}]\n  account: main\n" + region;
}

std::string planned(F& f, const std::string& environment) {
  const Release release = f.add_component("  bb: {type: s3}\n");
  const auto plan = f.plan(F::to(environment, release), release);
  return plan.has_value() ? "" : plan.error().code();
}

}  // namespace

TEST_CASE("a cloud account that is not one is refused with the place; other resources are left alone") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    const auto first = [&](const std::string& text) {
      const auto applied = f.apply(text);
      return applied.has_value() ? "" : applied.error().fields().front().path;
    };
    CHECK(first(account("  credentials: {AWS_ACCESS_KEY_ID: aws-key}\n")) == "");
    CHECK(first(account("  region: eu\n")) == "/spec/region");
    CHECK(first(account("  environmentTypes: [prod]\n")) == "/spec/environmentTypes/0");
    CHECK(first(account("  credentials: {LD_PRELOAD: x}\n")) == "/spec/credentials/LD_PRELOAD");
    CHECK(first(account("  credentials: {key: x}\n")) == "/spec/credentials/key");
    CHECK(first(account("  credentials: {AWS_KEY: 'a value with blanks'}\n")) == "/spec/credentials/AWS_KEY");
    CHECK(first("---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: other}\nspec:\n"
                "  type: database\n  owner: platform\n  region: eu\n") == "");
  });
}

TEST_CASE("an account is named only by drivers that have a tool for it, and a region not without one") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    REQUIRE(f.apply(account()).has_value());
    const auto refused = f.apply(bucket("", "static"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fields().front().path == "/spec/account");
    CHECK(f.apply(bucket()).has_value());
  });
}

TEST_CASE("a plan is refused when the account is not there, is another's, or not for the region or environment") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    REQUIRE(f.apply(bucket("  region: eu-west-1\n")).has_value());
    CHECK(planned(f, "production") == "delivery.account_not_found");
    REQUIRE(f.apply(account()).has_value());
    CHECK(planned(f, "production") == "");
    REQUIRE(f.apply(bucket("  region: us-east-1\n")).has_value());
    CHECK(planned(f, "production") == "delivery.region_not_allowed");
    REQUIRE(f.apply(bucket()).has_value());
    REQUIRE(f.apply(account("  environmentTypes: [development]\n")).has_value());
    CHECK(planned(f, "production") == "delivery.account_not_allowed");
    CHECK(planned(f, "development") == "");
    REQUIRE(f.apply(account("", "payments")).has_value());
    CHECK(planned(f, "development") == "delivery.account_not_yours");
  });
}

TEST_CASE("what runs is restarted whatever accounts say by now, and an account that is used stays") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    REQUIRE(f.apply(account() + bucket()).has_value());
    const Release release = f.add_component("  bb: {type: s3}\n");
    Deployment deployment = F::to("production", release);
    f.carry_out(deployment, release);
    REQUIRE(f.apply(account("  environmentTypes: [development]\n")).has_value());
    deployment.mode = Mode::restart;
    CHECK(f.plan(deployment, release).has_value());

    const auto remove = [&] {
      const Status removed = f.catalog->catalog().remove(
          auth::system_principal(), catalog::EntityRef::parse("resource:default/main", "").value());
      return removed.has_value() ? "" : removed.error().code() + ": " + removed.error().message();
    };
    CHECK(remove() == "delivery.account_in_use: The definition 'bucket' makes resources with the account 'main'.");
    REQUIRE(f.apply(F::definition("bucket", "s3", "[{project: store}]")).has_value());
    CHECK(remove() == "delivery.account_in_use: There are resources that bucket@1 made with the account 'main'.");
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.resources.remove(tx, f.stores.resources.made_by(tx, "bucket").front().gu_id);
      return 0;
    });
    CHECK(remove() == "");
    CHECK_FALSE(f.in_tx([&](db::Tx& tx) -> Result<bool> { return f.stores.accounts.find(tx, "main").has_value(); }));
  });
}

TEST_CASE("a request has the account's credentials by variable, from the organisation's secrets, and its region") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    REQUIRE(f.apply(account("  credentials: {AWS_ACCESS_KEY_ID: aws-key}\n") + bucket("  region: eu-west-1\n"))
                .has_value());
    MapVault vault;
    ResourceRequest request;
    const auto missing = add_account(f.lent, f.stores, vault, "bucket@1", request);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code() == "delivery.no_credential");
    CHECK(missing.error().message().find("aws-key") != std::string::npos);

    vault.organisation.emplace("aws-key", Secret("canary-credential"));
    vault.organisation.emplace("other", Secret("not asked for"));
    ResourceRequest full;
    REQUIRE(add_account(f.lent, f.stores, vault, "bucket@1", full).has_value());
    REQUIRE(full.credentials.size() == 1);
    CHECK(full.credentials.at("AWS_ACCESS_KEY_ID").reveal() == "canary-credential");
    CHECK(full.account_variables == std::map<std::string, std::string>{{"AWS_DEFAULT_REGION", "eu-west-1"},
                                                                       {"AWS_REGION", "eu-west-1"},
                                                                       {"TOWPATH_CLOUD_ACCOUNT", "123456789012"},
                                                                       {"TOWPATH_CLOUD_REGION", "eu-west-1"}});
    ResourceRequest none;
    REQUIRE(add_account(f.lent, f.stores, vault, "secret@1", none).has_value());
    CHECK(none.account_variables.empty());
  });
}

TEST_CASE("what a resource was made with is asked for again with its account: for drift, rotation and deletion") {
  with_definitions([](F& f) {
    Accounts accounts(f);
    REQUIRE(f.apply(account("  credentials: {AWS_ACCESS_KEY_ID: aws-key}\n") + bucket()).has_value());
    const Release release = f.add_component("  bb: {type: s3}\n");
    f.carry_out(F::to("production", release), release);
    MapVault vault;
    vault.organisation.emplace("aws-key", Secret("canary-credential"));
    const Resource row =
        f.in_tx([&](db::Tx& tx) -> Result<Resource> { return f.stores.resources.made_by(tx, "bucket").front(); });
    const auto request = stored_request(f.lent, f.stores, vault, row);
    REQUIRE(request.has_value());
    CHECK(request->credentials.at("AWS_ACCESS_KEY_ID").reveal() == "canary-credential");
    CHECK(request->account_variables.at("AWS_REGION") == "eu-central-1");  // the first
  });
}

TEST_CASE("a program of the driver cmd gets credentials as variables; its log and question do not hold them") {
  ScratchFolder folder;
  process::SpawnerOptions options;
  options.data_directory = folder.path() / "data";
  const auto spawner = process::start_spawner(options).value();
  const auto driver = make_cmd_driver(*spawner);
  ResourceRequest request;
  request.gu_id = std::string(32, 'a');
  request.type = "s3";
  request.id = "workloads.shop.bb";
  request.inputs = boost::json::serialize(
      boost::json::object{{"command",
                           {"/bin/sh", "-c",
                            "grep -c canary >&2; echo \"key $CLOUD_KEY region $TOWPATH_CLOUD_REGION own $OWN\" >&2; "
                            "printf '{\"resource_outputs\":{\"digest\":\"%s\"}}' \"$(printf %s \"$CLOUD_KEY\" | "
                            "sha256sum | cut -c1-64)\""}},
                          {"env", {{"OWN", "says the definition"}}},
                          {"outputs", {"digest"}}});
  request.account_variables = {{"TOWPATH_CLOUD_REGION", "eu-west-1"}, {"OWN", "says the account"}};
  request.credentials.emplace("CLOUD_KEY", Secret("canary-credential"));
  std::string log;
  const DriverContext context{[&](std::string_view line) { log += std::string(line) + "\n"; }, {}};

  const auto made = driver->apply(request, context);

  REQUIRE_MESSAGE(made.has_value(), made.error().message());
  CHECK(boost::json::parse(made->outputs).at("digest") == boost::json::value(sha256_hex("canary-credential")));
  CAPTURE(log);
  CHECK(log.find("canary-credential") == std::string::npos);
  CHECK(log.find("region eu-west-1 own says the definition") != std::string::npos);
  CHECK(log.starts_with("0\n"));  // what it is asked on standard input
}

}  // namespace towpath::delivery
