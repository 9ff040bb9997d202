#include "telemetry_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::observe {
namespace {

namespace bj = boost::json;

std::string time_of(std::int64_t ns) {
  return to_rfc3339(UtcTime(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(ns))));
}

double milliseconds(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

bj::object object_of(const TraceHead& t) {
  return {{"trace", t.trace_id},
          {"component", t.component},
          {"environment", t.environment},
          {"name", t.name},
          {"startedAt", time_of(t.started_ns)},
          {"durationMs", milliseconds(t.ended_ns - t.started_ns)},
          {"spans", t.spans},
          {"errors", t.errors}};
}

bj::object object_of(const PlacedSpan& placed, std::int64_t begin_ns) {
  const Span& s = placed.span;
  bj::array events;
  const bj::value stored = bj::parse(s.events);
  for (const bj::value& event : stored.as_array())
    events.push_back(
        bj::object{{"name", event.at("name")},
                   {"offsetMs", milliseconds(std::stoll(std::string(event.at("atNs").as_string())) - begin_ns)},
                   {"attributes", event.at("attributes")}});
  return {{"span", s.id},
          {"parent", json::text_or_null(s.parent_id)},
          {"component", placed.component},
          {"environment", placed.environment},
          {"name", s.name},
          {"kind", json::text_or_null(s.kind)},
          {"startedAt", time_of(s.started_ns)},
          {"offsetMs", milliseconds(s.started_ns - begin_ns)},
          {"durationMs", milliseconds(s.ended_ns - s.started_ns)},
          {"status", json::text_or_null(s.status)},
          {"message", json::text_or_null(s.message)},
          {"attributes", bj::parse(s.attributes)},
          {"events", std::move(events)}};
}

void put_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

}  // namespace

std::string trace_page_body(const TracePage& page) {
  bj::array items;
  for (const TraceHead& item : page.items) items.push_back(object_of(item));
  return bj::serialize(
      bj::object{{"items", std::move(items)}, {"next", json::text_or_null(page.next)}, {"total", page.total}});
}

std::string trace_body(const Trace& trace) {
  const std::int64_t begin_ns = trace.spans.front().span.started_ns;
  bj::array spans;
  std::int64_t end_ns = begin_ns;
  for (const PlacedSpan& span : trace.spans) {
    spans.push_back(object_of(span, begin_ns));
    end_ns = std::max(end_ns, span.span.ended_ns);
  }
  return bj::serialize(bj::object{{"trace", trace.id},
                                  {"startedAt", time_of(begin_ns)},
                                  {"durationMs", milliseconds(end_ns - begin_ns)},
                                  {"spans", std::move(spans)},
                                  {"hidden", trace.hidden}});
}

std::string measures_body(const std::vector<Measure>& measures) {
  bj::array items;
  for (const Measure& m : measures) {
    bj::array values;
    for (const Measure::Value& v : m.values)
      values.push_back(
          bj::object{{"at", to_rfc3339(v.at)}, {"value", v.value}, {"count", json::number_or_null(v.count)}});
    items.push_back(bj::object{{"metric", m.metric},
                               {"unit", json::text_or_null(m.unit)},
                               {"kind", m.kind},
                               {"labels", bj::parse(m.labels)},
                               {"values", std::move(values)}});
  }
  return bj::serialize(bj::object{{"items", std::move(items)}});
}

/// OTLP: nothing rejected is an empty message; ExportPartialSuccess is field 1 with the number as 1 and the reason
/// as 2.
std::string acceptance_body(const Acceptance& acceptance, Encoding encoding, const char* rejected) {
  if (acceptance.rejected == 0) return encoding == Encoding::json ? "{}" : "";
  if (encoding == Encoding::json)
    return bj::serialize(bj::object{{"partialSuccess", bj::object{{rejected, std::to_string(acceptance.rejected)},
                                                                  {"errorMessage", acceptance.reason}}}});
  std::string inner = "\x08", out = "\x0A";
  put_varint(inner, static_cast<std::uint64_t>(acceptance.rejected));
  inner += '\x12';
  put_varint(inner, acceptance.reason.size());
  inner += acceptance.reason;
  put_varint(out, inner.size());
  return out + inner;
}

}  // namespace towpath::observe
