#include "runs_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "http/query_reader.h"
#include "json/object_reader.h"
#include "run_json.h"

namespace towpath::runs {

RunId run_id(const http::Request& request) { return RunId(std::string(request.param("id"))); }

LogKey log_key(const http::Request& request, http::QueryReader& query) {
  constexpr std::int64_t most_attempts = 1'000'000;
  LogKey key{run_id(request), std::string(request.param("key")), 0,
             static_cast<int>(query.integer("attempt", 1, most_attempts).value_or(0))};
  std::from_chars(request.param("step").data(), request.param("step").data() + request.param("step").size(), key.step);
  return key;
}

namespace {

constexpr std::size_t stream_batch = 500;

RunFilter filter_of(http::QueryReader& query) {
  return {.kind = query.text("kind"),
          .state = query.text("state"),
          .subject = query.text("subject"),
          .project_id = query.text("project"),
          .owner_ref = query.text("owner"),
          .branch = query.text("branch"),
          .actor = query.text("actor"),
          .from = query.time("from"),
          .to = query.time("to"),
          .after = query.ulid("after"),
          .limit = query.limit()};
}

/// Feeds an SSE channel from something that grows: reads what is new on a job each time the run changes. One reader at
/// a time; a change during a read leads to one more read.
class Feed : public std::enable_shared_from_this<Feed> {
 public:
  using Read = std::function<std::optional<std::int64_t>(std::int64_t after, http::SseChannel& channel)>;

  Feed(std::shared_ptr<http::SseChannel> channel, jobs::Jobs& jobs, std::int64_t after, Read read)
      : channel_(std::move(channel)), jobs_(jobs), after_(after), read_(std::move(read)) {}

  void start(Runs& runs, const RunId& id) {
    // The channel owns the feed through this callback until it closes; the watch goes with the feed.
    channel_->on_close([self = shared_from_this()] { self->subscription_.reset(); });
    subscription_ = runs.watch(id, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->poke();
    });
    poke();
  }

 private:
  void poke() {
    {
      const std::lock_guard lock(mutex_);
      is_dirty_ = true;
      if (is_reading_) return;
      is_reading_ = true;
    }
    if (!jobs_.post("run stream", [self = shared_from_this()](std::stop_token) { self->drain(); })) channel_->close();
  }

  void drain() {
    for (;;) {
      {
        const std::lock_guard lock(mutex_);
        if (!is_dirty_) {
          is_reading_ = false;
          return;
        }
        is_dirty_ = false;
      }
      const auto last = read_(after_, *channel_);
      if (!last) return channel_->close();
      after_ = *last;
    }
  }

  std::shared_ptr<http::SseChannel> channel_;  // shared: with the connection
  jobs::Jobs& jobs_;
  std::int64_t after_;  // touched by the one reader only
  Read read_;
  db::Subscription subscription_;
  std::mutex mutex_;  // guards is_dirty_, is_reading_
  bool is_dirty_ = false, is_reading_ = false;
};

std::int64_t resume_point(const std::string& last_event_id, std::int64_t otherwise) {
  std::int64_t value = otherwise;
  std::from_chars(last_event_id.data(), last_event_id.data() + last_event_id.size(), value);
  return value;
}

http::Response journal_stream(Runs& runs, jobs::Jobs& jobs, const RunId& id, std::int64_t from) {
  http::Response response;
  response.sse = [&runs, &jobs, id, from](std::shared_ptr<http::SseChannel> channel, const std::string& last_event_id) {
    auto read = [&runs, id](std::int64_t after, http::SseChannel& out) -> std::optional<std::int64_t> {
      for (;;) {
        const auto entries = runs.journal(id, after, stream_batch);
        for (const JournalEntry& entry : entries) {
          after = entry.seq;
          if (!out.push({std::to_string(entry.seq), "journal", journal_body(entry)})) return std::nullopt;
          if (entry.type == "run.finished") {
            out.push({std::to_string(entry.seq), "end", "{}"});
            return std::nullopt;
          }
        }
        if (entries.size() < stream_batch) return after;
      }
    };
    std::make_shared<Feed>(std::move(channel), jobs, resume_point(last_event_id, from), std::move(read))
        ->start(runs, id);
  };
  return response;
}

/// Whether nothing will be added to a step's log any more: a log is complete before its step is reported to have ended.
bool has_ended(const Run& run, const LogKey& key) {
  for (const Node& node : run.nodes) {
    if (node.key != key.node) continue;
    for (const Step& step : node.steps)
      if (step.index == key.step && (key.attempt == 0 || step.attempt == key.attempt)) return step.state != "running";
    return is_final(node.state);
  }
  return false;
}

http::Response log_stream(Runs& runs, jobs::Jobs& jobs, const LogKey& key, std::int64_t from) {
  http::Response response;
  response.sse = [&runs, &jobs, key, from](std::shared_ptr<http::SseChannel> channel,
                                           const std::string& last_event_id) {
    auto read = [&runs, key](std::int64_t after, http::SseChannel& out) -> std::optional<std::int64_t> {
      for (;;) {
        // Asked before the lines are read: what is written in between must not be lost.
        const bool ended = has_ended(runs.get(auth::system_principal(), key.run).value(), key);
        const auto lines = runs.log(key, after + 1, stream_batch);
        if (!lines.has_value()) return std::nullopt;
        if (!lines.value().empty()) {
          after = lines.value().back().number;
          if (!out.push({std::to_string(after), "lines", log_body(lines.value())})) return std::nullopt;
        }
        if (lines.value().size() == stream_batch) continue;
        if (!ended) return after;
        out.push({std::to_string(after), "end", "{}"});
        return std::nullopt;
      }
    };
    std::make_shared<Feed>(std::move(channel), jobs, resume_point(last_event_id, from), std::move(read))
        ->start(runs, key.run);
  };
  return response;
}

}  // namespace

