#include "base/base64.h"
#include "buckets_world.h"
#include "content_check.h"

namespace towpath::buckets {
namespace {

std::string md5(std::string_view text) {
  Digester digester(EVP_md5());
  digester.add(text);
  return digester.finish();
}

TEST_CASE("an object is put, read, described, replaced and deleted") {
  on_each_database([](World& w) {
    const Client client(w, w.make("shop"));
    const std::string odd = "photos/a b+c/\xC3\xA4(1).txt";

    const auto put = client.put(
        odd, "hello world", {{"Content-Type", "text/plain"}, {"Cache-Control", "no-cache"}, {"x-amz-meta-Who", "ann"}});
    CHECK(outcome(put) == "200");
    CHECK(put.headers.get("ETag") == "\"" + to_hex(md5("hello world")) + "\"");
    const auto got = client.get(odd);
    CHECK(got.body == "hello world");
    CHECK(got.headers.get("Content-Type") == "text/plain");
    CHECK(got.headers.get("Content-Length") == "11");
    CHECK(got.headers.get("Cache-Control") == "no-cache");
    CHECK(got.headers.get("x-amz-meta-who") == "ann");
    CHECK(got.headers.get("Last-Modified") == "Mon, 05 Jan 2026 09:00:00 GMT");
    const auto head = client.send({.method = "HEAD", .path = client.path(odd)});
    CHECK(head.status == 200);
    CHECK(head.headers.get("Content-Length") == "11");
    CHECK(head.headers.get("ETag") == put.headers.get("ETag"));

    CHECK(outcome(client.put(odd, "other")) == "200");
    CHECK(client.get(odd).body == "other");
    CHECK(w.buckets.find("shop")->objects == 1);
    CHECK(w.buckets.find("shop")->bytes == 5);
    CHECK(outcome(client.send({.method = "DELETE", .path = client.path(odd)})) == "204");
    CHECK(outcome(client.send({.method = "DELETE", .path = client.path(odd)})) == "204");
    CHECK(outcome(client.get(odd)) == "404 NoSuchKey");
    CHECK(w.buckets.find("shop")->objects == 0);
    CHECK(w.buckets.find("shop")->bytes == 0);
  });
}

TEST_CASE("keys are taken as they are: doubled, leading and trailing slashes, empty content") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    for (const std::string key : {"folder/", "a//b", "/lead", "q?x=1&y", "100%"}) {
      CAPTURE(key);
      CHECK(outcome(client.put(key, key == "folder/" ? "" : key)) == "200");
      const auto got = client.get(key);
      CHECK(got.status == 200);
      CHECK(got.body == (key == "folder/" ? "" : key));
    }
    CHECK(w.buckets.find("shop")->objects == 5);
    CHECK(outcome(client.put(std::string(1025, 'k'), "x")) == "400 KeyTooLongError");
    CHECK(outcome(client.put(std::string(1024, 'k'), "x")) == "200");
  });
}

TEST_CASE("parts of an object are read by range, from content that is and is not compressed") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    std::string plain;
    for (std::uint32_t i = 0, x = 7; i < 300'000; ++i) plain += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
    for (const std::string& content : {std::string(300'000, 'a') + "end", plain + "end"}) {
      client.put("k", content);
      const auto range = [&](const char* text) { return client.get("k", {{"Range", text}}); };
      CHECK(range("bytes=299998-300001").body == content.substr(299'998, 4));
      CHECK(range("bytes=299998-300001").status == 206);
      CHECK(range("bytes=299998-300001").headers.get("Content-Range") == "bytes 299998-300001/300003");
      CHECK(range("bytes=-3").body == "end");
      CHECK(range("bytes=0-0").body == content.substr(0, 1));
      CHECK(outcome(range("bytes=300003-")) == "416 InvalidRange");
      CHECK(range("bytes=1-2,4-5").body == content);
    }
  });
}

TEST_CASE("conditions decide whether an object is read or written") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    const std::string etag(client.put("k", "one").headers.get("ETag"));

    CHECK(client.get("k", {{"If-None-Match", etag}}).status == 304);
    CHECK(client.get("k", {{"If-Match", etag}}).body == "one");
    CHECK(outcome(client.get("k", {{"If-Match", "\"x\""}})) == "412 PreconditionFailed");
    CHECK(outcome(client.put("k", "two", {{"If-None-Match", "*"}})) == "412 PreconditionFailed");
    CHECK(outcome(client.put("k", "two", {{"If-Match", "\"x\""}})) == "412 PreconditionFailed");
    CHECK(client.get("k").body == "one");
    CHECK(outcome(client.put("k", "two", {{"If-Match", etag}})) == "200");
    CHECK(outcome(client.put("new", "1", {{"If-None-Match", "*"}})) == "200");
    CHECK(outcome(client.put("absent", "1", {{"If-Match", etag}})) == "404 NoSuchKey");
    CHECK(client.get("k").body == "two");
  });
}

