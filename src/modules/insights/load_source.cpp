#include "load_source.h"

#include <boost/json.hpp>

#include "events/several_servers.h"
#include "no_value.h"
#include "scope_of.h"

namespace towpath::insights {
namespace {

SuppliedMetric median_load(const std::string& key, const MetricQuestion& question,
                           const std::vector<ServiceLoad>& loads) {
  SuppliedMetric out = no_value_of(key, "");
  std::vector<double> values;
  for (const ServiceLoad& load : loads) {
    if (load.at >= question.to) continue;
    const auto value = static_cast<double>(key == "platform-files-per-service" ? load.has.files : load.has.keys);
    values.push_back(value);
    out.rows.push_back({load.component, load.component, "", load.at, load.at, value, false});
  }
  if (values.empty()) return no_value_of(key, no_value::no_components);
  out.measured.metric.n = values.size();
  out.measured.metric.value = quantile(values, 0.5);
  out.measured.metric.p75 = quantile(values, 0.75);
  out.measured.metric.p90 = quantile(std::move(values), 0.9);
  return out;
}

}  // namespace

void LoadSource::start() {
  pushes_ = events::several_servers(kernel_.events)
                .consume_on(kernel_.host_id, "insights.load", {"forge.pushed", "forge.repository.deleted"},
                            [this](const events::SealedEvent& event) { return follow(event); });
}

bool LoadSource::follow(const events::SealedEvent& event) {
  if (event.payload.empty()) return true;
  const boost::json::value payload = boost::json::parse(event.payload);
  const std::string repository(payload.at("repository").as_string());
  if (event.type == "forge.repository.deleted") {
    kernel_.db
        .transact([&](db::Tx& tx) -> Status {
          LoadStore().remove(tx, repository);
          return ok();
        })
        .value();
    return true;
  }
  const std::string commit(payload.at("after").as_string());
  if (!payload.at("isDefaultBranch").as_bool() || commit.empty()) return true;
  const auto counted = files_.count(repository, commit);
  if (!counted.has_value()) return true;  // it has gone meanwhile, and so will the row
  kernel_.db
      .transact([&](db::Tx& tx) -> Status {
        LoadStore().put(tx, {repository, event.owner_ref, *counted, event.at});
        return ok();
      })
      .value();
  return true;
}

std::vector<ServiceLoad> LoadSource::loads(const MetricQuestion& question) {
  const auth::SqlCondition visible =
      auth::to_sql(kernel_.authorizer.decide(question.principal, "metric.read"), "owner_ref");
  return kernel_.db.read([&](db::Tx& tx) { return LoadStore().list(tx, question.component, question.owner, visible); });
}

SuppliedMetric LoadSource::measure(const std::string& key, const MetricQuestion& question) {
  return median_load(key, question, loads(question));
}

std::map<std::string, SuppliedMetric> LoadSource::measure_all(const MetricQuestion& question) {
  const std::vector<ServiceLoad> all = loads(question);
  std::map<std::string, SuppliedMetric> out;
  for (const std::string& key : keys()) out.emplace(key, median_load(key, question, all));
  return out;
}

}  // namespace towpath::insights
