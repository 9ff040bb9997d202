#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "blob/blob.h"
#include "db/testing/databases.h"
#include "http/http.h"
#include "insights/module.h"
#include "jobs/jobs.h"
#include "parts_bench.h"
#include "rig.h"

namespace towpath::insights {
std::vector<db::Migration> migrations();
}

namespace towpath::bench {
namespace {

namespace bj = boost::json;

/// Stands where it is put, so that two years fit into a minute.
class PutClock final : public Clock {
 public:
  UtcTime now() const override { return now_; }
  void put(UtcTime now) { now_ = now; }

 private:
  UtcTime now_;
};

/// Two years of an organisation with 2,000 services in 100 teams. One unit of work is 20 events: a change with its
/// review, a pipeline, a deployment to development and one to production.
class Organisation {
 public:
  static constexpr int services = 2'000, teams = 100, events_of_unit = 20;

  explicit Organisation(int events) : units_(events / events_of_unit) {
    db::OpenOptions options;
    options.url = folder_.path() + "/bench.db";
    options.durability = db::Durability::normal;
    db_ = db::Db::open(options).value();
    blobs_ = blob::open_folder(folder_.path() + "/blobs").value();
    events_ = events::make_events(*db_, clock_);
    jobs_ = jobs::make_jobs(2);
    std::vector<db::Migration> all = events::migrations();
    for (db::Migration& migration : insights::migrations()) all.push_back(std::move(migration));
    db_->migrate(all).value();
    module_ = insights::make_module({*db_, *events_, *jobs_, *blobs_, allow_, clock_, "bench", folder_.path(), gates_});
    module_->routes(router_);
    router_.set_authorizer(&allow_);
    router_.set_authenticator([](const http::Request&) -> Result<auth::Principal> {
      auth::Principal out;
      out.ref = "user:default/bench";
      return out;
    });
  }
  ~Organisation() {
    events_->stop();
    jobs_->stop();
  }

  events::Events& events() { return *events_; }

  /// Everything that happened, oldest first; answers how many events.
  std::int64_t live() {
    constexpr int units_at_once = 50;
    for (int at = 0; at < units_; at += units_at_once)
      db_->transact([&](db::Tx& tx) -> Status {
           for (int unit = at; unit < std::min(units_, at + units_at_once); ++unit) work(tx, unit);
           return ok();
         })
          .value();
    return events_->last_sequence();
  }

  double ask(const std::string& path, std::map<std::string, std::string> query) {
    return seconds_of([&] {
             http::Request request;
             request.method = "GET";
             request.path = request.target = path;
             request.query = query;
             request.headers.set("Authorization", "Bearer bench");
             const auto response = router_.dispatch(router_.match("GET", path), request);
             if (response.status != 200) throw std::runtime_error(response.body);
           }) *
           1e3;
  }

  /// One more unit of work, after which nothing that was kept holds.
  void one_more() {
    db_->transact([&](db::Tx& tx) -> Status {
         work(tx, units_++);
         return ok();
       })
        .value();
    if (!events_->settle(std::chrono::seconds(60))) throw std::runtime_error("the projections did not follow");
  }

 private:
  void tell(db::Tx& tx, const char* type, const std::string& subject, const bj::object& payload,
            const char* env_type = "", const char* actor = "system") {
    events_->append(tx, {.type = type,
                         .subject = subject,
                         .actor = actor,
                         .payload = bj::serialize(payload),
                         .owner_ref = owner_,
                         .project_id = component_,
                         .env_type = env_type});
  }

  void run(db::Tx& tx, const char* kind, int unit, int minutes) {
    const std::string subject = fmt::format("run:{}-{}-{}", kind, unit, minutes);
    const bj::object what{{"kind", kind}, {"subject", "component:default/" + component_}};
    tell(tx, "run.queued", subject, what);
    clock_.put(clock_.now() + std::chrono::seconds(1 + unit % 90));
    tell(tx, "run.started", subject, what);
    clock_.put(clock_.now() + std::chrono::seconds(60 * minutes + unit % 50));
    tell(tx, "run.finished", subject,
         {{"kind", kind},
          {"subject", "component:default/" + component_},
          {"state", unit % 11 == 0 ? "failed" : "succeeded"},
          {"seconds", 60 * minutes + unit % 50}});
  }

  void deployment(db::Tx& tx, const char* environment, int unit, const std::string& sha) {
    const std::string id = fmt::format("{}-{}", environment, unit), asked = to_rfc3339(clock_.now());
    bj::object payload{{"deployment", id},
                       {"component", component_},
                       {"environment", environment},
                       {"mode", "promote"},
                       {"release", fmt::format("r{}", unit)},
                       {"commit", sha},
                       {"branch", "main"},
                       {"base", "before"},
                       {"createdAt", asked}};
    tell(tx, "delivery.deployment.queued", "component:default/" + component_, payload, environment,
         "user:default/bench");
    run(tx, "deployment", unit, 2);
    bj::array commits;
    for (int i = 0; i < 3; ++i)
      commits.push_back(
          bj::object{{"sha", i == 0 ? sha : fmt::format("{}-{}", sha, i)},
                     {"authoredAt", to_rfc3339(clock_.now() - std::chrono::hours(3 + (unit * 7 + i) % 200))}});
    payload["commits"] = std::move(commits);
    tell(tx, "delivery.deployment.succeeded", "component:default/" + component_, payload, environment);
  }

