#include "log_reader.h"

#include <algorithm>
#include <deque>

#include "base/strings.h"

namespace towpath::observe {
namespace {

constexpr std::size_t most_lines_looked_at = 200'000;
constexpr std::size_t batch = 1'000;
/// Instances and the database may disagree by this much about when an instance began or ended.
constexpr std::chrono::seconds slack{2};
constexpr UtcTime end_of_time = UtcTime(std::chrono::hours(24 * 365 * 400));

}  // namespace

/// How far one source has been read.
struct LogReader::Reading {
  const LogSource* source = nullptr;
  bool is_open = false;      ///< Something was asked of it.
  bool is_over = false;      ///< Nothing more comes in the direction of reading.
  bool is_whole = false;     ///< The point is after all it wrote and ever will.
  std::string place;         ///< Where the point is in it; "" before all it wrote.
  std::string fetched;       ///< Where the next batch begins; "" as lines_after() and lines_before() take it.
  std::deque<Line> waiting;  ///< Fetched, not yet taken.
};

LogReader::LogReader(Workloads& workloads, SecretMask& mask, const std::vector<LogSource>& sources,
                     const LogFilter& filter)
    : workloads_(workloads),
      mask_(mask),
      sources_(sources),
      filter_{filter.since, filter.until, to_lower(filter.search)} {}

bool LogReader::shows(const Line& line, std::string& text) const {
  text = mask_.mask(line.text);
  return filter_.search.empty() || to_lower(text).find(filter_.search) != std::string::npos;
}

Result<LogPoint> LogReader::point_of(const std::vector<Reading>& readings) {
  LogPoint point;
  const auto is_before = [](const Reading& r) { return r.is_whole; };
  const auto is_after = [](const Reading& r) { return !r.is_whole && r.place.empty(); };
  const auto first = std::find_if_not(readings.begin(), readings.end(), is_before);
  const auto last = std::find_if_not(readings.rbegin(), readings.rend(), is_after).base();
  if (first < last) {
    for (auto it = first; it != last; ++it) {
      std::string place = it->place;
      if (it->is_whole) {
        TRY(place, workloads_.place_at(it->source->instance_id, end_of_time));
      }
      point.places[it->source->instance_id] = place;
    }
  } else if (last != readings.begin()) {
    const std::string& id = std::prev(last)->source->instance_id;
    TRY(point.places[id], workloads_.place_at(id, end_of_time));
  } else if (!readings.empty()) {
    point.places[readings.front().source->instance_id] = "";
  }
  return point;
}

Result<LogPage> LogReader::forward(const std::optional<LogPoint>& from, std::size_t limit) {
  std::vector<Reading> readings;
  for (const LogSource& source : sources_) {
    Reading r;
    r.source = &source;
    if (from && !from->places.empty()) {
      const auto named = from->places.find(source.instance_id);
      if (named != from->places.end())
        r.place = named->second;
      else if (source.instance_id < from->places.begin()->first)
        r.is_whole = r.is_over = r.is_open = true;
    } else if (filter_.since && source.created_at < *filter_.since) {
      TRY(r.place, workloads_.place_at(source.instance_id, *filter_.since));
    }
    r.fetched = r.place;
    readings.push_back(std::move(r));
  }
  const auto fill = [&](Reading& r) -> Status {
    r.is_open = true;
    if (r.is_over || !r.waiting.empty()) return ok();
    TRY(auto lines, workloads_.lines_after(r.source->instance_id, r.fetched, std::min(batch, limit)));
    if (lines.empty()) {
      r.is_over = true;
      r.is_whole = r.source->stopped_at.has_value();
      return ok();
    }
    r.fetched = lines.back().end;
    r.waiting.assign(std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
    return ok();
  };

  LogPage page;
  TRY(page.older, point_of(readings));
  page.has_older = true;
  for (std::size_t looked_at = 0;;) {
    Reading* head = nullptr;
    for (Reading& r : readings)
      if (r.is_open && !r.waiting.empty() && (!head || r.waiting.front().at < head->waiting.front().at)) head = &r;
    const auto unopened = std::find_if(readings.begin(), readings.end(), [](const Reading& r) { return !r.is_open; });
    if (unopened != readings.end() && (!head || unopened->source->created_at - slack <= head->waiting.front().at)) {
      CHECK_OK(fill(*unopened));
      continue;
    }
    if (!head || (filter_.until && head->waiting.front().at >= *filter_.until)) break;
    if (page.lines.size() == limit || looked_at++ == most_lines_looked_at) {
      page.has_newer = true;
      break;
    }
    Line line = std::move(head->waiting.front());
    head->waiting.pop_front();
    head->place = line.end;
    if (std::string text; shows(line, text))
      page.lines.push_back({line.at, head->source->instance_id, line.is_error_stream, std::move(text)});
    CHECK_OK(fill(*head));
  }
  TRY(page.newer, point_of(readings));
  return page;
}

Result<LogPage> LogReader::backward(const std::optional<LogPoint>& to, std::size_t limit) {
  std::vector<Reading> readings;
  for (const LogSource& source : sources_) {
    Reading r;
    r.source = &source;
    const auto is_after = [&] {
      r.is_open = r.is_over = true;
      r.place = "";
    };
    if (to && !to->places.empty()) {
      const auto named = to->places.find(source.instance_id);
      if (named != to->places.end()) {
        r.place = r.fetched = named->second;
        if (r.place.empty()) is_after();
      } else if (source.instance_id > to->places.rbegin()->first) {
        is_after();
      } else {
        r.is_whole = true;
      }
    } else if (filter_.until && source.created_at >= *filter_.until) {
      is_after();
    } else {
      // The end is pinned: what is written while this is read belongs to what is newer.
      TRY(r.place, workloads_.place_at(source.instance_id, filter_.until.value_or(end_of_time)));
      r.fetched = r.place;
      if (r.place.empty())
        is_after();
      else
        r.is_whole = source.stopped_at && (!filter_.until || *source.stopped_at < *filter_.until);
    }
    readings.push_back(std::move(r));
  }
  const auto fill = [&](Reading& r) -> Status {
    r.is_open = true;
    if (r.is_over || !r.waiting.empty()) return ok();
    TRY(auto lines, workloads_.lines_before(r.source->instance_id, r.fetched, std::min(batch, limit)));
    if (lines.empty()) {
      r.is_over = true;
      r.is_whole = false;
      r.place = "";
      return ok();
    }
    r.fetched = lines.front().begin;
    r.waiting.assign(std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
    return ok();
  };

  LogPage page;
  TRY(page.newer, point_of(readings));
  page.has_newer = true;
  for (std::size_t looked_at = 0;;) {
    Reading* head = nullptr;
    for (Reading& r : readings)
      if (!r.waiting.empty() && (!head || r.waiting.back().at >= head->waiting.back().at)) head = &r;
    const auto unopened = std::find_if(readings.rbegin(), readings.rend(), [&](const Reading& r) {
      return !r.is_open && (!head || !r.source->stopped_at || *r.source->stopped_at + slack >= head->waiting.back().at);
    });
    if (unopened != readings.rend()) {
      CHECK_OK(fill(*unopened));
      continue;
    }
    if (!head || (filter_.since && head->waiting.back().at < *filter_.since)) break;
    if (page.lines.size() == limit || looked_at++ == most_lines_looked_at) {
      page.has_older = true;
      break;
    }
    Line line = std::move(head->waiting.back());
    head->waiting.pop_back();
    head->place = line.begin;
    head->is_whole = false;
    if (std::string text; shows(line, text))
      page.lines.push_back({line.at, head->source->instance_id, line.is_error_stream, std::move(text)});
    CHECK_OK(fill(*head));
  }
  std::reverse(page.lines.begin(), page.lines.end());
  TRY(page.older, point_of(readings));
  return page;
}

Result<LogPoint> LogReader::end() {
  std::vector<Reading> readings;
  for (const LogSource& source : sources_) {
    Reading r;
    r.source = &source;
    TRY(r.place, workloads_.place_at(source.instance_id, end_of_time));
    r.is_whole = source.stopped_at.has_value();
    readings.push_back(std::move(r));
  }
  return point_of(readings);
}

}  // namespace towpath::observe
