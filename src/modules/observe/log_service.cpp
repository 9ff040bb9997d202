#include "log_service.h"

#include <map>
#include <mutex>

#include "log/log.h"
#include "observe_json.h"
#include "place_access.h"

namespace towpath::observe {
namespace {

constexpr std::size_t lines_in_message = 500;

/// One client that follows a place. One reader at a time; what changes during a read leads to one more read.
class Tail : public std::enable_shared_from_this<Tail> {
 public:
  Tail(const Kernel& kernel, ObservePorts& ports, Place place, LogFilter filter,
       std::shared_ptr<http::SseChannel> channel)
      : kernel_(kernel),
        ports_(ports),
        place_(std::move(place)),
        filter_(std::move(filter)),
        channel_(std::move(channel)) {}

  void start(std::optional<LogPoint> from) {
    point_ = std::move(from);
    // The channel owns the tail through this callback until it closes; what it listens to goes with the tail.
    channel_->on_close([self = shared_from_this()] { self->end(); });
    // A new version brings a new instance, a scaling more or fewer; the log of the old one ends.
    auto deployments = kernel_.events.subscribe(
        {"delivery.deployment.succeeded", "delivery.deployment.failed", "delivery.scale.succeeded",
         "delivery.scale.failed"},
        std::nullopt,
        [weak = weak_from_this(), subject = "component:default/" + place_.component](const events::SealedEvent& e) {
          if (e.subject != subject) return;
          if (const auto self = weak.lock()) self->poke(true);
        });
    {
      const std::lock_guard lock(mutex_);
      if (has_ended_) return;
      deployments_ = std::move(deployments);
    }
    poke(true);
  }

 private:
  void end() {
    std::map<std::string, db::Subscription> watches;
    db::Subscription deployments;
    {
      const std::lock_guard lock(mutex_);
      has_ended_ = true;
      watches.swap(watches_);
      std::swap(deployments, deployments_);
    }
  }

  void poke(bool has_new_sources) {
    {
      const std::lock_guard lock(mutex_);
      if (has_ended_) return;
      is_dirty_ = true;
      must_look_for_sources_ = must_look_for_sources_ || has_new_sources;
      if (is_reading_) return;
      is_reading_ = true;
    }
    if (!kernel_.jobs.post("log stream", [self = shared_from_this()](std::stop_token) { self->drain(); }))
      channel_->close();
  }

  void drain() {
    for (;;) {
      bool look = false;
      {
        const std::lock_guard lock(mutex_);
        if (!is_dirty_ || has_ended_) {
          is_reading_ = false;
          return;
        }
        is_dirty_ = false;
        look = std::exchange(must_look_for_sources_, false);
      }
      const Status sent = send(look);
      if (sent.has_value()) continue;
      log::warn("a followed log cannot be read", {{"code", sent.error().code()}, {"detail", sent.error().message()}});
      return channel_->close();
    }
  }

  Status send(bool look_for_sources) {
    if (look_for_sources) {
      sources_ = ports_.workloads.log_sources(place_);
      if (!sources_.empty()) CHECK_OK(ports_.mask.learn(place_, sources_.back().instance_id));
      watch_sources();
    }
    LogReader reader(ports_.workloads, ports_.mask, sources_, filter_);
    for (bool has_more = true; has_more;) {
      TRY(const LogPage page, reader.forward(point_, lines_in_message));
      has_more = page.has_newer;
      point_ = page.newer;
      if (page.lines.empty()) continue;
      if (!channel_->push({point_->text(), "lines", lines_body(page.lines)})) return ok();
    }
    return ok();
  }

  void watch_sources() {
    for (const LogSource& source : sources_) {
      {
        const std::lock_guard lock(mutex_);
        if (has_ended_) return;
        if (source.stopped_at) watches_.erase(source.instance_id);
        if (source.stopped_at || watches_.contains(source.instance_id)) continue;
      }
      auto watch = ports_.workloads.watch_lines(source.instance_id, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->poke(false);
      });
      // Without a log yet there is nothing to follow; the end of its deployment brings us back.
      if (!watch.has_value()) continue;
      const std::lock_guard lock(mutex_);
      if (!has_ended_) watches_[source.instance_id] = std::move(*watch);
    }
  }

  const Kernel& kernel_;
  ObservePorts& ports_;
  const Place place_;
  const LogFilter filter_;
  std::shared_ptr<http::SseChannel> channel_;  // shared: with the connection
  std::vector<LogSource> sources_;             // these two are touched by the one reader only
  std::optional<LogPoint> point_;
  std::mutex mutex_;  // guards all below
  std::map<std::string, db::Subscription> watches_;
  db::Subscription deployments_;
  bool is_dirty_ = false, is_reading_ = false, must_look_for_sources_ = false, has_ended_ = false;
};

}  // namespace

Result<std::vector<LogSource>> LogService::sources_of(const Place& place) {
  auto sources = ports_.workloads.log_sources(place);
  if (!sources.empty()) CHECK_OK(ports_.mask.learn(place, sources.back().instance_id));
  return sources;
}

Result<LogPage> LogService::page(const auth::Principal& principal, const LogQuery& query) {
  TRY(const Place place, followable(principal, query));
  TRY(const auto sources, sources_of(place));
  LogReader reader(ports_.workloads, ports_.mask, sources, query.filter);
  if (query.after || (query.is_from_start && !query.before)) return reader.forward(query.after, query.limit);
  return reader.backward(query.before, query.limit);
}

Result<Place> LogService::followable(const auth::Principal& principal, const LogQuery& query) {
  return place_for(kernel_.authorizer, ports_.workloads, principal, query.component, query.environment, "log.read");
}

void LogService::follow(const Place& place, const LogQuery& query, std::shared_ptr<http::SseChannel> channel,
                        const std::string& last_event_id) {
  std::optional<LogPoint> from = query.after;
  if (!last_event_id.empty())
    if (auto resumed = LogPoint::parse(last_event_id); resumed.has_value()) from = std::move(*resumed);
  if (!from && !query.is_from_start) {
    const auto sources = ports_.workloads.log_sources(place);
    auto now = LogReader(ports_.workloads, ports_.mask, sources, {}).end();
    if (now.has_value() && !now->places.empty()) from = std::move(*now);
  }
  std::make_shared<Tail>(kernel_, ports_, place, query.filter, std::move(channel))->start(std::move(from));
}

}  // namespace towpath::observe
