#include <cmath>

#include "base/strings.h"
#include "json/json.h"
#include "otlp/json_values.h"
#include "otlp/proto_reader.h"
#include "otlp/proto_values.h"

namespace towpath::observe {
namespace {

constexpr std::size_t largest_body = 8 << 20;

/// What a metric says of all its points.
struct Metric {
  Sender sender;
  std::string name, unit, kind;
};

void keep(OtlpBatch<Point>& out, const Metric& metric, Point point) {
  if (out.items.size() >= most_items || metric.name.empty() || metric.kind.empty() || point.at_ns <= 0 ||
      !std::isfinite(point.value)) {
    ++out.rejected;
    return;
  }
  point.sender = metric.sender;
  point.metric = metric.name;
  point.unit = metric.unit;
  point.kind = metric.kind;
  out.items.push_back(std::move(point));
}

/// NumberDataPoint and HistogramDataPoint differ in their numbers only.
bool read_point(std::string_view bytes, const Metric& metric, OtlpBatch<Point>& out) {
  const bool is_histogram = metric.kind == "histogram";
  ProtoReader message(bytes);
  Point point;
  boost::json::object labels;
  while (message.next()) {
    if (message.field() == 3) point.at_ns = static_cast<std::int64_t>(message.fixed64());
    if (message.field() == (is_histogram ? 9u : 7u) && !add_attribute(message.bytes(), labels)) return false;
    if (message.field() == 4) {
      if (is_histogram)
        point.count = static_cast<std::int64_t>(message.fixed64());
      else
        point.value = message.real();
    }
    if (message.field() == 5 && is_histogram) point.value = message.real();
    if (message.field() == 6 && !is_histogram)
      point.value = static_cast<double>(static_cast<std::int64_t>(message.fixed64()));
  }
  point.labels = json::canonical(labels);
  if (!message.is_broken()) keep(out, metric, std::move(point));
  return !message.is_broken();
}

std::string kind_of_sum(bool is_monotonic, std::uint64_t temporality) {
  constexpr std::uint64_t delta = 1;
  return temporality == delta ? "delta" : is_monotonic ? "counter" : "gauge";
}

bool read_data(std::string_view bytes, std::uint32_t field, Metric metric, OtlpBatch<Point>& out) {
  constexpr std::uint32_t gauge = 5, sum = 7, histogram = 9;
  std::uint64_t temporality = 0, is_monotonic = 0;
  for (ProtoReader first(bytes); first.next();) {  // after the points on the wire, perhaps
    if (first.field() == 2) temporality = first.varint();
    if (first.field() == 3) is_monotonic = first.varint();
  }
  metric.kind = field == gauge       ? "gauge"
                : field == sum       ? kind_of_sum(is_monotonic != 0, temporality)
                : field == histogram ? "histogram"
                                     : "";
  ProtoReader message(bytes);
  while (message.next())
    if (message.field() == 1 && !read_point(message.bytes(), metric, out)) return false;
  return !message.is_broken();
}

bool read_metric(std::string_view bytes, const Sender& sender, OtlpBatch<Point>& out) {
  Metric metric{sender, "", "", ""};
  for (ProtoReader first(bytes); first.next();) {
    if (first.field() == 1) metric.name = shown(first.bytes(), 200);
    if (first.field() == 3) metric.unit = shown(first.bytes(), 40);
  }
  ProtoReader message(bytes);
  while (message.next()) {
    const std::uint32_t field = message.field();
    // Gauge, sum and histogram; exponential histograms (10) and summaries (11) are counted as rejected.
    if (field == 5 || field == 7 || field == 9 || field == 10 || field == 11)
      if (!read_data(message.bytes(), field, metric, out)) return false;
  }
  return !message.is_broken();
}

bool read_resource_metrics(std::string_view bytes, OtlpBatch<Point>& out) {
  return read_scoped(bytes,
                     [&](std::string_view item, const Sender& sender) { return read_metric(item, sender, out); });
}

void read_json_metric(const boost::json::value& from, const Sender& sender, OtlpBatch<Point>& out) {
  Metric metric{sender, shown(json_text(from, "name"), 200), shown(json_text(from, "unit"), 40), ""};
  for (const char* shape : {"gauge", "sum", "histogram", "exponentialHistogram", "summary"}) {
    const boost::json::value& data = member(from, shape);
    if (!data.is_object()) continue;
    const std::string_view word = shape;
    metric.kind = word == "sum" ? kind_of_sum(member(data, "isMonotonic") == boost::json::value(true),
                                              static_cast<std::uint64_t>(json_integer(data, "aggregationTemporality")))
                  : word == "gauge" || word == "histogram" ? std::string(word)
                                                           : std::string();
    for (const auto& each : list(data, "dataPoints")) {
      Point point;
      point.at_ns = json_integer(each, "timeUnixNano");
      point.labels = json::canonical(json_attributes(each));
      if (metric.kind == "histogram") {
        point.value = json_real(each, "sum");
        point.count = json_integer(each, "count");
      } else {
        point.value = member(each, "asInt").is_null() ? json_real(each, "asDouble")
                                                      : static_cast<double>(json_integer(each, "asInt"));
      }
      keep(out, metric, std::move(point));
    }
  }
}

}  // namespace

Result<OtlpBatch<Point>> read_points(Encoding encoding, std::string_view body) {
  OtlpBatch<Point> out;
  if (encoding == Encoding::protobuf) {
    ProtoReader message(body);
    bool is_right = true;
    while (is_right && message.next())
      if (message.field() == 1) is_right = read_resource_metrics(message.bytes(), out);
    if (!is_right || message.is_broken())
      return invalid_input("observe.invalid_otlp", "That is no ExportMetricsServiceRequest in protobuf.")
          .with_hint("Send OTLP/HTTP with Content-Type application/x-protobuf or application/json.");
    return out;
  }
  TRY(const boost::json::value request, json::parse(body, {.bytes = largest_body}));
  if (!request.is_object())
    return invalid_input("observe.invalid_otlp", "That is no ExportMetricsServiceRequest in JSON.");
  for (const auto& resource : list(request, "resourceMetrics")) {
    const Sender sender = json_sender(resource);
    for (const auto& scope : list(resource, "scopeMetrics"))
      for (const auto& metric : list(scope, "metrics")) read_json_metric(metric, sender, out);
  }
  return out;
}

}  // namespace towpath::observe
