#include <cstdint>
#include <cstdlib>
#include <string>

#include "chunk_decoder.h"
#include "object_headers.h"
#include "signature.h"
#include "xml_text.h"

using namespace towpath;
using namespace towpath::buckets;

namespace {

/// However a body is cut, it gives the same content or the same refusal.
void decode(std::string_view body) {
  std::string whole, cut;
  ChunkDecoder one(std::nullopt, true), two(std::nullopt, true);
  const bool is_whole_fine = one.put(body, whole).has_value();
  bool is_cut_fine = true;
  for (std::size_t i = 0; i < body.size() && is_cut_fine; ++i)
    is_cut_fine = two.put(body.substr(i, 1), cut).has_value();
  if (is_whole_fine != is_cut_fine || (is_whole_fine && (whole != cut || one.is_done() != two.is_done()))) std::abort();
  // Nobody signed it.
  const ChunkSeal seal{Secret("q3pV9xT0mR5wK2zB7nL4cJ8dF1hG6sY0"), "20130524T000000Z", "scope", std::string(64, '0')};
  ChunkDecoder sealed(seal, true);
  std::string out;
  if (sealed.put(body, out).has_value() && sealed.is_done()) std::abort();
}

}  // namespace

// The first line is a query, the second a header Authorization, the rest a body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto first = input.find('\n'), second = first == input.npos ? input.npos : input.find('\n', first + 1);
  const std::string_view query_text = input.substr(0, first);
  const std::string_view header = first == input.npos ? "" : input.substr(first + 1, second - first - 1);
  const std::string_view body = second == input.npos ? input : input.substr(second + 1);

  http::Headers headers;
  headers.set("Host", "h");
  headers.set("x-amz-date", "20130524T000000Z");
  if (!header.empty()) headers.set("Authorization", std::string(header));
  for (const char* name : {"If-Match", "If-Modified-Since", "x-amz-copy-source", "x-amz-meta-a", "Content-Encoding"})
    headers.set(name, std::string(header));
  if (const auto query = query_pairs(query_text)) {
    if (const auto claim = read_claim(*query, headers); claim && *claim) {
      (void)check_claim(**claim, headers, (*claim)->at);
      const std::string canonical = canonical_request({"GET", query_text, *query, headers, unsigned_payload}, **claim);
      const Secret key("q3pV9xT0mR5wK2zB7nL4cJ8dF1hG6sY0");
      if (signature_of(key, string_to_sign(**claim, canonical)) == (*claim)->signature) std::abort();
    }
    for (const auto& [name, value] : *query)
      if (decoded(encoded(name, false), true) != name) std::abort();
  }
  (void)about_in(headers);
  (void)copy_source_in(headers);
  (void)judge(headers, "", ObjectRow{});
  if (const auto range = range_in(header, 1000); range && *range)
    if ((*range)->offset < 0 || (*range)->length < 1 || (*range)->offset + (*range)->length > 1000) std::abort();
  if (const auto root = parse_xml(body, 100)) (void)root->child("Key");
  decode(body);
  return 0;
}
