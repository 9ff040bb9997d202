#include <doctest/doctest.h>

#include "object_headers.h"
#include "s3_error.h"
#include "xml_text.h"

using namespace towpath;
using namespace towpath::buckets;

namespace {

http::Headers with(const char* name, const std::string& value) {
  http::Headers out;
  out.add(name, value);
  return out;
}

}  // namespace

TEST_CASE("a document of a client is read: elements, text, entities, comments, prefixes") {
  const auto root = parse_xml(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><s3:Delete xmlns:s3='x'><Object><Key>a&amp;b "
      "&#x41;"
      "&#228;</Key></Object><Quiet >true</Quiet><Empty/></s3:Delete>\n",
      10);

  REQUIRE(root.has_value());
  CHECK(root->name == "Delete");
  CHECK(root->children.size() == 3);
  CHECK(root->children[0].child("Key") == "a&b A\xC3\xA4");
  CHECK(root->child("Quiet") == "true");
  CHECK(root->child("Absent").empty());
}

TEST_CASE("what is no such document is refused") {
  for (const char* bad :
       {"", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a>&bad;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a b></a>",
        "<a b=c></a>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a><![CDATA[x]]></a>", "<a/><b/>", "<a>\xFF</a>",
        "<a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a>", "<a><b/><b/><b/><b/><b/></a>",
        "<a>&#x;</a>"}) {
    CAPTURE(bad);
    const auto root = parse_xml(bad, 5);
    REQUIRE_FALSE(root.has_value());
    CHECK(root.error().code() == "buckets.malformed_xml");
  }
}

TEST_CASE("what we write into a document can be read again") {
  const std::string odd = "<a> & \"b\" 'c'\r\n\t\xC3\xA4";
  CHECK(parse_xml("<x>" + xml_escaped(odd) + "</x>", 1).value().text == odd);
  CHECK(xml_escaped(std::string("a\x01"
                                "b")) == "a?b");
}

TEST_CASE("one range of bytes is understood, others count as none") {
  const auto range = [](const char* text) {
    const auto found = range_in(text, 100);
    if (!found) return std::string("416");
    if (!*found) return std::string("none");
    return std::to_string((*found)->offset) + "+" + std::to_string((*found)->length);
  };
  CHECK(range("bytes=0-9") == "0+10");
  CHECK(range("bytes=90-") == "90+10");
  CHECK(range("bytes=90-1000") == "90+10");
  CHECK(range("bytes=-5") == "95+5");
  CHECK(range("bytes=-500") == "0+100");
  CHECK(range("bytes=99-99") == "99+1");
  CHECK(range("bytes=100-") == "416");
  CHECK(range("bytes=-0") == "416");
  for (const char* none :
       {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-1", "bytes=0-1,3-4", "lines=0-1", "bytes=--1"}) {
    CAPTURE(none);
    CHECK(range(none) == "none");
  }
  CHECK_FALSE(range_in("bytes=0-", 0).has_value());
}

TEST_CASE("conditions are judged as RFC 9110 has them") {
  ObjectRow object;
  object.etag = "abc";
  object.modified_at = parse_rfc3339("2026-01-05T09:00:00.500000Z").value();
  const auto verdict = [&](const char* name, const std::string& value) { return judge(with(name, value), "", object); };

  CHECK(verdict("If-Match", "\"abc\"") == Verdict::go_on);
  CHECK(verdict("If-Match", "*") == Verdict::go_on);
  CHECK(verdict("If-Match", "\"x\", \"abc\"") == Verdict::go_on);
  CHECK(verdict("If-Match", "\"x\"") == Verdict::failed);
  CHECK(verdict("If-None-Match", "W/\"abc\"") == Verdict::not_modified);
  CHECK(verdict("If-None-Match", "\"x\"") == Verdict::go_on);
  CHECK(verdict("If-Modified-Since", "Mon, 05 Jan 2026 09:00:00 GMT") == Verdict::not_modified);
  CHECK(verdict("If-Modified-Since", "Mon, 05 Jan 2026 08:59:59 GMT") == Verdict::go_on);
  CHECK(verdict("If-Unmodified-Since", "Mon, 05 Jan 2026 08:59:59 GMT") == Verdict::failed);
  CHECK(verdict("If-Unmodified-Since", "no date") == Verdict::go_on);
  CHECK(judge(with("x-amz-copy-source-if-match", "x"), "x-amz-copy-source-", object) == Verdict::failed);
}

TEST_CASE("times of HTTP are written and read the same way") {
  const UtcTime time = parse_rfc3339("1994-11-06T08:49:37.000000Z").value();
  CHECK(http_date(time) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == time);
  for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 99 Nov 1994 08:49:37 GMT",
                          "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"})
    CHECK_FALSE(parse_http_date(bad).has_value());
}

TEST_CASE("what goes with an object is kept, and what cannot be given is refused") {
  http::Headers headers;
  headers.add("Content-Type", "image/png");
  headers.add("Content-Encoding", "aws-chunked,gzip");
  headers.add("Cache-Control", "max-age=5");
  headers.add("x-amz-meta-Who", "ann");
  headers.add("x-amz-acl", "private");

  const About about = about_in(headers).value();

  CHECK(about.content_type == "image/png");
  CHECK(about.headers ==
        std::map<std::string, std::string>{{"Cache-Control", "max-age=5"}, {"Content-Encoding", "gzip"}});
  CHECK(about.metadata == std::map<std::string, std::string>{{"who", "ann"}});
  CHECK(about_in({}).value().content_type == "binary/octet-stream");
  const auto code = [](const char* name, const std::string& value) {
    return about_in(with(name, value)).error().code();
  };
  CHECK(code("x-amz-acl", "public-read") == "buckets.not_implemented");
  CHECK(code("x-amz-server-side-encryption", "aws:kms") == "buckets.not_implemented");
  CHECK(code("x-amz-tagging", "a=b") == "buckets.not_implemented");
  CHECK(code("x-amz-meta-a", std::string(3000, 'a')) == "buckets.metadata_too_large");
  CHECK(code("x-amz-meta-a", "\xFF") == "buckets.invalid_argument");
}

TEST_CASE("the source of a copy is a bucket and a key") {
  const auto source = [](const char* text) { return copy_source_in(with("x-amz-copy-source", text)); };
  CHECK(source("/b/a%20b/c").value().key == "a b/c");
  CHECK(source("b/k?versionId=null").value().key == "k");
  CHECK(source("b/k?versionId=3").error().code() == "buckets.not_implemented");
  for (const char* bad : {"", "b", "b/", "/b/", "/", "b/%zz"}) {
    CAPTURE(bad);
    CHECK(source(bad).error().code() == "buckets.invalid_argument");
  }
}

TEST_CASE("every error has a word of S3, an unknown one the general one") {
  CHECK(s3_word(no_such_key()).code == "NoSuchKey");
  CHECK(s3_word(no_such_key()).status == 404);
  CHECK(s3_word(precondition_failed("x")).status == 412);
  CHECK(s3_word(failed("other.thing", "Why.")).code == "InternalError");
}
