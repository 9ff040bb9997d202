#include "s3_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/random_text.h"
#include "base/strings.h"

#include "driver_json.h"
#include "kept_name.h"
#include "object_name.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t secret_key_length = 40, access_key_digits = 18;  // as long as S3's
constexpr const char *secret_key = "secret_key", *aws_secret_key = "aws_secret_key";

class S3Driver final : public Driver {
 public:
  S3Driver(buckets::Buckets& buckets, const Clock& clock) : buckets_(buckets), clock_(clock) {}

  std::string_view name() const override { return "s3"; }

  DriverOffer offer(const std::string&) const override {
    return {{},
            {{"bucket"},
             {"endpoint"},
             {"region"},
             {"access_key_id"},
             {secret_key, true},
             {"aws_access_key_id"},
             {aws_secret_key, true}},
            false};
  }

  Status check(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    CHECK_OK(only_keys(request, "parameter", params, {}));
    CHECK_OK(limits_of(request));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override {
    return both_names(random_text(secret_key_length));
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    const auto bucket = buckets_.find(bucket_name(request));
    if (!bucket || !bucket->is_open) return std::optional<ResourceOutcome>();
    TRY(ResourceOutcome made, outcome(request, request.known_secrets));
    return std::optional(std::move(made));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    const auto secrets = request.known_secrets.contains(secret_key) ? request.known_secrets : prepare(request);
    TRY(const std::vector<Secret> keys, keys_with(request, secrets.at(secret_key)));
    CHECK_OK(put(request, keys));
    TRY(ResourceOutcome made, outcome(request, secrets));
    say(context, fmt::format("bucket {} is there", bucket_name(request)));
    return made;
  }

  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext&) override {
    const std::string name = bucket_name(request);
    const auto bucket = buckets_.find(name);
    DriverChanges out;
    const auto found = [&out](const char* action, std::string subject) {
      out.changes.push_back({action, std::move(subject)});
      ++out.counts[action];
    };
    if (!bucket || !bucket->is_open) {
      found("create", "bucket " + name);
      return std::optional(std::move(out));
    }
    TRY(const buckets::BucketLimits limits, limits_of(request));
    if (bucket->limits != limits) found("update", "limits of bucket " + name);
    TRY(const std::vector<Secret> keys, buckets_.secret_keys(name));
    const auto known = request.known_secrets.find(secret_key);
    if (known != request.known_secrets.end() && !has(keys, known->second)) found("update", "key of bucket " + name);
    return std::optional(std::move(out));
  }

  bool can_rotate() const override { return true; }

  /// A bucket takes two secret keys under its one access key id.
  Result<ResourceOutcome> rotate(const ResourceRequest& request, const std::map<std::string, Secret>& next,
                                 const DriverContext& context) override {
    const std::string name = bucket_name(request);
    const auto bucket = buckets_.find(name);
    if (!bucket || !bucket->is_open)
      return not_found("delivery.s3_bucket_missing", fmt::format("The bucket {} is not there.", name))
          .with_hint("Deploy again, which makes it anew.");
    CHECK_OK(put(request, {next.at(secret_key), request.known_secrets.at(secret_key)}));
    say(context, fmt::format("bucket {} takes a new secret key beside the old one", name));
    return outcome(request, next);
  }

  Status keep_only(const ResourceRequest& request, const DriverContext& context) override {
    const std::string name = bucket_name(request);
    const auto bucket = buckets_.find(name);
    if (!bucket || !bucket->is_open) return ok();
    CHECK_OK(put(request, {request.known_secrets.at(secret_key)}));
    say(context, fmt::format("bucket {} takes one secret key only", name));
    return ok();
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    const std::string name = bucket_name(request);
    const auto kept = kept_of(name);
    if (!purge) return keep_aside(name, kept, context);
    for (const std::string& one : kept) CHECK_OK(buckets_.remove(one));
    CHECK_OK(buckets_.remove(name));
    say(context, fmt::format("bucket {} was removed with its objects", name));
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    for (const buckets::BucketInfo& bucket : buckets_.list()) {
      if (!is_kept_before(bucket.name, kept_mark, day)) continue;
      CHECK_OK(buckets_.remove(bucket.name));
      say(context, fmt::format("the kept bucket {} was removed", bucket.name));
    }
    return ok();
  }

