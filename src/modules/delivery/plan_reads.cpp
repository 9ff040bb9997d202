#include "plan_reads.h"

namespace towpath::delivery {
namespace {

/// What is kept under `key`, read when it is asked for the first time.
template <class T, class Read>
const T* once(std::map<std::string, std::optional<T>>& kept, const std::string& key, Read read) {
  auto found = kept.find(key);
  if (found == kept.end()) found = kept.emplace(key, read()).first;
  return found->second ? &*found->second : nullptr;
}

}  // namespace

const Definition* PlanReads::best(const Wanted& wanted) {
  const auto criteria = stores_.definitions.fitting(tx_, wanted);
  const auto found = best_match(criteria, wanted);
  if (!found) return nullptr;
  const std::string& id = criteria[*found].definition_id;
  return once(newest_, id, [&] { return stores_.definitions.newest(tx_, id); });
}

const Definition* PlanReads::version(const std::string& name) {
  return once(versions_, name, [&] {
    const auto [id, version] = parse_version_name(name);
    return stores_.definitions.version(tx_, id, version);
  });
}

const Resource* PlanReads::resource(const std::string& gu_id) {
  return once(resources_, gu_id, [&] { return stores_.resources.find(tx_, gu_id); });
}

const ParameterSchema& PlanReads::parameters(const Definition& definition) {
  const std::string name = definition.version_name();
  auto found = parameters_.find(name);
  if (found == parameters_.end()) found = parameters_.emplace(name, ParameterSchema(definition)).first;
  return found->second;
}

}  // namespace towpath::delivery
