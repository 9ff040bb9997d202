#include "object_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "base/strings.h"

#include "s3_error.h"

namespace towpath::buckets {
namespace {

Error too_large() {
  return invalid_input("buckets.too_large", fmt::format("Your proposed upload exceeds the maximum allowed size of {} "
                                                        "bytes; larger objects come in parts.",
                                                        largest_single_object));
}

Status check_condition(const WriteCondition& condition, const std::optional<ObjectRow>& there) {
  if (condition.if_none_match && there) return precondition_failed("If-None-Match");
  if (!condition.if_match) return ok();
  if (!there) return no_such_key();
  if (*condition.if_match != "*" && *condition.if_match != there->etag) return precondition_failed("If-Match");
  return ok();
}

}  // namespace

Status put_object(db::Tx& tx, const Access& access, const ObjectRow& row, const std::vector<Piece>& pieces,
                  std::int64_t already_charged, const WriteCondition& condition) {
  const ObjectStore objects;
  const auto before = objects.find(tx, access.bucket_id, row.key);
  CHECK_OK(check_condition(condition, before));
  CHECK_OK(charge(tx, access, before ? 0 : 1, row.size - already_charged - (before ? before->size : 0)));
  if (before) objects.remove_pieces(tx, before->content_id);
  objects.put(tx, row);
  objects.insert_pieces(tx, row.content_id, pieces);
  return ok();
}

Result<ObjectRow> ObjectService::find(const Access& access, const std::string& key) {
  auto row = db_.read([&](db::Tx& tx) { return objects_.find(tx, access.bucket_id, key); });
  if (!row) return no_such_key();
  return std::move(*row);
}

Result<OpenObject> ObjectService::open(const Access& access, const std::string& key) {
  return db_.read([&](db::Tx& tx) -> Result<OpenObject> {
    auto row = objects_.find(tx, access.bucket_id, key);
    if (!row) return no_such_key();
    auto pieces = objects_.pieces(tx, row->content_id);
    return OpenObject{std::move(*row), std::move(pieces)};
  });
}

Result<Stored> ObjectService::store(const Access& access, std::int64_t room,
                                    const std::function<Result<std::string>()>& next,
                                    const std::function<std::string()>& md5) {
  TRY(auto upload, blobs_.create());
  Stored out;
  for (;;) {
    TRY(const std::string bytes, next());
    if (bytes.empty()) break;
    out.size += static_cast<std::int64_t>(bytes.size());
    if (out.size > largest_single_object) return too_large();
    if (out.size > room) return quota_exceeded(access.limits);
    CHECK_OK(upload->write(bytes));
  }
  out.etag = to_hex(md5());
  if (out.size == 0) return out;
  TRY(blob::Digest digest, upload->finish());
  out.pieces.push_back({std::move(digest), out.size});
  return out;
}

Result<ObjectRow> ObjectService::put(const Access& access, const std::string& key, About about, Payload& payload,
                                     const WriteCondition& condition) {
  const auto before = db_.read([&](db::Tx& tx) { return objects_.find(tx, access.bucket_id, key); });
  CHECK_OK(check_condition(condition, before));
  // What it replaces makes room; who is right in the end is decided when the row is written.
  const std::int64_t room = room_in(access) + (before ? before->size : 0);
  if (payload.announced() && *payload.announced() > static_cast<std::uint64_t>(largest_single_object))
    return too_large();
  if (payload.announced() && *payload.announced() > static_cast<std::uint64_t>(room))
    return quota_exceeded(access.limits);
  TRY(const Stored stored, store(
                               access, room, [&] { return payload.read(); }, [&] { return payload.md5(); }));
  ObjectRow row{access.bucket_id, key, stored.size, stored.etag, std::move(about), new_ulid(), clock_.now()};
  CHECK_OK(
      db_.transact([&](db::Tx& tx) -> Status { return put_object(tx, access, row, stored.pieces, 0, condition); }));
  return row;
}

Result<ObjectRow> ObjectService::copy(const Access& access, const std::string& from, const std::string& to,
                                      const std::optional<About>& about,
                                      const std::function<Status(const ObjectRow&)>& source_matches) {
  const std::string content_id = new_ulid();
  const UtcTime now = clock_.now();
  return db_.transact([&](db::Tx& tx) -> Result<ObjectRow> {
    auto row = objects_.find(tx, access.bucket_id, from);
    if (!row) return no_such_key();
    CHECK_OK(source_matches(*row));
    const std::vector<Piece> pieces = objects_.pieces(tx, row->content_id);
    row->key = to;
    row->content_id = content_id;
    row->modified_at = now;
    if (about) row->about = *about;
    CHECK_OK(put_object(tx, access, *row, pieces, 0, {}));
    return std::move(*row);
  });
}

Status ObjectService::remove(const Access& access, const std::vector<std::string>& keys) {
  return db_.transact([&](db::Tx& tx) -> Status {
    std::int64_t count = 0, bytes = 0;
    for (const std::string& key : keys) {
      const auto row = objects_.find(tx, access.bucket_id, key);
      if (!row) continue;
      objects_.remove_pieces(tx, row->content_id);
      objects_.remove(tx, access.bucket_id, key);
      ++count;
      bytes += row->size;
    }
    return charge(tx, access, -count, -bytes);
  });
}

ListPage ObjectService::list(const Access& access, const ListQuery& query) {
  return db_.read([&](db::Tx& tx) {
    return list_page(query, [&](const std::string& after, bool is_inclusive, std::size_t limit) {
      return objects_.list(tx, access.bucket_id, after, is_inclusive, limit);
    });
  });
}

Status ObjectService::read(const std::vector<Piece>& pieces, std::int64_t offset, std::int64_t length,
                           const std::function<bool(std::string_view)>& sink) {
  for (const Piece& piece : pieces) {
    if (length == 0) break;
    if (offset >= piece.size) {
      offset -= piece.size;
      continue;
    }
    const bool is_whole = offset == 0 && length >= piece.size;
    bool is_gone = false;
    CHECK_OK(blobs_.read_from(piece.digest, static_cast<std::uint64_t>(offset), [&](std::string_view bytes) {
      bytes = bytes.substr(0, static_cast<std::size_t>(length));
      length -= static_cast<std::int64_t>(bytes.size());
      is_gone = !bytes.empty() && !sink(bytes);
      // A whole piece is read to its end: only there it is held against its digest.
      return !is_gone && (is_whole || length > 0);
    }));
    if (is_gone) break;
    offset = 0;
  }
  return ok();
}

}  // namespace towpath::buckets
