#include "gatekeeper.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/strings.h"

#include "payload.h"
#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t most_opened = 10'000;

std::string context_of(const std::string& bucket_id) { return "bucket-keys:" + bucket_id; }

}  // namespace

Result<std::string> Gatekeeper::seal(const std::string& bucket_id, const std::vector<Secret>& keys) {
  std::string text;
  for (const Secret& key : keys) text += (text.empty() ? "" : "\n") + key.reveal();
  TRY(const std::string sealed, sealer_.seal(Secret(std::move(text)), context_of(bucket_id)));
  return to_base64(sealed);
}

Result<std::vector<Secret>> Gatekeeper::keys_of(const BucketRow& row) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = opened_.find(row.id); found != opened_.end() && found->second.first == row.sealed_keys)
      return found->second.second;
  }
  const auto sealed = from_base64(row.sealed_keys);
  if (!sealed) throw std::runtime_error("the sealed keys of a bucket are no base64");
  TRY(const Secret text, sealer_.open(*sealed, context_of(row.id)));
  std::vector<Secret> keys;
  for (std::string& key : split(text.reveal(), '\n')) keys.emplace_back(std::move(key));
  const std::lock_guard lock(mutex_);
  if (opened_.size() >= most_opened) opened_.clear();
  opened_[row.id] = {row.sealed_keys, keys};
  return keys;
}

Result<Admitted> Gatekeeper::admit(const http::Request& request, std::string_view path, const QueryPairs& query) {
  TRY(std::optional<Claim> claim, read_claim(query, request.headers));
  if (!claim) return access_denied("Nobody gets in without a signature.");
  TRY(std::string hash, Payload::hash_of(*claim, request.headers));
  const auto row = db_.read([&](db::Tx& tx) { return BucketStore().find_access_key(tx, claim->access_key_id); });
  if (!row || !row->is_open)
    return forbidden("buckets.unknown_access_key", "The AWS access key id you provided does not exist in our records.");
  CHECK_OK(check_claim(*claim, request.headers, clock_.now()));
  TRY(const std::vector<Secret> keys, keys_of(*row));
  const std::string text =
      string_to_sign(*claim, canonical_request({request.method, path, query, request.headers, hash}, *claim));
  for (const Secret& key : keys) {
    Secret of_day = signing_key(key, claim->day);
    if (!equal_in_constant_time(signature_of(of_day, text), claim->signature)) continue;
    Access access{row->id, row->name, row->limits, row->objects, row->bytes, row->created_at};
    return Admitted{std::move(access), std::move(*claim), std::move(hash), std::move(of_day)};
  }
  return forbidden("buckets.wrong_signature",
                   "The request signature we calculated does not match the signature you provided.")
      .with_hint("Check the secret key and how the request is signed.");
}

}  // namespace towpath::buckets