 private:
  /// Names of buckets are names of hosts, which have no underscores.
  static std::string bucket_name(const ResourceRequest& request) { return replace_all(object_name(request), "_", "-"); }

  static std::string access_key_id(const ResourceRequest& request) {
    std::string out = "TP" + request.gu_id.substr(0, access_key_digits);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
    return out;
  }

  static std::map<std::string, Secret> both_names(const Secret& key) {
    return {{secret_key, key}, {aws_secret_key, key}};
  }

  static bool has(const std::vector<Secret>& keys, const Secret& key) {
    return std::any_of(keys.begin(), keys.end(), [&](const Secret& one) { return one.reveal() == key.reveal(); });
  }

  static Result<std::int64_t> limit_in(const ResourceRequest& request, const boost::json::object& inputs,
                                       std::string_view name, std::int64_t otherwise) {
    const auto* given = inputs.if_contains(name);
    if (given == nullptr) return otherwise;
    const auto* number = given->if_int64();
    if (number == nullptr || *number < 1)
      return invalid_inputs(request, fmt::format("'{}' must be a whole number of at least 1", name));
    return *number;
  }

  static Result<buckets::BucketLimits> limits_of(const ResourceRequest& request) {
    TRY(const auto inputs, read_object(request, "inputs", request.inputs));
    CHECK_OK(only_keys(request, "input", inputs, {"maxBytes", "maxObjects"}));
    buckets::BucketLimits out;
    TRY(out.bytes, limit_in(request, inputs, "maxBytes", out.bytes));
    TRY(out.objects, limit_in(request, inputs, "maxObjects", out.objects));
    return out;
  }

  /// What is valid stays valid when `key` is among it: a rotation may be under way.
  Result<std::vector<Secret>> keys_with(const ResourceRequest& request, const Secret& key) {
    const auto bucket = buckets_.find(bucket_name(request));
    std::vector<Secret> keys;
    if (bucket && bucket->is_open) {
      TRY(keys, buckets_.secret_keys(bucket->name));
    }
    return has(keys, key) ? keys : std::vector<Secret>{key};
  }

  Status put(const ResourceRequest& request, std::vector<Secret> keys) {
    // Rotating to the key that is there already, after a crash.
    if (keys.size() == 2 && keys[0].reveal() == keys[1].reveal()) keys.pop_back();
    TRY(const buckets::BucketLimits limits, limits_of(request));
    return buckets_.put({bucket_name(request), access_key_id(request), std::move(keys), limits});
  }

  Result<ResourceOutcome> outcome(const ResourceRequest& request, const std::map<std::string, Secret>& secrets) {
    TRY(const std::string endpoint, buckets_.endpoint());
    const std::string bucket = bucket_name(request), id = access_key_id(request);
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{{"bucket", bucket},
                                                              {"endpoint", endpoint},
                                                              {"region", std::string(buckets::region)},
                                                              {"access_key_id", id},
                                                              {"aws_access_key_id", id}});
    if (const auto key = secrets.find(secret_key); key != secrets.end()) made.secrets = both_names(key->second);
    made.state = boost::json::serialize(boost::json::object{{"bucket", bucket}});
    return made;
  }

  std::vector<std::string> kept_of(const std::string& name) {
    std::vector<std::string> out;
    for (const buckets::BucketInfo& bucket : buckets_.list())
      if (bucket.name != name && object_of_kept(bucket.name) == name) out.push_back(bucket.name);
    return out;
  }

  /// The date in the name says when the retention time began.
  Status keep_aside(const std::string& name, const std::vector<std::string>& kept, const DriverContext& context) {
    const auto bucket = buckets_.find(name);
    if (!bucket) return ok();
    if (bucket->objects == 0) return buckets_.remove(name);
    const std::string as = kept_name(name, kept, clock_.now());
    CHECK_OK(buckets_.keep_aside(name, as));
    say(context, fmt::format("{} objects of bucket {} are kept as {}", bucket->objects, name, as));
    return ok();
  }

  buckets::Buckets& buckets_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_s3_driver(buckets::Buckets& buckets, const Clock& clock) {
  return std::make_unique<S3Driver>(buckets, clock);
}

}  // namespace towpath::delivery
