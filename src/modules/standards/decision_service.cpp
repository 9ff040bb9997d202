#include "decision_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/id.h"

namespace towpath::standards {
namespace {

constexpr std::chrono::days kept{400};
constexpr std::size_t removed_at_once = 1000, most_about_one = 50;

}  // namespace

auth::SqlCondition DecisionService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, "decision.read"), "d.owner_ref", "d.env_type");
}

Result<DecisionPage> DecisionService::list(const auth::Principal& principal, DecisionFilter filter) const {
  const std::size_t limit = filter.limit;
  filter.limit = limit + 1;
  return kernel_.db.read([&](db::Tx& tx) -> Result<DecisionPage> {
    DecisionPage page{store_.list(tx, filter, visible(principal)), ""};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    return page;
  });
}

Result<Decision> DecisionService::get(const auth::Principal& principal, const std::string& id) const {
  auto found = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, id, visible(principal)); });
  if (!found)
    return not_found("standards.decision_not_found", fmt::format("There is no decision {}.", id))
        .with_hint("See them with: towpath policy decisions");
  return std::move(*found);
}

Result<std::vector<Decision>> DecisionService::why(const auth::Principal& principal, const std::string& about) const {
  const auto colon = about.find(':');
  const std::string noun = colon == about.npos ? "" : about.substr(0, colon),
                    id = colon == about.npos ? about : about.substr(colon + 1);
  std::vector<std::string> causes;
  if (noun != "decision" && !noun.empty()) causes.push_back(about);
  if (noun.empty()) causes = {"deployment:" + id, "run:" + id};
  // A deployment's decision was made before its run was: the run's inputs name it.
  if ((noun.empty() || noun == "run") && is_ulid(id))
    if (const auto run = runs_.get(principal, runs::RunId(id)); run.has_value()) {
      const boost::json::value inputs = boost::json::parse(run->inputs);
      if (const auto* object = inputs.if_object())
        if (const auto* deployment = object->if_contains("deployment"); deployment && deployment->is_string())
          causes.push_back("deployment:" + std::string(deployment->as_string()));
    }
  auto out = kernel_.db.read([&](db::Tx& tx) {
    std::vector<Decision> found;
    if (noun.empty() || noun == "decision")
      if (auto one = store_.find(tx, id, visible(principal))) found.push_back(std::move(*one));
    for (const std::string& cause : causes) {
      DecisionFilter filter;
      filter.cause = cause;
      filter.limit = most_about_one;
      for (Decision& each : store_.list(tx, filter, visible(principal))) found.push_back(std::move(each));
    }
    return found;
  });
  std::sort(out.begin(), out.end(), [](const Decision& a, const Decision& b) { return a.id > b.id; });
  return out;
}

std::string DecisionService::policy_text(const std::string& policy, const std::string& version) const {
  return kernel_.db.read([&](db::Tx& tx) { return store_.version(tx, policy, version); }).value_or("");
}

void DecisionService::clean_up() {
  const UtcTime before = kernel_.clock.now() - kept;
  for (std::int64_t removed = removed_at_once; removed == static_cast<std::int64_t>(removed_at_once);) {
    const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
      removed = store_.remove_before(tx, before, removed_at_once);
      return ok();
    });
    if (!done.has_value()) throw std::runtime_error(done.error().message());
  }
}

}  // namespace towpath::standards
