#include "telemetry_service.h"

#include <fmt/core.h>

#include <charconv>
#include <map>

#include "place_access.h"

namespace towpath::observe {
namespace {

constexpr std::chrono::hours traces_kept{24 * 3}, values_kept{24}, values_shown{1};
constexpr std::int64_t most_spans = 200'000, spans_between_clean_ups = 20'000;
constexpr std::size_t most_series = 500, most_shown = 2'000;

/// What is rejected, with the first reason.
void reject(Acceptance& acceptance, std::int64_t number, const std::string& reason) {
  acceptance.rejected += number;
  if (acceptance.reason.empty()) acceptance.reason = reason;
}

template <class T>
std::map<Sender, std::vector<T>> by_sender(std::vector<T> items) {
  std::map<Sender, std::vector<T>> out;
  for (T& item : items) out[item.sender].push_back(std::move(item));
  return out;
}

std::string cursor_of(const TraceHead& head) { return fmt::format("{}-{}", head.started_ns, head.trace_id); }

/// Errors: http.invalid_query.
Status read_cursor(const std::string& text, TraceFilter& filter) {
  if (text.empty()) return ok();
  const auto dash = text.find('-');
  const char* end = text.data() + std::min(dash, text.size());
  const auto read = std::from_chars(text.data(), end, filter.before_ns);
  if (dash == text.npos || read.ec != std::errc() || read.ptr != end || filter.before_ns <= 0)
    return invalid_input("http.invalid_query", "A parameter is not as it should be.")
        .with_field("/after", "must be a cursor as it was given");
  filter.before_id = text.substr(dash + 1);
  return ok();
}

}  // namespace

Result<Place> TelemetryService::place_of(const auth::Principal& principal, const Sender& sender) {
  if (sender.service.empty())
    return invalid_input("observe.unknown_sender", "The resource has no service.name, which names the component.");
  const std::string environment = sender.environment.empty() ? "development" : sender.environment;
  auto place = ports_.workloads.place(sender.service, environment);
  const bool may = place.has_value() && auth::permits(kernel_.authorizer.decide(principal, "telemetry.send"),
                                                      {place->owner_ref, place->project_id, place->env_type});
  if (!may)
    return invalid_input(
        "observe.unknown_sender",
        fmt::format("There is no component '{}' in '{}' that this token may speak for. service.name names "
                    "the component, deployment.environment.name the environment.",
                    sender.service, environment));
  return place;
}

Result<Acceptance> TelemetryService::take_spans(const auth::Principal& principal, Encoding encoding,
                                                std::string_view body) {
  TRY(auto readings, read_spans(encoding, body));
  Acceptance out;
  if (readings.rejected > 0)
    reject(out, readings.rejected, "A span needs a trace id, a span id and a begin; at most 10,000 come at once.");
  std::int64_t fresh = 0;
  for (auto& [sender, spans] : by_sender(std::move(readings.items))) {
    const auto place = place_of(principal, sender);
    if (!place.has_value()) {
      reject(out, static_cast<std::int64_t>(spans.size()), place.error().message());
      continue;
    }
    CHECK_OK(ports_.mask.learn(*place, ""));
    for (Span& span : spans) {  // spans quote requests, and requests carry tokens
      span.name = ports_.mask.mask(span.name);
      span.message = ports_.mask.mask(span.message);
      span.attributes = ports_.mask.mask(span.attributes);
      span.events = ports_.mask.mask(span.events);
    }
    TRY(const std::int64_t inserted, kernel_.db.transact([&](db::Tx& tx) -> Result<std::int64_t> {
      return store_.insert(tx, *place, spans, kernel_.clock.now());
    }));
    fresh += inserted;
  }
  if ((since_clean_up_ += fresh) >= spans_between_clean_ups) clean_up();
  return out;
}

Result<Acceptance> TelemetryService::take_points(const auth::Principal& principal, Encoding encoding,
                                                 std::string_view body) {
  TRY(auto readings, read_points(encoding, body));
  Acceptance out;
  if (readings.rejected > 0)
    reject(out, readings.rejected,
           "Gauges, sums and histograms with a name, a time and a finite value are kept; at most 10,000 come at once.");
  for (const auto& [sender, points] : by_sender(std::move(readings.items))) {
    const auto place = place_of(principal, sender);
    if (!place.has_value()) {
      reject(out, static_cast<std::int64_t>(points.size()), place.error().message());
      continue;
    }
    TRY(const std::int64_t without_room, kernel_.db.transact([&](db::Tx& tx) -> Result<std::int64_t> {
      return store_.insert(tx, *place, points, most_series);
    }));
    if (without_room > 0) reject(out, without_room, fmt::format("A place has at most {} series.", most_series));
  }
  return out;
}

Result<TracePage> TelemetryService::list(const auth::Principal& principal, TraceFilter filter,
                                         const std::string& after) {
  CHECK_OK(read_cursor(after, filter));
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "trace.read"), "owner_ref", "env_type");
  const std::size_t limit = filter.limit++;
  return kernel_.db.read([&](db::Tx& tx) -> Result<TracePage> {
    TracePage page{store_.list(tx, filter, visible), "", store_.count(tx, filter, visible)};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = cursor_of(page.items.back());
    }
    return page;
  });
}

Result<Trace> TelemetryService::get(const auth::Principal& principal, const std::string& trace_id) {
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "trace.read"), "owner_ref", "env_type");
  return kernel_.db.read([&](db::Tx& tx) -> Result<Trace> {
    Trace out{trace_id, store_.spans(tx, trace_id, visible, most_shown), 0};
    if (out.spans.empty())
      return not_found("observe.trace_not_found", fmt::format("There is no trace {}.", trace_id))
          .with_hint("Traces are kept for 3 days.");
    out.hidden = store_.count_spans(tx, trace_id) - static_cast<std::int64_t>(out.spans.size());
    return out;
  });
}

Result<std::vector<Measure>> TelemetryService::measures(const auth::Principal& principal, const std::string& component,
                                                        const std::string& environment) {
  TRY(const Place place,
      place_for(kernel_.authorizer, ports_.workloads, principal, component, environment, "metric.read"));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Measure>> {
    return store_.measures(tx, place.component, place.environment, kernel_.clock.now() - values_shown, most_series);
  });
}

void TelemetryService::clean_up() {
  since_clean_up_ = 0;
  const UtcTime now = kernel_.clock.now();
  const Status cleaned = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.clean_up(tx, now - traces_kept, now - values_kept, most_spans);
    return ok();
  });
  cleaned.value();
}

}  // namespace towpath::observe
