#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "otlp/telemetry.h"

using namespace towpath::observe;

// The first byte chooses the reader, the rest is the body. What is kept has ids and times, and what it says is JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Encoding encoding = (data[0] & 1) ? Encoding::json : Encoding::protobuf;
  if (data[0] & 2) {
    const auto points = read_points(encoding, body);
    if (points.has_value())
      for (const Point& point : points->items)
        if (point.metric.empty() || point.at_ns <= 0 || !boost::json::parse(point.labels).is_object()) std::abort();
    return 0;
  }
  const auto spans = read_spans(encoding, body);
  if (!spans.has_value()) return 0;
  for (const Span& span : spans->items)
    if (span.trace_id.size() != 32 || span.id.size() != 16 || span.ended_ns < span.started_ns ||
        !boost::json::parse(span.attributes).is_object() || !boost::json::parse(span.events).is_array())
      std::abort();
  return 0;
}