TEST_CASE("content that is not what the request says of it is not stored") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    const auto put = [&](const std::string& name, const std::string& value) {
      return client.put("k", "hello", {{name, value}});
    };

    CHECK(outcome(put("Content-MD5", to_base64(md5("other")))) == "400 BadDigest");
    CHECK(outcome(put("Content-MD5", "short")) == "400 InvalidDigest");
    CHECK(outcome(put("x-amz-checksum-crc32", "AAAAAA==")) == "400 BadDigest");
    CHECK(outcome(client.send(
              {.method = "PUT", .path = client.path("k"), .body = "hello", .payload_hash = std::string(64, '0')})) ==
          "400 XAmzContentSHA256Mismatch");
    CHECK(outcome(client.get("k")) == "404 NoSuchKey");
    CHECK(outcome(put("Content-MD5", to_base64(md5("hello")))) == "200");
    CHECK(outcome(put("x-amz-checksum-crc32", "NhCmhg==")) == "200");
    CHECK(outcome(client.send(
              {.method = "PUT", .path = client.path("u"), .body = "any", .payload_hash = "UNSIGNED-PAYLOAD"})) ==
          "200");
    CHECK(w.buckets.find("shop")->objects == 2);
  });
}

TEST_CASE("a body in unsigned chunks is stored without them, when its checksum is right") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    const auto put = [&](const std::string& checksum) {
      return client.send({.method = "PUT",
                          .path = client.path("k"),
                          .body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + checksum + "\r\n\r\n",
                          .headers = {{"Content-Encoding", "aws-chunked"},
                                      {"x-amz-decoded-content-length", "5"},
                                      {"x-amz-trailer", "x-amz-checksum-crc32"}},
                          .payload_hash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"});
    };
    CHECK(outcome(put("AAAAAA==")) == "400 BadDigest");
    CHECK(outcome(put("NhCmhg==")) == "200");
    CHECK(client.get("k").body == "hello");
    CHECK_FALSE(client.get("k").headers.has("Content-Encoding"));
    CHECK(outcome(client.send({.method = "PUT",
                               .path = client.path("k"),
                               .body = "5\r\nhello\r\n0\r\n\r\n",
                               .headers = {{"x-amz-decoded-content-length", "6"}},
                               .payload_hash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})) == "400 IncompleteBody");
  });
}

