#pragma once

#include <string>
#include <string_view>

#include "http/http.h"

#include "gatekeeper.h"
#include "payload.h"
#include "query_text.h"

namespace towpath::buckets {

/// A request of somebody who was let in, taken apart.
struct S3Request {
  const http::Request& http;
  Admitted admitted;
  std::string bucket, key;  ///< Decoded; "" when the path ends before.
  QueryPairs query;

  const Access& access() const { return admitted.access; }
  bool has(std::string_view name) const { return value_of(query, name).has_value(); }
  std::string value(std::string_view name) const { return value_of(query, name).value_or(""); }
  /// Errors: those of Payload::of().
  Result<Payload> payload() const { return Payload::of(http, admitted.claim, admitted.payload_hash, admitted.key); }
  /// The same for a body that is not an object's content: a checksum in the headers may be about that. Errors:
  /// likewise.
  Result<Payload> document() const {
    return Payload::of(http, admitted.claim, admitted.payload_hash, admitted.key, Payload::Checksums::passed_over);
  }
  /// A number in the query, `otherwise` when it is absent. Errors: buckets.invalid_argument.
  Result<int> number(std::string_view name, int least, int most, int otherwise) const;
};

/// `inner` as the whole of an XML document of S3's name space.
http::Response xml_answer(std::string_view root, std::string_view inner, int status = 200);

/// "<Name>text</Name>", escaped.
std::string xml_field(std::string_view name, std::string_view text);

/// "2009-10-12T17:50:30.000Z".
std::string xml_time(UtcTime time);

}  // namespace towpath::buckets