  void work(db::Tx& tx, int unit) {
    constexpr std::int64_t two_years = 730LL * 86'400;
    clock_.put(UtcTime(std::chrono::seconds(1'700'000'000 + two_years * unit / std::max(units_, 1))));
    const int service = static_cast<int>((unit * 7'919LL) % services);
    component_ = fmt::format("service-{:04}", service);
    owner_ = fmt::format("group:default/team-{:03}", service % teams);
    const std::string sha = fmt::format("{:040x}", unit), change = fmt::format("change:{}#{}", component_, unit);
    bj::object what{{"repository", component_},
                    {"title", unit % 3 == 0 ? "feat: more" : "fix: less"},
                    {"author", "user:default/a"}};
    tell(tx, "change.opened", change, what, "", "user:default/a");
    clock_.put(clock_.now() + std::chrono::minutes(20 + unit % 300));
    tell(tx, "change.reviewed", change, what, "", "user:default/b");
    clock_.put(clock_.now() + std::chrono::minutes(5 + unit % 70));
    what["commit"] = sha;
    what["strategy"] = "squash";
    tell(tx, "change.merged", change, what, "", "user:default/a");
    tell(tx, "forge.pushed", "repository:" + component_, {{"repository", component_}, {"after", sha}});
    run(tx, "pipeline", unit, 5 + unit % 9);
    tell(tx, "pipelines.bundle.published", "repository:" + component_, {{"commit", sha}});
    tell(tx, "delivery.release.created", "component:default/" + component_, {{"release", fmt::format("r{}", unit)}});
    deployment(tx, "development", unit, sha);
    deployment(tx, "production", unit, sha);
    tell(tx, "observe.health.changed", "component:default/" + component_, {{"to", "healthy"}}, "production");
  }

  const db::testing::TemporaryFolder folder_;
  int units_;
  PutClock clock_;
  gate::Gates gates_;
  AllowAll allow_;
  std::unique_ptr<db::Db> db_;
  std::unique_ptr<blob::Blobs> blobs_;
  std::unique_ptr<events::Events> events_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<insights::InsightsModule> module_;
  http::Router router_;
  std::string component_, owner_;
};

/// 1,000,000, or what TOWPATH_BENCH_EVENTS says.
int wanted_events() {
  int events = 1'000'000;
  if (const char* text = std::getenv("TOWPATH_BENCH_EVENTS"))
    std::from_chars(text, text + std::string_view(text).size(), events);
  return events;
}

}  // namespace

void measure_insights(Report& report) {
  constexpr int asked = 40;
  Organisation organisation(wanted_events());
  const std::int64_t events = organisation.live();
  organisation.events().start();
  if (!organisation.events().settle(std::chrono::hours(1))) throw std::runtime_error("the projections did not follow");
  const double millions = static_cast<double>(events) / 1e6;
  Measurement rebuild{
      .name = "insights.rebuild_per_million_events", .unit = "s", .rounds = {}, .target = {.at_most = 20}};
  const auto rebuilt = [&](const char* name) {
    return seconds_of([&] {
             if (!organisation.events().rebuild(name).has_value()) throw std::runtime_error(name);
           }) /
           millions;
  };
  const double deliveries = rebuilt("insights.deliveries"), facts = rebuilt("insights.facts");
  rebuild.rounds.push_back(deliveries + facts);
  rebuild.note =
      fmt::format("both projections, one after the other, over {} events: deliveries {:.1f} s, facts {:.1f} s", events,
                  deliveries, facts);
  report.add(std::move(rebuild));
  Measurement all{
      .name = "insights.organisation_dashboard_p95", .unit = "ms", .rounds = {}, .target = {.at_most = 100}};
  Measurement cold{
      .name = "insights.organisation_dashboard_after_a_deployment",
      .unit = "ms",
      .rounds = {},
      .note = "the first request after a production deployment: what is kept of DORA's five is judged anew"};
  Measurement team{.name = "insights.team_dashboard_p95", .unit = "ms", .rounds = {}, .target = {.at_most = 10}};
  const auto p95 = [&](const std::map<std::string, std::string>& query) {
    std::vector<double> times;
    for (int i = 0; i < asked; ++i) times.push_back(organisation.ask("/api/v1/metrics", query));
    return quantile(times, 0.95);
  };
  for (int round = 0; round < report.rounds(); ++round) {
    organisation.one_more();
    cold.rounds.push_back(organisation.ask("/api/v1/metrics", {}));
    all.rounds.push_back(p95({}));
    team.rounds.push_back(p95({{"owner", fmt::format("group:default/team-{:03}", round)}}));
  }
  report.add(std::move(all));
  report.add(std::move(cold));
  report.add(std::move(team));
}

}  // namespace towpath::bench
