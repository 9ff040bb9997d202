#include "chunk_decoder.h"

#include <doctest/doctest.h>

#include "base/base64.h"
#include "content_check.h"
#include "signature.h"

using namespace towpath;
using namespace towpath::buckets;

namespace {

// The worked example of the S3 API reference, "Transferring Payload in Multiple Chunks": 65 KiB of the letter a.
const Secret chunk_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

ChunkSeal seal(const char* seed) {
  return {signing_key(chunk_key, "20130524"), "20130524T000000Z", "20130524/us-east-1/s3/aws4_request", seed};
}

std::string chunk(std::size_t size, const std::string& signature) {
  char digits[32];
  (void)std::snprintf(digits, sizeof digits, "%zx", size);
  return std::string(digits) + ";chunk-signature=" + signature + "\r\n" + std::string(size, 'a') + (size ? "\r\n" : "");
}

constexpr const char* seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

std::string example_body() {
  return chunk(65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648") +
         chunk(1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497") +
         chunk(0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9") + "\r\n";
}

/// In pieces of a size; the content, or the error's code.
std::string decode(ChunkDecoder& decoder, std::string_view body, std::size_t piece) {
  std::string out;
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size())))
    if (const Status taken = decoder.put(body.substr(0, piece), out); !taken) return taken.error().code();
  return decoder.is_done() ? out : "not done";
}

}  // namespace

TEST_CASE("signed chunks are read as in S3's reference, however they are cut") {
  for (const std::size_t piece : {1u, 7u, 1000u, 100'000u}) {
    CAPTURE(piece);
    ChunkDecoder decoder(seal(seed), false);
    CHECK(decode(decoder, example_body(), piece) == std::string(65536 + 1024, 'a'));
  }
}

TEST_CASE("signed chunks with a trailer are read as in S3's reference") {
  // The example with the trailer x-amz-checksum-crc32c.
  const std::string body =
      chunk(65536, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2") +
      chunk(1024, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7") +
      chunk(0, "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992") +
      "x-amz-checksum-crc32c:sOO8/Q==\r\n"
      "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
  const char* trailer_seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  ChunkDecoder decoder(seal(trailer_seed), true);

  const std::string content = decode(decoder, body, 1000);

  CHECK(content == std::string(65536 + 1024, 'a'));
  const auto checksum = make_checksum("crc32c");
  checksum->add(content);
  CHECK(to_base64(checksum->finish()) == decoder.trailers().at("x-amz-checksum-crc32c"));

  std::string forged = body;
  forged.replace(forged.find("sOO8"), 4, "AAAA");
  ChunkDecoder second(seal(trailer_seed), true);
  CHECK(decode(second, forged, 1000) == "buckets.wrong_signature");
}

TEST_CASE("a chunk that was changed, left out, or put elsewhere is refused") {
  const std::string body = example_body();
  const auto read = [](const std::string& text) {
    ChunkDecoder decoder(seal(seed), false);
    return decode(decoder, text, 4096);
  };
  std::string changed = body;
  changed[1000] = 'b';
  CHECK(read(changed) == "buckets.wrong_signature");
  const std::size_t first = chunk(65536, std::string(64, '0')).size();
  CHECK(read(body.substr(first)) == "buckets.wrong_signature");
  CHECK(read(body.substr(0, first)) == "not done");
  std::string unsigned_chunk = body;
  unsigned_chunk.replace(0, body.find("\r\n"), "10000");
  CHECK(read(unsigned_chunk) == "buckets.wrong_signature");
  ChunkDecoder other_seed(seal(std::string(64, '0').c_str()), false);
  CHECK(decode(other_seed, body, 4096) == "buckets.wrong_signature");
}

TEST_CASE("unsigned chunks give their content and trailers") {
  ChunkDecoder decoder(std::nullopt, true);

  CHECK(decode(decoder, "5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nX-Amz-Checksum-Crc32: DUoRhQ==\r\n\r\n", 3) ==
        "hello world");
  CHECK(decoder.trailers().at("x-amz-checksum-crc32") == "DUoRhQ==");
}

TEST_CASE("what is no body in chunks is refused") {
  for (const std::string& bad :
       {std::string("zz\r\n"), std::string("\r\n"), std::string("5\nhello"), std::string("5\r\nhello world\r\n"),
        std::string("ffffffffffffffffff\r\n"), std::string("180000000\r\n"), std::string(2000, '1'),
        std::string("0\r\n\r\nmore"), std::string("-5\r\nhello\r\n")}) {
    CAPTURE(bad.substr(0, 40));
    ChunkDecoder decoder(std::nullopt, false);
    CHECK(decode(decoder, bad, 1) == "buckets.incomplete_body");
  }
  ChunkDecoder decoder(std::nullopt, true);
  CHECK(decode(decoder, "0\r\na:1\r\na:2\r\n\r\n", 1) == "buckets.incomplete_body");
}

TEST_CASE("checksums are those of the catalogue of CRCs, most significant byte first") {
  const auto of = [](const char* name) {
    const auto checksum = make_checksum(name);
    checksum->add("1234");
    checksum->add("56789");
    return checksum->finish();
  };
  CHECK(of("crc32") == "\xCB\xF4\x39\x26");
  CHECK(of("crc32c") == "\xE3\x06\x92\x83");
  CHECK(of("crc64nvme") == "\xAE\x8B\x14\x86\x0A\x79\x98\x88");
  CHECK(make_checksum("md5") == nullptr);
}
