#include "upload_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/id.h"
#include "base/strings.h"

#include "content_check.h"
#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t ended_at_once = 100;

Error invalid_part(int number) {
  return invalid_input("buckets.invalid_part",
                       fmt::format("Part {} was not uploaded, or its ETag is another.", number));
}

/// The raw MD5 a part's ETag is; "" when it is none.
std::string bytes_of(std::string_view etag) {
  if (etag.size() != 32) return "";
  std::string out;
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  for (std::size_t i = 0; i < etag.size(); i += 2) {
    const int high = digit(etag[i]), low = digit(etag[i + 1]);
    if (high < 0 || low < 0) return "";
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

/// "<MD5 of the MD5s>-<how many>", as S3 gives it.
Result<std::string> etag_of(const std::vector<std::pair<int, std::string>>& parts) {
  Digester all(EVP_md5());
  for (const auto& [number, etag] : parts) {
    const std::string bytes = bytes_of(etag);
    if (bytes.empty()) return invalid_part(number);
    all.add(bytes);
  }
  return fmt::format("{}-{}", to_hex(all.finish()), parts.size());
}

Status check_order(const std::vector<std::pair<int, std::string>>& parts) {
  if (parts.empty()) return malformed_xml("An object needs at least one part.");
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (parts[i].first <= parts[i - 1].first)
      return invalid_input("buckets.invalid_part_order", "The list of parts was not in ascending order.");
  return ok();
}

}  // namespace

Result<UploadRow> UploadService::find(db::Tx& tx, const Access& access, const std::string& key,
                                      const std::string& id) const {
  auto row = uploads_.find(tx, id);
  if (!row || row->bucket_id != access.bucket_id || row->key != key) return no_such_upload();
  return std::move(*row);
}

Result<std::string> UploadService::begin(const Access& access, const std::string& key, About about) {
  const UploadRow row{new_ulid(), access.bucket_id, key, std::move(about), clock_.now()};
  return db_.transact([&](db::Tx& tx) -> Result<std::string> {
    CHECK_OK(charge(tx, access, 0, 0));
    if (uploads_.count(tx, access.bucket_id) >= most_uploads)
      return invalid_request(
          fmt::format("{} uploads have begun in this bucket; complete or abort some.", most_uploads));
    uploads_.insert(tx, row);
    return row.id;
  });
}

Status UploadService::check_part(const Access& access, const std::string& key, const std::string& id, int number) {
  if (number < 1 || number > most_parts)
    return invalid_argument(fmt::format("Part number must be an integer between 1 and {}, inclusive.", most_parts));
  return db_.read([&](db::Tx& tx) -> Status {
    CHECK_OK(find(tx, access, key, id));
    return ok();
  });
}

Result<PartRow> UploadService::put_part(const Access& access, const std::string& key, const std::string& id, int number,
                                        Payload& payload) {
  CHECK_OK(check_part(access, key, id, number));
  const std::int64_t room = room_in(access);
  if (payload.announced() && *payload.announced() > static_cast<std::uint64_t>(room))
    return quota_exceeded(access.limits);
  TRY(const Stored stored, objects_.store(
                               access, room, [&] { return payload.read(); }, [&] { return payload.md5(); }));
  return keep_part(access, key, id, number, stored);
}

Result<PartRow> UploadService::copy_part(const Access& access, const std::string& key, const std::string& id,
                                         int number, const OpenObject& source, std::int64_t offset,
                                         std::int64_t length) {
  CHECK_OK(check_part(access, key, id, number));
  if (length > room_in(access)) return quota_exceeded(access.limits);
  // Read in pieces of this size, each from its place: the two ends have no thread of their own.
  constexpr std::int64_t at_once = std::int64_t{4} << 20;
  Digester md5(EVP_md5());
  const auto next = [&]() -> Result<std::string> {
    std::string out;
    const std::int64_t wanted = std::min(at_once, length);
    CHECK_OK(objects_.read(source.pieces, offset, wanted, [&out](std::string_view bytes) {
      out += bytes;
      return true;
    }));
    offset += wanted;
    length -= wanted;
    md5.add(out);
    return out;
  };
  TRY(const Stored stored, objects_.store(access, room_in(access), next, [&] { return md5.finish(); }));
  return keep_part(access, key, id, number, stored);
}

Result<PartRow> UploadService::keep_part(const Access& access, const std::string& key, const std::string& id,
                                         int number, const Stored& stored) {
  // An empty part has no content; its row says so by the size.
  const Piece piece = stored.pieces.empty() ? Piece{} : stored.pieces.front();
  const PartRow part{number, piece, stored.etag, clock_.now()};
  CHECK_OK(db_.transact([&](db::Tx& tx) -> Status {
    CHECK_OK(find(tx, access, key, id));
    const auto before = uploads_.parts(tx, id, number - 1, 1);
    const bool is_replaced = !before.empty() && before.front().number == number;
    CHECK_OK(charge(tx, access, 0, stored.size - (is_replaced ? before.front().piece.size : 0)));
    uploads_.put_part(tx, id, part);
    return ok();
  }));
  return part;
}

Result<ObjectRow> UploadService::complete(const Access& access, const std::string& key, const std::string& id,
                                          const std::vector<std::pair<int, std::string>>& parts,
                                          const WriteCondition& condition) {
  CHECK_OK(check_order(parts));
  TRY(const std::string etag, etag_of(parts));
  const std::string content_id = new_ulid();
  const UtcTime now = clock_.now();
  return db_.transact([&](db::Tx& tx) -> Result<ObjectRow> {
    const auto upload = find(tx, access, key, id);
    if (!upload) {
      // The answer to the first try was lost.
      auto done = ObjectStore().find(tx, access.bucket_id, key);
      if (done && done->etag == etag) return std::move(*done);
      return upload.error();
    }
    std::map<int, PartRow> there;
    for (PartRow& part : uploads_.parts(tx, id, 0, most_parts)) there[part.number] = std::move(part);
    std::vector<Piece> pieces;
    std::int64_t size = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto found = there.find(parts[i].first);
      if (found == there.end() || found->second.etag != parts[i].second) return invalid_part(parts[i].first);
      const Piece& piece = found->second.piece;
      if (i + 1 < parts.size() && piece.size < smallest_part)
        return invalid_input("buckets.part_too_small",
                             "Your proposed upload is smaller than the minimum allowed size: 5 MiB for each part but "
                             "the last.");
      size += piece.size;
      if (piece.size > 0) pieces.push_back(piece);
    }
    const ObjectRow row{access.bucket_id, key, size, etag, upload->about, content_id, now};
    CHECK_OK(put_object(tx, access, row, pieces, uploads_.bytes(tx, id), condition));
    uploads_.remove(tx, id);
    return row;
  });
}

