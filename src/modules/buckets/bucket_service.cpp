#include "bucket_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"

#include "object_store.h"

namespace towpath::buckets {
namespace {

/// One transaction stays short, whatever is in a bucket.
constexpr std::size_t removed_at_once = 500;

Error invalid_bucket(std::string why) { return invalid_input("buckets.invalid_bucket", std::move(why)); }

Status check(const BucketSpec& spec) {
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-'; };
  if (spec.name.size() < 3 || spec.name.size() > 63 || !std::all_of(spec.name.begin(), spec.name.end(), is_plain) ||
      spec.name.front() == '-' || spec.name.back() == '-')
    return invalid_bucket(
        fmt::format("'{}' is no name of a bucket: 3 to 63 lower-case letters, digits and hyphens.", spec.name));
  if (spec.access_key_id.empty() || spec.secret_keys.empty() || spec.secret_keys.size() > 2)
    return invalid_bucket(fmt::format("The bucket {} needs an access key id and one or two secret keys.", spec.name));
  for (const Secret& key : spec.secret_keys)
    if (key.reveal().size() < 16 || key.reveal().find('\n') != std::string::npos)
      return invalid_bucket(fmt::format("A secret key of the bucket {} is too short or has a line break.", spec.name));
  if (spec.limits.bytes < 0 || spec.limits.objects < 0)
    return invalid_bucket(fmt::format("A limit of the bucket {} is negative.", spec.name));
  return ok();
}

BucketInfo info_of(const BucketRow& row) {
  return {row.name, row.access_key_id, row.is_open, row.limits, row.objects, row.bytes, row.created_at};
}

}  // namespace

Status BucketService::put(const BucketSpec& spec) {
  CHECK_OK(check(spec));
  const auto known = db_.read([&](db::Tx& tx) { return buckets_.find(tx, spec.name); });
  const std::string id = known ? known->id : new_ulid();
  TRY(const std::string sealed, gatekeeper_.seal(id, spec.secret_keys));
  return db_.transact([&](db::Tx& tx) -> Status {
    auto row = buckets_.find(tx, spec.name);
    if (row && (row->id != id || !row->is_open))
      return conflict("buckets.invalid_bucket", fmt::format("The bucket {} was changed meanwhile.", spec.name))
          .with_hint("Try again.");
    const bool is_new = !row;
    if (is_new) {
      row.emplace();
      row->id = id;
      row->name = spec.name;
      row->created_at = clock_.now();
    }
    row->access_key_id = spec.access_key_id;
    row->sealed_keys = sealed;
    row->limits = spec.limits;
    if (is_new)
      buckets_.insert(tx, *row);
    else
      buckets_.update(tx, *row);
    return ok();
  });
}

std::optional<BucketInfo> BucketService::find(const std::string& name) {
  const auto row = db_.read([&](db::Tx& tx) { return buckets_.find(tx, name); });
  if (!row) return std::nullopt;
  return info_of(*row);
}

Result<std::vector<Secret>> BucketService::secret_keys(const std::string& name) {
  const auto row = db_.read([&](db::Tx& tx) { return buckets_.find(tx, name); });
  if (!row || !row->is_open)
    return not_found("buckets.no_such_bucket", fmt::format("There is no open bucket {}.", name));
  return gatekeeper_.keys_of(*row);
}

std::vector<BucketInfo> BucketService::list() {
  const auto rows = db_.read([&](db::Tx& tx) { return buckets_.list(tx); });
  std::vector<BucketInfo> out;
  for (const BucketRow& row : rows) out.push_back(info_of(row));
  return out;
}

Status BucketService::keep_aside(const std::string& name, const std::string& as) {
  return db_.transact([&](db::Tx& tx) -> Status {
    auto row = buckets_.find(tx, name);
    if (!row) return ok();
    if (buckets_.find(tx, as)) return conflict("buckets.invalid_bucket", fmt::format("There is a bucket {}.", as));
    row->name = as;
    row->is_open = false;
    row->access_key_id.clear();
    row->sealed_keys.clear();
    buckets_.update(tx, *row);
    return ok();
  });
}

Status BucketService::remove(const std::string& name) {
  std::string id;
  CHECK_OK(db_.transact([&](db::Tx& tx) -> Status {
    auto row = buckets_.find(tx, name);
    id = row ? row->id : "";
    if (!row) return ok();
    // Nobody puts anything in while it is emptied.
    row->is_open = false;
    row->access_key_id.clear();
    row->sealed_keys.clear();
    buckets_.update(tx, *row);
    return ok();
  }));
  if (id.empty()) return ok();
  for (;;) {
    TRY(const std::size_t removed, db_.transact([&](db::Tx& tx) -> Result<std::size_t> {
      const std::size_t count = ObjectStore().remove_some(tx, id, removed_at_once);
      if (count == 0) buckets_.remove(tx, id);
      return count;
    }));
    if (removed == 0) return ok();
  }
}

}  // namespace towpath::buckets