TEST_CASE("a body in signed chunks is stored when each of them is as it was signed") {
  on_memory([](World& w) {
    const BucketSpec spec = w.make("shop");
    const Client client(w, spec);
    const auto put = [&](const std::string& signed_text, const std::string& sent_text) {
      auto request = client.signed_request({.method = "PUT",
                                            .path = client.path("k"),
                                            .headers = {{"x-amz-decoded-content-length", "5"}},
                                            .payload_hash = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"});
      const std::string authorization(request.headers.get("Authorization")), time(request.headers.get("X-Amz-Date"));
      std::string previous = authorization.substr(authorization.find("Signature=") + 10);
      const Secret key = signing_key(spec.secret_keys.front(), time.substr(0, 8));
      for (const bool is_last : {false, true}) {
        const std::string text = is_last ? "" : signed_text;
        previous = signature_of(key, "AWS4-HMAC-SHA256-PAYLOAD\n" + time + "\n" + time.substr(0, 8) +
                                         "/us-east-1/s3/aws4_request\n" + previous + "\n" + sha256_hex("") + "\n" +
                                         sha256_hex(text));
        request.body +=
            (is_last ? "0" : "5") + (";chunk-signature=" + previous) + "\r\n" + (is_last ? "" : sent_text) + "\r\n";
      }
      return Client::fetch(request);
    };

    CHECK(outcome(put("hello", "hellO")) == "403 SignatureDoesNotMatch");
    CHECK(outcome(client.get("k")) == "404 NoSuchKey");
    CHECK(outcome(put("hello", "hello")) == "200");
    CHECK(client.get("k").body == "hello");
  });
}

TEST_CASE("a copy has the same content, and its own description when that is asked for") {
  on_each_database([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("a", "content", {{"Content-Type", "text/a"}, {"x-amz-meta-n", "1"}});
    const auto copy = [&](const std::string& to, const std::string& from,
                          std::vector<std::pair<std::string, std::string>> more = {}) {
      more.emplace_back("x-amz-copy-source", from);
      return client.put(to, "", more);
    };

    CHECK(outcome(copy("b", "/shop/a")) == "200");
    CHECK(client.get("b").body == "content");
    CHECK(client.get("b").headers.get("x-amz-meta-n") == "1");
    CHECK(outcome(copy("c", "shop/a", {{"x-amz-metadata-directive", "REPLACE"}, {"Content-Type", "text/c"}})) == "200");
    CHECK(client.get("c").headers.get("Content-Type") == "text/c");
    CHECK(outcome(copy("a", "shop/a")) == "400 InvalidRequest");
    CHECK(outcome(copy("b", "shop/none")) == "404 NoSuchKey");
    CHECK(outcome(copy("b", "other/a")) == "403 AccessDenied");
    CHECK(outcome(copy("b", "shop/a", {{"x-amz-copy-source-if-match", "x"}})) == "412 PreconditionFailed");
    client.send({.method = "DELETE", .path = client.path("a")});
    CHECK(client.get("b").body == "content");
    CHECK(w.buckets.find("shop")->bytes == 14);
  });
}

TEST_CASE("lists have pages, prefixes and keys that XML cannot carry") {
  on_each_database([](World& w) {
    const Client client(w, w.make("shop"));
    for (const char* key : {"a/1", "a/2", "b", "c\x01", "\xC3\xA4 +"}) client.put(key, "x");

    const auto first = client.list("list-type=2&max-keys=2&delimiter=%2F&encoding-type=url").body;
    CHECK(field(first, "IsTruncated") == "true");
    CHECK(field(field(first, "CommonPrefixes"), "Prefix") == "a/");
    CHECK(field(first, "Key") == "b");
    const std::string token = encoded(field(first, "NextContinuationToken"), false);
    const auto second = client.list("list-type=2&delimiter=%2F&encoding-type=url&continuation-token=" + token).body;
    CHECK(field(second, "KeyCount") == "2");
    CHECK(field(second, "Key") == "c%01");
    CHECK(second.find("%C3%A4%20%2B") != second.npos);
    const auto old = client.list("max-keys=1&marker=a/1").body;
    CHECK(field(old, "Key") == "a/2");
    CHECK(field(old, "NextMarker") == "a/2");
    CHECK(field(client.list("list-type=2&prefix=a/").body, "KeyCount") == "2");
    CHECK(outcome(client.list("max-keys=x")) == "400 InvalidArgument");
    CHECK(outcome(client.list("list-type=2&continuation-token=!")) == "400 InvalidArgument");
    CHECK(outcome(client.list("encoding-type=gzip")) == "400 InvalidArgument");
  });
}

TEST_CASE("many objects are deleted by one request") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    for (const char* key : {"a", "b&c", "d"}) client.put(key, "x");
    const auto remove = [&](const std::string& body) {
      return client.send({.method = "POST",
                          .path = "/shop",
                          .query = "delete",
                          .body = body,
                          .headers = {{"Content-MD5", to_base64(md5(body))}}});
    };

    const auto answer = remove(
        "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object><Object><Key>"
        "none</Key></Object></Delete>");

    CHECK(field(answer.body, "Key") == "a");
    CHECK(answer.body.find("<Key>b&amp;c</Key>") != answer.body.npos);
    CHECK(w.buckets.find("shop")->objects == 1);
    CHECK(client.get("d").body == "x");
    CHECK(outcome(remove("<Delete></Delete>")) == "400 MalformedXML");
    CHECK(outcome(remove("<Delete>")) == "400 MalformedXML");
  });
}

TEST_CASE("a bucket takes no more than it may, and what is replaced makes room") {
  on_each_database([](World& w) {
    const Client client(w, w.make("small", {10, 2}));

    CHECK(outcome(client.put("a", "12345678")) == "200");
    CHECK(outcome(client.put("b", "123")) == "403 QuotaExceeded");
    CHECK(outcome(client.put("a", "1234567890")) == "200");
    CHECK(outcome(client.put("a", "12345678901")) == "403 QuotaExceeded");
    CHECK(client.get("a").body == "1234567890");
    CHECK(outcome(client.put("a", "1")) == "200");
    CHECK(outcome(client.put("b", "1")) == "200");
    CHECK(outcome(client.put("c", "1")) == "403 QuotaExceeded");
    CHECK(outcome(client.put("c", "", {{"x-amz-copy-source", "small/a"}})) == "403 QuotaExceeded");
    client.send({.method = "DELETE", .path = client.path("b")});
    CHECK(outcome(client.put("c", "1")) == "200");
  });
}

TEST_CASE("what is not offered is said, and nothing else is done instead") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("k", "x");

    CHECK(outcome(client.send({.method = "PUT", .path = client.path("k"), .query = "acl"})) == "501 NotImplemented");
    CHECK(outcome(client.send({.path = "/shop", .query = "policy"})) == "501 NotImplemented");
    CHECK(outcome(client.send({.path = client.path("k"), .query = "versionId=7"})) == "501 NotImplemented");
    CHECK(outcome(client.send({.method = "POST", .path = client.path("k")})) == "405 MethodNotAllowed");
    CHECK(outcome(client.send({.method = "DELETE", .path = "/shop"})) == "403 AccessDenied");
    CHECK(outcome(client.send({.method = "PUT", .path = "/shop"})) == "200");
    CHECK(client.send({.method = "HEAD", .path = "/shop"}).status == 200);
    CHECK(field(client.send({.path = "/"}).body, "Name") == "shop");
    CHECK(client.list("location").body.find("LocationConstraint") != std::string::npos);
    CHECK(client.get("k").body == "x");
  });
}

}  // namespace
}  // namespace towpath::buckets