Status UploadService::abort(const Access& access, const std::string& key, const std::string& id) {
  return db_.transact([&](db::Tx& tx) -> Status {
    CHECK_OK(find(tx, access, key, id));
    CHECK_OK(charge(tx, access, 0, -uploads_.bytes(tx, id)));
    uploads_.remove(tx, id);
    return ok();
  });
}

Result<std::vector<PartRow>> UploadService::parts(const Access& access, const std::string& key, const std::string& id,
                                                  int after, std::size_t limit) {
  return db_.read([&](db::Tx& tx) -> Result<std::vector<PartRow>> {
    CHECK_OK(find(tx, access, key, id));
    return uploads_.parts(tx, id, after, limit);
  });
}

std::vector<UploadRow> UploadService::list(const Access& access, const std::string& after, std::size_t limit) {
  return db_.read([&](db::Tx& tx) { return uploads_.list(tx, access.bucket_id, after, limit); });
}

std::size_t UploadService::abort_begun_before(UtcTime before) {
  const auto ended = db_.transact([&](db::Tx& tx) -> Result<std::size_t> {
    const auto old = uploads_.begun_before(tx, before, ended_at_once);
    for (const UploadRow& row : old) {
      BucketStore().count(tx, row.bucket_id, 0, -uploads_.bytes(tx, row.id));
      uploads_.remove(tx, row.id);
    }
    return old.size();
  });
  return ended ? *ended : 0;
}

}  // namespace towpath::buckets
