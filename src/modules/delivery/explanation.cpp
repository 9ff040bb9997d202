#include "explanation.h"

#include <fmt/core.h>

#include <algorithm>

#include "delivery_service.h"
#include "plan_reads.h"
#include "resources/definition_document.h"

namespace towpath::delivery {
namespace {

/// How near a criterion is that does not fit: the fewer of its conditions fail, the nearer.
int distance(const Criterion& c, const Wanted& w) {
  const auto misses = [](const std::string& needs, const std::string& is) { return !needs.empty() && needs != is; };
  return 4 * misses(c.resource_class, w.resource_class) + misses(c.res_id, w.res_id) +
         misses(c.environment, w.environment) + misses(c.project_id, w.project_id) + misses(c.env_type, w.env_type);
}

struct Looked {
  Delivery::Candidate candidate;
  Criterion criterion;
  bool fits = false;
};

/// One line for each definition that offers the type, with the criterion that tells most about it.
std::vector<Delivery::Candidate> candidates(db::Tx& tx, const Stores& stores, const Wanted& wanted) {
  std::vector<Criterion> criteria = stores.definitions.criteria(tx, wanted.type);
  std::vector<Looked> looked;
  // Best first: what fits by how specific it is, then what does not by how near it is.
  std::stable_sort(criteria.begin(), criteria.end(), [&](const Criterion& a, const Criterion& b) {
    const bool a_fits = mismatch(a, wanted).empty(), b_fits = mismatch(b, wanted).empty();
    if (a_fits != b_fits) return a_fits;
    return a_fits ? is_more_specific(a, b) : distance(a, wanted) < distance(b, wanted);
  });
  for (const Criterion& criterion : criteria) {
    if (std::any_of(looked.begin(), looked.end(),
                    [&](const Looked& each) { return each.criterion.definition_id == criterion.definition_id; }))
      continue;
    const std::string why = mismatch(criterion, wanted);
    Looked each{{}, criterion, why.empty()};
    const auto definition = stores.definitions.newest(tx, criterion.definition_id);
    Delivery::Candidate& c = each.candidate;
    c.definition = criterion.definition_id;
    c.criterion = in_words(criterion);
    if (definition) {
      c.driver = definition->driver;
      c.version = definition->version;
    }
    c.is_chosen = each.fits && looked.empty();
    c.reason = c.is_chosen ? "the most specific that fits"
               : each.fits ? fmt::format("fits, but {} is more specific: {}", looked.front().candidate.definition,
                                         looked.front().candidate.criterion)
                           : why;
    looked.push_back(std::move(each));
  }
  std::vector<Delivery::Candidate> out;
  for (Looked& each : looked) out.push_back(std::move(each.candidate));
  for (const Definition& each : stores.definitions.in_force(tx)) {
    const bool is_there = std::any_of(out.begin(), out.end(), [&](const auto& c) { return c.definition == each.id; });
    if (each.type == wanted.type && !is_there)
      out.push_back({each.id, each.driver, "it has no criteria, so it serves nothing", each.version, "", false});
  }
  return out;
}

std::string why_planned(const std::optional<Resource>& made, const Definition& planned, bool was_chosen) {
  if (!made || made->input_hash.empty()) return "it is made with what fits best";
  if (made->definition == planned.version_name())
    return was_chosen ? "it is made with it, and it is what fits best"
                      : "it was made with it and keeps it until it is upgraded";
  return planned.is_automatic ? "the definition says upgrade: automatic" : "what it was made with is gone";
}

}  // namespace

Result<std::vector<ExpandedResource>> expand_explained(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                                       const ScoreWorkload& workload, ExplainedVersions versions) {
  PlanReads reads(tx, stores);
  return expand_resources(workload, [&](const ResourceNode& node) -> Result<Definition> {
    if (versions == ExplainedVersions::best)
      return best_definition(tx, stores, wanted_of(deployment, node)).value_or(Definition());
    auto chosen = choose_definition(reads, deployment, node, {});
    if (chosen.has_value()) return chosen;
    return Definition();  // nothing fits: it is explained, too
  });
}

Delivery::ExplainedResource explain_resource(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                             const ExpandedResource& resource) {
  const ResourceNode& node = resource.node;
  Delivery::ExplainedResource out;
  out.name = node.resource.name;
  out.id = node.res_id;
  out.type = node.resource.type;
  out.resource_class = node.resource.resource_class;
  out.parent = resource.parent;
  out.needs = node.needs;
  const Wanted wanted = wanted_of(deployment, node);
  out.candidates = candidates(tx, stores, wanted);
  const auto made = made_resource(tx, stores, deployment, node);
  if (made) out.made = made->definition;
  if (resource.definition.id.empty()) {
    out.reason = out.candidates.empty() ? fmt::format("no definition is of the type '{}'", out.type)
                                        : "no criterion of any definition fits";
    return out;
  }
  out.planned = resource.definition.version_name();
  const auto best = best_definition(tx, stores, wanted);
  out.reason = why_planned(made, resource.definition, best && best->version_name() == out.planned);
  return out;
}

bool comes_from(const std::vector<ExpandedResource>& all, const ExpandedResource& resource, const std::string& name) {
  for (std::string parent = resource.parent; !parent.empty();) {
    if (parent == name) return true;
    const auto above = std::find_if(all.begin(), all.end(),
                                    [&](const ExpandedResource& other) { return other.node.resource.name == parent; });
    parent = above == all.end() ? "" : above->parent;
  }
  return false;
}

Result<std::vector<Delivery::ExplainedResource>> DeliveryService::explain(const auth::Principal& principal,
                                                                          const std::string& component,
                                                                          const std::string& environment,
                                                                          const std::string& resource) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ExplainedResource>> {
    TRY(const auto drafted, draft(tx, principal, {component, environment, Mode::deploy, "", "", "", ""}));
    const Deployment& deployment = drafted.first;
    TRY(const ScoreWorkload workload, score_from_document(drafted.second.score));
    TRY(const auto all, expand_explained(tx, stores_, deployment, workload, ExplainedVersions::kept));
    const auto found = std::find_if(all.begin(), all.end(), [&](const ExpandedResource& each) {
      return each.node.resource.name == resource || each.node.res_id == resource;
    });
    if (found == all.end())
      return not_found("delivery.resource_not_found",
                       fmt::format("'{}' declares no resource '{}'.", component, resource))
          .with_hint(fmt::format("See what it has: towpath resource list --component {}", component));
    std::vector<ExplainedResource> out{explain_resource(tx, stores_, deployment, *found)};
    // What it brought along, in the order it is made.
    for (const ExpandedResource& each : all)
      if (comes_from(all, each, found->node.resource.name))
        out.push_back(explain_resource(tx, stores_, deployment, each));
    return out;
  });
}

}  // namespace towpath::delivery
