#include "drivers/s3_driver.h"

#include "buckets/module.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"
#include "service_host.h"

namespace towpath::buckets {
std::vector<db::Migration> migrations();
}

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

class PlainSealer final : public buckets::Sealer {
 public:
  Result<std::string> seal(const Secret& text, std::string_view) override { return text.reveal(); }
  Result<Secret> open(std::string_view sealed, std::string_view) override { return Secret(std::string(sealed)); }
};

/// The real buckets on a database in memory.
struct Place {
  std::unique_ptr<db::Db> db = db::testing::memory_database(testing::with_kernel_migrations(buckets::migrations()));
  testing::AllowAll rights;
  testing::TestKernel kernel{*db, rights};
  PlainSealer sealer;
  std::unique_ptr<buckets::BucketsModule> module = buckets::make_module(kernel.lend(), sealer);
  buckets::Buckets& buckets = module->buckets();
  std::unique_ptr<Driver> driver = make_s3_driver(buckets, kernel.clock);

  ~Place() { module->stop(); }
  ResourceRequest fresh() { return fresh_request(*driver, "s3"); }
  std::vector<std::string> keys(const ResourceRequest& request) {
    std::vector<std::string> out;
    for (const Secret& key : worked(buckets.secret_keys(name(request)))) out.push_back(key.reveal());
    return out;
  }
  static std::string name(const ResourceRequest& request) { return "tp-" + request.gu_id.substr(0, 16); }
  std::size_t changes(const ResourceRequest& request) { return worked(driver->drift(request, {}))->changes.size(); }
};

std::string secret(const std::map<std::string, Secret>& secrets) { return secrets.at("secret_key").reveal(); }

}  // namespace

TEST_CASE("the driver s3 keeps the contract of drivers") {
  Place place;
  check_contract(*place.driver, resource_request("s3"), true);
}

TEST_CASE("a bucket's outputs are those of Score's provisioners") {
  Place place;
  const auto request = place.fresh();

  const auto made = worked(place.driver->apply(request, {}));

  CHECK(output(made, "bucket") == Place::name(request));
  CHECK(output(made, "endpoint").starts_with("http://127.0.0.1:"));
  CHECK(output(made, "region") == "us-east-1");
  CHECK(output(made, "access_key_id").size() == 20);
  CHECK(output(made, "aws_access_key_id") == output(made, "access_key_id"));
  CHECK(made.secrets.at("aws_secret_key").reveal() == secret(made.secrets));
  CHECK(secret(made.secrets).size() == 40);
  CHECK(made.outputs.find(secret(made.secrets)) == std::string::npos);
  CHECK(place.buckets.find(Place::name(request))->access_key_id == output(made, "access_key_id"));
}

TEST_CASE("a definition says how much a bucket holds, and what differs from that is drift") {
  Place place;
  auto request = place.fresh();
  worked(place.driver->apply(request, {}));
  CHECK(place.changes(request) == 0);

  request.inputs = R"({"maxBytes": 1000, "maxObjects": 5})";
  CHECK(place.changes(request) == 1);
  worked(place.driver->apply(request, {}));
  CHECK(place.changes(request) == 0);
  CHECK(place.buckets.find(Place::name(request))->limits == buckets::BucketLimits{1000, 5});
  worked(place.buckets.put({Place::name(request), "other", {Secret("another-secret-0123456789")}, {1000, 5}}));
  CHECK(place.changes(request) == 1);
  worked(place.buckets.remove(Place::name(request)));
  CHECK(place.changes(request) == 1);
  for (const char* bad : {R"({"maxBytes": 0})", R"({"maxBytes": "1"})", R"({"size": 1})"}) {
    request.inputs = bad;
    CHECK(place.driver->check(request).error().code() == "delivery.invalid_inputs");
  }
  request.inputs = "{}";
  request.params = R"({"public": true})";
  CHECK(place.driver->check(request).error().code() == "delivery.invalid_inputs");
}

TEST_CASE("a rotation has two secret keys until one is kept, and a deployment meanwhile takes none away") {
  Place place;
  auto request = place.fresh();
  worked(place.driver->apply(request, {}));
  const auto old = request.known_secrets, next = place.driver->prepare(request);

  const auto rotated = worked(place.driver->rotate(request, next, {}));
  worked(place.driver->rotate(request, next, {}));
  CHECK(secret(rotated.secrets) == secret(next));
  CHECK(place.keys(request) == std::vector<std::string>{secret(next), secret(old)});
  request.known_secrets = next;
  worked(place.driver->apply(request, {}));
  CHECK(place.keys(request).size() == 2);

  worked(place.driver->keep_only(request, {}));
  worked(place.driver->keep_only(request, {}));
  CHECK(place.keys(request) == std::vector<std::string>{secret(next)});
  worked(place.buckets.remove(Place::name(request)));
  CHECK(place.driver->rotate(request, old, {}).error().code() == "delivery.s3_bucket_missing");
}

TEST_CASE("an empty bucket goes at once, kept ones go when their time is over") {
  Place place;
  const auto request = place.fresh();
  worked(place.driver->apply(request, {}));
  worked(place.driver->destroy(request, false, {}));
  CHECK(place.buckets.list().empty());

  worked(place.driver->apply(request, {}));
  worked(place.buckets.keep_aside(Place::name(request), Place::name(request) + "_deleted_20260105"));
  worked(place.driver->apply(request, {}));
  const std::chrono::sys_days day = std::chrono::year(2026) / 1 / 5;
  worked(place.driver->remove_kept(day, {}));
  CHECK(place.buckets.list().size() == 2);
  worked(place.driver->remove_kept(day + std::chrono::days(1), {}));
  REQUIRE(place.buckets.list().size() == 1);
  CHECK(place.buckets.list()[0].is_open);
  worked(place.buckets.keep_aside(Place::name(request), Place::name(request) + "_deleted_20260106"));
  worked(place.driver->destroy(request, true, {}));
  CHECK(place.buckets.list().empty());
}