void add_routes(http::Router& router, Runs& runs, jobs::Jobs& jobs) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/runs", "run.read", [&runs](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const RunFilter filter = filter_of(query);
    CHECK_OK(query.finish());
    TRY(const RunPage page, runs.list(request.principal, filter));
    return http::json_response(200, page_body(page));
  });

  add("GET", "/api/v1/runs/{id:ulid}", "run.read", [&runs](const http::Request& request) -> Result<http::Response> {
    TRY(const Run run, runs.get(request.principal, run_id(request)));
    TRY(const auto explanation, runs.explain(request.principal, run.id));
    return http::json_response(200, run_body(run, explanation));
  });

  add("POST", "/api/v1/runs/{id:ulid}/cancellation", "run.cancel",
      [&runs](const http::Request& request) -> Result<http::Response> {
        TRY(auto reader, json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
        const std::string reason = reader.optional_string("reason").value_or("");
        CHECK_OK(reader.finish());
        CHECK_OK(runs.cancel(request.principal, run_id(request), reason));
        TRY(const Run run, runs.get(request.principal, run_id(request)));
        return http::json_response(202, run_body(run, {}));
      });

  add("POST", "/api/v1/runs/{id:ulid}/reruns", "run.rerun",
      [&runs](const http::Request& request) -> Result<http::Response> {
        TRY(auto reader, json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
        const std::string mode = reader.optional_string("mode").value_or("all");
        if (mode != "all" && mode != "failed") reader.problem("mode", "must be 'all' or 'failed'");
        CHECK_OK(reader.finish());
        TRY(const RunId id,
            runs.rerun(request.principal, run_id(request), mode == "failed" ? RerunMode::failed : RerunMode::all));
        TRY(const Run run, runs.get(request.principal, id));
        return http::json_response(202, run_body(run, {}));
      });

  add("POST", "/api/v1/runs/{id:ulid}/nodes/{key}/decision", "run.approve",
      [&runs](const http::Request& request) -> Result<http::Response> {
        TRY(auto reader, json::ObjectReader::parse(request.body));
        const bool approve = reader.required_boolean("approve");
        const std::string comment = reader.optional_string("comment").value_or("");
        CHECK_OK(reader.finish());
        CHECK_OK(runs.decide(request.principal, run_id(request), std::string(request.param("key")), approve, comment));
        return http::no_content();
      });

  add("POST", "/api/v1/runs/{id:ulid}/nodes/{key}/resolution", "run.resolve",
      [&runs](const http::Request& request) -> Result<http::Response> {
        TRY(auto reader, json::ObjectReader::parse(request.body));
        const bool happened = reader.required_boolean("happened");
        const boost::json::value* given = reader.optional_value("response");
        if (given && !given->is_object()) reader.problem("response", "must be an object");
        const std::string response = given ? boost::json::serialize(*given) : "{}";
        CHECK_OK(reader.finish());
        CHECK_OK(
            runs.resolve(request.principal, run_id(request), std::string(request.param("key")), happened, response));
        return http::no_content();
      });

  add("GET", "/api/v1/runs/{id:ulid}/journal/stream", "run.read",
      [&runs, &jobs](const http::Request& request) -> Result<http::Response> {
        TRY(const Run run, runs.get(request.principal, run_id(request)));
        http::QueryReader query(request);
        const std::int64_t after = query.integer("after").value_or(0);
        CHECK_OK(query.finish());
        return journal_stream(runs, jobs, run.id, after);
      });

  add("GET", "/api/v1/runs/{id:ulid}/nodes/{key}/steps/{step:int}/log/stream", "run.read",
      [&runs, &jobs](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(runs.get(request.principal, run_id(request)));
        http::QueryReader query(request);
        const LogKey key = log_key(request, query);
        const std::int64_t after = query.integer("after").value_or(0);
        CHECK_OK(query.finish());
        CHECK_OK(runs.log(key, after + 1, 1));  // whether it is here
        return log_stream(runs, jobs, key, after);
      });
}

}  // namespace towpath::runs
