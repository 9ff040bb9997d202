#include <algorithm>
#include <array>

#include "base/strings.h"
#include "json/json.h"
#include "otlp/json_values.h"
#include "otlp/proto_reader.h"
#include "otlp/proto_values.h"

namespace towpath::observe {
namespace {

constexpr std::size_t most_events = 32, trace_id_bytes = 16, span_id_bytes = 8, largest_body = 8 << 20;
constexpr std::array kinds{"", "internal", "server", "client", "producer", "consumer"};
constexpr std::array statuses{"", "ok", "error"};

template <std::size_t N>
std::string word(const std::array<const char*, N>& words, std::uint64_t number) {
  return number < N ? words[number] : "";
}

/// An id must not be all zeros (W3C Trace Context).
bool is_id(std::string_view hex, std::size_t bytes) {
  return hex.size() == 2 * bytes && hex.find_first_not_of("0123456789abcdef") == hex.npos &&
         hex.find_first_not_of('0') != hex.npos;
}

void keep(OtlpBatch<Span>& out, Span span) {
  if (out.items.size() >= most_items || !is_id(span.trace_id, trace_id_bytes) || !is_id(span.id, span_id_bytes) ||
      span.started_ns <= 0) {
    ++out.rejected;
    return;
  }
  if (!is_id(span.parent_id, span_id_bytes)) span.parent_id.clear();
  span.ended_ns = std::max(span.ended_ns, span.started_ns);  // clocks may jump back in between
  out.items.push_back(std::move(span));
}

bool read_event(std::string_view bytes, boost::json::array& out) {
  ProtoReader message(bytes);
  boost::json::object event{{"name", ""}, {"atNs", "0"}}, attributes;
  while (message.next()) {
    if (message.field() == 1) event["atNs"] = std::to_string(message.fixed64());
    if (message.field() == 2) event["name"] = shown(message.bytes(), 200);
    if (message.field() == 3 && !add_attribute(message.bytes(), attributes)) return false;
  }
  event["attributes"] = std::move(attributes);
  if (out.size() < most_events) out.push_back(std::move(event));
  return !message.is_broken();
}

bool read_status(std::string_view bytes, Span& span) {
  ProtoReader message(bytes);
  while (message.next()) {
    if (message.field() == 2) span.message = shown(message.bytes());
    if (message.field() == 3) span.status = word(statuses, message.varint());
  }
  return !message.is_broken();
}

bool read_span(std::string_view bytes, const Sender& sender, OtlpBatch<Span>& out) {
  ProtoReader message(bytes);
  Span span;
  span.sender = sender;
  boost::json::object attributes;
  boost::json::array events;
  while (message.next()) switch (message.field()) {
      case 1:
        span.trace_id = to_hex(message.bytes());
        break;
      case 2:
        span.id = to_hex(message.bytes());
        break;
      case 4:
        span.parent_id = to_hex(message.bytes());
        break;
      case 5:
        span.name = shown(message.bytes(), 200);
        break;
      case 6:
        span.kind = word(kinds, message.varint());
        break;
      case 7:
        span.started_ns = static_cast<std::int64_t>(message.fixed64());
        break;
      case 8:
        span.ended_ns = static_cast<std::int64_t>(message.fixed64());
        break;
      case 9:
        if (!add_attribute(message.bytes(), attributes)) return false;
        break;
      case 11:
        if (!read_event(message.bytes(), events)) return false;
        break;
      case 15:
        if (!read_status(message.bytes(), span)) return false;
        break;
      default:
        break;
    }
  if (message.is_broken()) return false;
  span.attributes = boost::json::serialize(attributes);
  span.events = boost::json::serialize(events);
  keep(out, std::move(span));
  return true;
}

bool read_resource_spans(std::string_view bytes, OtlpBatch<Span>& out) {
  return read_scoped(bytes, [&](std::string_view item, const Sender& sender) { return read_span(item, sender, out); });
}

Result<OtlpBatch<Span>> from_protobuf(std::string_view body) {
  OtlpBatch<Span> out;
  ProtoReader message(body);
  bool is_right = true;
  while (is_right && message.next())
    if (message.field() == 1) is_right = read_resource_spans(message.bytes(), out);
  if (!is_right || message.is_broken())
    return invalid_input("observe.invalid_otlp", "That is no ExportTraceServiceRequest in protobuf.")
        .with_hint("Send OTLP/HTTP with Content-Type application/x-protobuf or application/json.");
  return out;
}

Span span_of(const boost::json::value& from, const Sender& sender) {
  Span span;
  span.sender = sender;
  span.trace_id = to_lower(json_text(from, "traceId"));
  span.id = to_lower(json_text(from, "spanId"));
  span.parent_id = to_lower(json_text(from, "parentSpanId"));
  span.name = shown(json_text(from, "name"), 200);
  span.kind = word(kinds, static_cast<std::uint64_t>(json_integer(from, "kind")));
  span.started_ns = json_integer(from, "startTimeUnixNano");
  span.ended_ns = json_integer(from, "endTimeUnixNano");
  span.status = word(statuses, static_cast<std::uint64_t>(json_integer(member(from, "status"), "code")));
  span.message = shown(json_text(member(from, "status"), "message"));
  span.attributes = boost::json::serialize(json_attributes(from));
  boost::json::array events;
  for (const auto& event : list(from, "events"))
    if (events.size() < most_events)
      events.push_back(boost::json::object{{"name", shown(json_text(event, "name"), 200)},
                                           {"atNs", std::to_string(json_integer(event, "timeUnixNano"))},
                                           {"attributes", json_attributes(event)}});
  span.events = boost::json::serialize(events);
  return span;
}

}  // namespace

Result<OtlpBatch<Span>> read_spans(Encoding encoding, std::string_view body) {
  if (encoding == Encoding::protobuf) return from_protobuf(body);
  TRY(const boost::json::value request, json::parse(body, {.bytes = largest_body}));
  if (!request.is_object())
    return invalid_input("observe.invalid_otlp", "That is no ExportTraceServiceRequest in JSON.");
  OtlpBatch<Span> out;
  for (const auto& resource : list(request, "resourceSpans")) {
    const Sender sender = json_sender(resource);
    for (const auto& scope : list(resource, "scopeSpans"))
      for (const auto& span : list(scope, "spans")) keep(out, span_of(span, sender));
  }
  return out;
}

}  // namespace towpath::observe
