#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner.h"
#include "resources/parameters.h"

namespace towpath::delivery {

/// What making a plan reads of definitions and resources: each row once, however many resources are planned. For one
/// transaction; what it answers lives as long as it does.
class PlanReads {
 public:
  PlanReads(db::Tx& tx, const Stores& stores) : tx_(tx), stores_(stores) {}

  /// The id of the definition whose criteria fit best; "" when none does.
  std::string best_id(const Wanted& wanted);
  /// The newest version of the definition whose criteria fit best; null when none does.
  const Definition* best(const Wanted& wanted);
  /// By "postgres@2"; null when there is none.
  const Definition* version(const std::string& name);
  /// Null when there is no row.
  const Resource* resource(const std::string& gu_id);
  const ParameterSchema& parameters(const Definition& definition);
  /// Null when there is none of that name.
  const CloudAccount* account(const std::string& name);
  /// What a resource of this version with these parameters (a JSON object) costs, by its price or else its type's.
  Estimate cost(const Definition& definition, const std::string& params);
  /// What a resource that is there costs.
  Estimate cost(const Resource& made);

  db::Tx& tx() { return tx_; }
  const Stores& stores() const { return stores_; }

 private:
  /// By the res_id that they ask for, "" for those that ask for none.
  using ById = std::map<std::string, std::vector<Criterion>, std::less<>>;

  /// `params`: null when they are secret.
  Estimate cost(const Definition& definition, const boost::json::object* params);
  /// Null when nobody declares it and none is shipped.
  const ResourceType* type(const std::string& name);
  const std::vector<ResourceType>& types();

  db::Tx& tx_;
  const Stores& stores_;
  std::map<std::string, std::optional<Definition>> newest_, versions_;  ///< By id, by name of the version.
  std::map<std::string, std::optional<Resource>> resources_;            ///< By gu_id.
  /// Of what is asked for a second time in one place: a plan has many resources of few types. Absent: asked for once.
  std::map<std::string, std::optional<ById>> fitting_;
  std::map<std::string, ParameterSchema> parameters_;            ///< By name of the version.
  std::map<std::string, std::optional<CloudAccount>> accounts_;  ///< By name.
  std::optional<std::vector<ResourceType>> types_;
};

}  // namespace towpath::delivery
