#include "policy_book.h"

#include <algorithm>
#include <stdexcept>

#include "catalog/all_entities.h"
#include "log/log.h"
#include "yaml/yaml.h"

#include "policy_document.h"

// policies/*.yaml, one after the other, embedded by the build.
extern "C" const char shipped_policies_begin[];
extern "C" const char shipped_policies_end[];

namespace towpath::standards {
namespace {

std::vector<catalog::Entity> declared_policies(catalog::Catalog& catalog) {
  catalog::EntityFilter filter;
  filter.kind = "Policy";
  auto declared = catalog::all_entities(catalog, auth::system_principal(), filter);
  if (!declared.has_value()) throw std::runtime_error(declared.error().message());
  return std::move(*declared);
}

}  // namespace

const std::vector<Policy>& shipped_policies() {
  static const std::vector<Policy> all = [] {
    const std::string_view text(shipped_policies_begin,
                                static_cast<std::size_t>(shipped_policies_end - shipped_policies_begin));
    std::vector<Policy> out;
    const auto documents = yaml::parse(text, "policies").value();
    for (const yaml::Document& document : documents)
      if (!document.is_empty) out.push_back(policy_of(boost::json::serialize(yaml::to_json(document.root))));
    return out;
  }();
  return all;
}

void PolicyBook::refresh() {
  const std::lock_guard one(refreshing_);
  std::vector<Policy> policies = shipped_policies();
  for (const catalog::Entity& entity : declared_policies(catalog_)) {
    Policy declared = policy_of(entity.document);
    declared.is_shipped = false;
    const auto same =
        std::find_if(policies.begin(), policies.end(), [&](const Policy& each) { return each.name == declared.name; });
    if (same == policies.end())
      policies.push_back(std::move(declared));
    else
      *same = std::move(declared);
  }
  std::sort(policies.begin(), policies.end(), [](const Policy& a, const Policy& b) { return a.name < b.name; });
  const auto before = all();
  auto set = std::make_shared<PolicySet>();  // shared: readers keep the one they have
  for (const Policy& policy : policies) {
    const auto same = std::find_if(before->begin(), before->end(), [&](const auto& each) {
      return each->policy.name == policy.name && each->policy.version == policy.version &&
             each->policy.is_shipped == policy.is_shipped && each->problem.empty();
    });
    if (same != before->end()) {
      set->push_back(*same);
      continue;
    }
    auto compiled = compile(cel_, policy);
    if (!compiled.has_value()) {  // saved by an older version of the server, which read it otherwise
      log::error("a policy cannot be read and comes to unknown",
                 {{"policy", policy.name}, {"code", compiled.error().code()}, {"detail", compiled.error().message()}});
      compiled = unreadable(policy, compiled.error());
    }
    set->push_back(std::make_shared<const CompiledPolicy>(std::move(*compiled)));
  }
  const std::lock_guard lock(mutex_);
  set_ = std::move(set);
}

std::shared_ptr<const PolicySet> PolicyBook::all() const {
  const std::lock_guard lock(mutex_);
  return set_;
}

std::vector<FieldError> PolicyBook::problems(const std::string& document) const {
  return problems_of(cel_, policy_of(document));
}

}  // namespace towpath::standards
