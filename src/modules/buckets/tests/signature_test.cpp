#include "signature.h"

#include <doctest/doctest.h>

#include "base/sha256.h"

using namespace towpath;
using namespace towpath::buckets;

namespace {

// The worked examples of the S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
const Secret example_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
constexpr const char* empty_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Example {
  const char *method, *path, *query, *payload_hash, *signature;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::string authorization(const std::string& names, const std::string& signature) {
  return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + names +
         ",Signature=" + signature;
}

std::string computed(const Claim& claim, const SignedParts& parts) {
  return signature_of(signing_key(example_key, claim.day), string_to_sign(claim, canonical_request(parts, claim)));
}

/// A request in the style of the first example, with one header replaced.
http::Headers headers_with(const std::string& name, const std::string& value) {
  http::Headers out;
  out.add("Host", "examplebucket.s3.amazonaws.com");
  out.add("x-amz-date", "20130524T000000Z");
  out.add("x-amz-content-sha256", empty_hash);
  out.add("Authorization", authorization("host;x-amz-content-sha256;x-amz-date", std::string(64, 'a')));
  out.set(name, value);
  return out;
}

UtcTime at(const char* text) { return parse_rfc3339(text).value(); }

}  // namespace

TEST_CASE("requests are signed as the examples of S3's reference are") {
  const std::vector<Example> examples{
      {"GET",
       "/test.txt",
       "",
       empty_hash,
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
       {{"Range", "bytes=0-9"}}},
      {"PUT",
       "/test$file.text",
       "",
       "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
       {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}},
      {"GET", "/", "lifecycle", empty_hash, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", {}},
      {"GET",
       "/",
       "max-keys=2&prefix=J",
       empty_hash,
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
       {}},
  };
  for (const Example& example : examples) {
    CAPTURE(example.path);
    CAPTURE(example.query);
    http::Headers headers;
    headers.add("Host", "examplebucket.s3.amazonaws.com");
    headers.add("X-Amz-Date", "20130524T000000Z");
    headers.add("X-Amz-Content-Sha256", example.payload_hash);
    for (const auto& [name, value] : example.headers) headers.add(name, value);
    std::vector<std::string> names;
    for (const auto& [name, value] : headers.all()) {
      std::string lower;
      for (const char c : name) lower += static_cast<char>(std::tolower(c));
      names.push_back(lower);
    }
    std::sort(names.begin(), names.end());
    std::string signed_names;
    for (const auto& name : names) signed_names += (signed_names.empty() ? "" : ";") + name;
    headers.add("Authorization", authorization(signed_names, example.signature));
    const auto query = query_pairs(example.query).value();

    const auto claim = read_claim(query, headers);

    REQUIRE(claim.has_value());
    REQUIRE(claim->has_value());
    CHECK((*claim)->access_key_id == "AKIAIOSFODNN7EXAMPLE");
    CHECK(check_claim(**claim, headers, at("2013-05-24T00:14:59.000000Z")).has_value());
    CHECK(computed(**claim, {example.method, example.path, query, headers, example.payload_hash}) == example.signature);
  }
}

TEST_CASE("a presigned address is signed as the example of S3's reference is, and ends when it says") {
  http::Headers headers;
  headers.add("Host", "examplebucket.s3.amazonaws.com");
  const auto query =
      query_pairs(
          "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
          "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
          "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
          .value();

  const auto claim = read_claim(query, headers).value().value();

  CHECK(computed(claim, {"GET", "/test.txt", query, headers, unsigned_payload}) == claim.signature);
  CHECK(check_claim(claim, headers, at("2013-05-24T23:59:59.000000Z")).has_value());
  CHECK(check_claim(claim, headers, at("2013-05-25T00:00:00.000000Z")).error().code() == "buckets.access_denied");
  CHECK(check_claim(claim, headers, at("2013-05-23T23:00:00.000000Z")).error().code() == "buckets.time_skewed");
}

TEST_CASE("another method, path, query, header, body or key gives another signature") {
  const auto headers = headers_with("Host", "examplebucket.s3.amazonaws.com");
  const QueryPairs query{{"prefix", "a"}}, other_query{{"prefix", "b"}};
  const auto claim = read_claim({}, headers).value().value();
  const std::string right = computed(claim, {"GET", "/a/b", query, headers, empty_hash});

  CHECK(computed(claim, {"GET", "/a/b", query, headers, empty_hash}) == right);
  CHECK(computed(claim, {"PUT", "/a/b", query, headers, empty_hash}) != right);
  CHECK(computed(claim, {"GET", "/a/c", query, headers, empty_hash}) != right);
  CHECK(computed(claim, {"GET", "/a/b", other_query, headers, empty_hash}) != right);
  CHECK(computed(claim, {"GET", "/a/b", {}, headers, empty_hash}) != right);
  CHECK(computed(claim, {"GET", "/a/b", query, headers_with("Host", "other"), empty_hash}) != right);
  CHECK(computed(claim, {"GET", "/a/b", query, headers, unsigned_payload}) != right);
  CHECK(signing_key(Secret("another"), claim.day).reveal() != signing_key(example_key, claim.day).reveal());
}

TEST_CASE("paths and queries have one form, however a client wrote them") {
  const auto headers = headers_with("Host", "h");
  const auto claim = read_claim({}, headers).value().value();
  const auto form = [&](const char* path, const char* query) {
    const auto pairs = query_pairs(query).value();
    return canonical_request({"GET", path, pairs, headers, empty_hash}, claim);
  };

  CHECK(form("/b/a%28x%29", "") == form("/b/a(x)", ""));
  CHECK(form("/b/%7Ea", "") == form("/b/~a", ""));
  CHECK(form("/b", "b=2&a=1") == form("/b", "a=1&b=2"));
  CHECK(form("/b", "a=x+y") == form("/b", "a=x%20y"));
  CHECK(form("/b", "acl") == form("/b", "acl="));
  CHECK(form("/b//a", "") != form("/b/a", ""));
}

TEST_CASE("a header Authorization that is not of this kind is refused with what is wrong") {
  const std::string good = authorization("host;x-amz-content-sha256;x-amz-date", std::string(64, 'a'));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return read_claim({}, headers_with("Authorization", text));
  };
  REQUIRE(read_claim({}, headers_with("Authorization", good)).has_value());

  for (const auto& [from, to] :
       std::vector<std::pair<const char*, const char*>>{{"AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256"},
                                                        {"AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"},
                                                        {"us-east-1", "eu-west-1"},
                                                        {"/s3/", "/ec2/"},
                                                        {"aws4_request", "aws4"},
                                                        {"20130524/", "20130525/"},
                                                        {"host;", "Host;"},
                                                        {"host;x-amz-content-sha256", "x-amz-content-sha256;host"},
                                                        {"SignedHeaders=", "SignedHeader="},
                                                        {",Signature=", ",Signature=a"},
                                                        {"AKIAIOSFODNN7EXAMPLE", ""}}) {
    CAPTURE(from);
    const auto claim = with(from, to);
    REQUIRE_FALSE(claim.has_value());
    CHECK(claim.error().code() == "buckets.malformed_authorization");
  }
  CHECK_FALSE(read_claim({}, headers_with("x-amz-date", "yesterday")).has_value());
  CHECK_FALSE(read_claim({{"X-Amz-Signature", "a"}}, headers_with("Host", "h")).has_value());
}

TEST_CASE("presigned addresses are valid for a week at most") {
  const auto with = [](const char* expires) {
    return read_claim({{"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
                       {"X-Amz-Credential", "K/20130524/us-east-1/s3/aws4_request"},
                       {"X-Amz-Date", "20130524T000000Z"},
                       {"X-Amz-Expires", expires},
                       {"X-Amz-SignedHeaders", "host"},
                       {"X-Amz-Signature", std::string(64, '0')}},
                      {});
  };

  CHECK(with("604800").has_value());
  for (const char* bad : {"", "0", "-1", "604801", "1h", "99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(with(bad).error().code() == "buckets.malformed_presign");
  }
}

TEST_CASE("a header of Amazon's that is not signed is refused, and so is a host that is not") {
  auto headers = headers_with("Host", "h");
  const auto claim = read_claim({}, headers).value().value();
  const UtcTime now = claim.at;
  REQUIRE(check_claim(claim, headers, now).has_value());

  headers.add("X-Amz-Copy-Source", "/other/secret");
  CHECK(check_claim(claim, headers, now).error().code() == "buckets.access_denied");
  auto no_host = claim;
  no_host.signed_headers = {"x-amz-content-sha256", "x-amz-copy-source", "x-amz-date"};
  CHECK(check_claim(no_host, headers, now).error().code() == "buckets.access_denied");
}

TEST_CASE("a request is taken a quarter of an hour before and after its time") {
  const auto headers = headers_with("Host", "h");
  const auto claim = read_claim({}, headers).value().value();

  CHECK(check_claim(claim, headers, at("2013-05-24T00:15:00.000000Z")).has_value());
  CHECK(check_claim(claim, headers, at("2013-05-23T23:45:00.000000Z")).has_value());
  CHECK(check_claim(claim, headers, at("2013-05-24T00:15:01.000000Z")).error().code() == "buckets.time_skewed");
  CHECK(check_claim(claim, headers, at("2013-05-23T23:44:59.000000Z")).error().code() == "buckets.time_skewed");
}

TEST_CASE("addresses that do not decode have no pairs") {
  for (const char* bad : {"a=%", "a=%2", "a=%zz", "%00=a", "a=%00"}) {
    CAPTURE(bad);
    CHECK_FALSE(query_pairs(bad).has_value());
  }
  CHECK(query_pairs("&&a=1&").value() == QueryPairs{{"a", "1"}});
  CHECK(encoded("a b/\xC3\xA4", true) == "a%20b/%C3%A4");
  CHECK(encoded("a/b", false) == "a%2Fb");
}
