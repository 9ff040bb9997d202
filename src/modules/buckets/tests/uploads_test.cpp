#include "buckets_world.h"
#include "upload_service.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t part_size = 5 << 20;

struct Parts {
  const Client& client;
  std::string id;

  Parts(const Client& c, const std::string& key) : client(c), key_(key) {
    id = field(client.send({.method = "POST", .path = client.path(key), .query = "uploads"}).body, "UploadId");
    REQUIRE_FALSE(id.empty());
  }
  http::ClientResponse put(int number, const std::string& body,
                           std::vector<std::pair<std::string, std::string>> headers = {}) const {
    return client.send({.method = "PUT",
                        .path = client.path(key_),
                        .query = "partNumber=" + std::to_string(number) + "&uploadId=" + id,
                        .body = body,
                        .headers = std::move(headers)});
  }
  http::ClientResponse complete(const std::vector<std::pair<int, std::string>>& parts) const {
    std::string body = "<CompleteMultipartUpload>";
    for (const auto& [number, etag] : parts)
      body += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag + "</ETag></Part>";
    return client.send({.method = "POST",
                        .path = client.path(key_),
                        .query = "uploadId=" + id,
                        .body = body + "</CompleteMultipartUpload>"});
  }
  http::ClientResponse abort() const {
    return client.send({.method = "DELETE", .path = client.path(key_), .query = "uploadId=" + id});
  }

 private:
  const std::string key_;
};

TEST_CASE("an object that comes in parts is whole when it is completed, and not before") {
  on_each_database([](World& w) {
    const Client client(w, w.make("shop"));
    const Parts upload(client, "big");
    const std::string first(part_size, 'a'), second(part_size, 'b'), third = "end";
    const std::string two(upload.put(2, second).headers.get("ETag")), one(upload.put(1, first).headers.get("ETag"));
    const std::string old(upload.put(7, "replaced").headers.get("ETag")),
        three(upload.put(7, third).headers.get("ETag"));

    CHECK(outcome(client.get("big")) == "404 NoSuchKey");
    CHECK(w.buckets.find("shop")->bytes == static_cast<std::int64_t>(2 * part_size + 3));
    const auto listed =
        client.send({.path = client.path("big"), .query = "uploadId=" + upload.id + "&max-parts=2"}).body;
    CHECK(field(listed, "NextPartNumberMarker") == "2");
    CHECK(field(client.list("uploads").body, "UploadId") == upload.id);
    CHECK(outcome(upload.complete({{1, one}, {2, two}, {7, old}})) == "400 InvalidPart");
    CHECK(outcome(upload.complete({{2, two}, {1, one}})) == "400 InvalidPartOrder");
    CHECK(outcome(upload.complete({})) == "400 MalformedXML");

    const auto done = upload.complete({{1, one}, {2, two}, {7, three}});
    CHECK(outcome(done) == "200");
    CHECK(field(done.body, "ETag").ends_with("-3&quot;"));
    CHECK(outcome(upload.complete({{1, one}, {2, two}, {7, three}})) == "200");  // its answer was lost
    CHECK(client.get("big").body == first + second + third);
    CHECK(client.get("big", {{"Range", "bytes=5242878-5242881"}}).body == "aabb");
    CHECK(client.get("big", {{"Range", "bytes=-5"}}).body == "bbend");
    CHECK(w.buckets.find("shop")->objects == 1);
    CHECK(w.buckets.find("shop")->bytes == static_cast<std::int64_t>(2 * part_size + 3));
    CHECK(outcome(upload.put(1, "late")) == "404 NoSuchUpload");
  });
}

TEST_CASE("a part that is not the last must have 5 MiB") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    const Parts upload(client, "k");
    const std::string one(upload.put(1, "small").headers.get("ETag")), two(upload.put(2, "last").headers.get("ETag"));

    CHECK(outcome(upload.complete({{1, one}, {2, two}})) == "400 EntityTooSmall");
    CHECK(outcome(upload.complete({{2, two}})) == "200");
    CHECK(client.get("k").body == "last");
    CHECK(w.buckets.find("shop")->bytes == 4);
  });
}

TEST_CASE("an upload that is aborted leaves nothing, and one nobody completes goes after a week") {
  on_each_database([](World& w) {
    const Client client(w, w.make("shop"));
    const Parts aborted(client, "a");
    aborted.put(1, "12345");
    CHECK(w.buckets.find("shop")->bytes == 5);
    CHECK(outcome(aborted.abort()) == "204");
    CHECK(outcome(aborted.abort()) == "404 NoSuchUpload");
    CHECK(w.buckets.find("shop")->bytes == 0);
    CHECK(needed_blobs(w.kernel.lend()).empty());
    const Parts forgotten(client, "b");
    forgotten.put(1, "123");
    const Kernel kernel = w.kernel.lend();
    ObjectService objects(kernel);
    UploadService uploads(kernel, objects);
    CHECK(uploads.abort_begun_before(kernel.clock.now()) == 0);
    w.kernel.clock.advance(std::chrono::seconds(1));
    CHECK(uploads.abort_begun_before(kernel.clock.now()) == 1);
    CHECK(w.buckets.find("shop")->bytes == 0);
    CHECK(outcome(forgotten.put(2, "4")) == "404 NoSuchUpload");
  });
}

TEST_CASE("an upload belongs to its key and bucket") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop")), other(w, w.make("other"));
    const Parts upload(client, "k");

    CHECK(
        outcome(client.send(
            {.method = "PUT", .path = client.path("x"), .query = "partNumber=1&uploadId=" + upload.id, .body = "b"})) ==
        "404 NoSuchUpload");
    CHECK(
        outcome(other.send(
            {.method = "PUT", .path = other.path("k"), .query = "partNumber=1&uploadId=" + upload.id, .body = "b"})) ==
        "404 NoSuchUpload");
    CHECK(outcome(upload.put(0, "b")) == "400 InvalidArgument");
    CHECK(outcome(upload.put(10'001, "b")) == "400 InvalidArgument");
  });
}

TEST_CASE("parts count as bytes of the bucket") {
  on_memory([](World& w) {
    const Client client(w, w.make("small", {10, 10}));
    const Parts upload(client, "k");

    CHECK(outcome(upload.put(1, "12345678")) == "200");
    CHECK(outcome(upload.put(2, "12345")) == "403 QuotaExceeded");
    CHECK(outcome(client.put("other", "12345")) == "403 QuotaExceeded");
    CHECK(outcome(upload.abort()) == "204");
    CHECK(outcome(client.put("other", "12345")) == "200");
  });
}

TEST_CASE("a part may be bytes of another object") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("source", std::string(part_size, 'a') + "0123456789");
    const Parts upload(client, "k");

    const auto whole = upload.put(1, "", {{"x-amz-copy-source", "shop/source"}});
    const auto range =
        upload.put(2, "", {{"x-amz-copy-source", "shop/source"}, {"x-amz-copy-source-range", "bytes=5242882-5242884"}});
    CHECK(outcome(whole) == "200");
    CHECK(outcome(upload.put(3, "", {{"x-amz-copy-source", "shop/source"}, {"x-amz-copy-source-range", "bytes=x"}})) ==
          "400 InvalidArgument");
    const auto etag = [](const http::ClientResponse& answer) { return field(answer.body, "ETag"); };
    CHECK(outcome(upload.complete({{1, etag(whole)}, {2, etag(range)}})) == "200");

    CHECK(client.get("k").body == std::string(part_size, 'a') + "0123456789" + "234");
  });
}

}  // namespace
}  // namespace towpath::buckets
