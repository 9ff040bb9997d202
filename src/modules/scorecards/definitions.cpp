#include "definitions.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "base/strings.h"
#include "catalog/all_entities.h"
#include "log/log.h"
#include "scorecard_document.h"

namespace towpath::scorecards {

Definitions::Definitions(catalog::Catalog& catalog, const script::Cel& cel)
    : catalog_(catalog),
      cel_(cel),
      shipped_(shipped_scorecards(cel)),
      all_(std::make_shared<const std::vector<Scorecard>>(shipped_)) {}

Definitions::All Definitions::all() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

Result<Scorecard> Definitions::find(const std::string& name) const {
  const All now = all();
  std::vector<std::string> names;
  for (const Scorecard& each : *now) {
    if (each.name == name && each.is_enabled) return each;
    if (each.is_enabled) names.push_back(each.name);
  }
  const auto near = nearest(name, names);
  return not_found("scorecards.not_found", fmt::format("There is no scorecard '{}'{}.", name,
                                                       near ? fmt::format("; did you mean '{}'?", *near) : ""))
      .with_hint("See them with: towpath scorecard list");
}

void Definitions::refresh() {
  const std::lock_guard one(refreshing_);
  std::map<std::string, Scorecard> by_name;
  for (const Scorecard& each : shipped_) by_name[each.name] = each;
  const All before = all();
  catalog::EntityFilter filter;
  filter.kind = "Scorecard";
  const auto declared = catalog::all_entities(catalog_, auth::system_principal(), filter);
  if (!declared.has_value()) throw std::runtime_error(declared.error().message());
  for (const catalog::Entity& entity : *declared) {
    auto read = scorecard_from(boost::json::parse(entity.document), cel_);
    if (read.has_value()) {
      read->entity_ref = entity.ref;
      by_name[read->name] = std::move(*read);
      continue;
    }
    log::warn("a scorecard is not in force",
              {{"entity", entity.ref}, {"code", read.error().code()}, {"detail", read.error().message()}});
    const auto old = std::find_if(before->begin(), before->end(),
                                  [&](const Scorecard& each) { return each.entity_ref == entity.ref; });
    if (old != before->end()) by_name[old->name] = *old;
  }
  auto now = std::make_shared<std::vector<Scorecard>>();  // shared: readers keep the one they have
  for (auto& [name, scorecard] : by_name) now->push_back(std::move(scorecard));
  const std::lock_guard lock(mutex_);
  all_ = std::move(now);
}

std::optional<KnownCheck> Definitions::find(const std::string& scorecard, const std::string& check) {
  const All in_force = all();
  for (const Scorecard& each : *in_force) {
    if (each.name != scorecard || !each.is_enabled) continue;
    const Check* found = find_check(each, check);
    if (!found) return std::nullopt;
    return KnownCheck{found->title, found->owner_ref.empty() ? each.owner_ref : found->owner_ref};
  }
  return std::nullopt;
}

const Check* find_check(const Scorecard& scorecard, std::string_view id) {
  const auto found = std::find_if(scorecard.checks.begin(), scorecard.checks.end(),
                                  [&](const Check& check) { return check.id == id; });
  return found == scorecard.checks.end() ? nullptr : &*found;
}

}  // namespace towpath::scorecards
