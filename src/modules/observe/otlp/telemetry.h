#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::observe {

/// Who sent it: attributes of the resource.
struct Sender {
  std::string service;      ///< service.name
  std::string environment;  ///< deployment.environment.name, else deployment.environment; "" when unsaid.
  auto operator<=>(const Sender&) const = default;
};

/// One operation of a trace. Ids are lower-case hexadecimal, times nanoseconds since 1970.
struct Span {
  Sender sender;
  std::string trace_id, id, parent_id;  ///< Parent "" at the root.
  std::string name, kind;               ///< Kind: "internal", "server", "client", "producer", "consumer" or "".
  std::int64_t started_ns = 0, ended_ns = 0;
  std::string status, message;  ///< "", "ok" or "error".
  std::string attributes;       ///< JSON object, at most 64.
  std::string events;           ///< JSON array of {"name", "atNs", "attributes"}, at most 32.
};

/// A measured value at one time.
struct Point {
  Sender sender;
  std::string metric, unit, kind;  ///< "gauge", "counter" (a running total), "delta" or "histogram".
  std::string labels;              ///< JSON object, canonical: equal labels are equal text.
  std::int64_t at_ns = 0;
  double value = 0;  ///< Of a histogram its sum.
  std::optional<std::int64_t> count;
};

enum class Encoding { protobuf, json };

/// A request of OTLP/HTTP (opentelemetry.io, OTLP 1.9). What is malformed as a whole is an error; of a span or point
/// that cannot be (no id, no time) `rejected` counts. At most 10,000 of either.
template <class T>
struct OtlpBatch {
  std::vector<T> items;
  std::int64_t rejected = 0;
};

/// Errors: observe.invalid_otlp, json.invalid, json.too_large.
Result<OtlpBatch<Span>> read_spans(Encoding encoding, std::string_view body);
Result<OtlpBatch<Point>> read_points(Encoding encoding, std::string_view body);

}  // namespace towpath::observe
