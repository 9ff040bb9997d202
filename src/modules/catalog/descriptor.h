#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/entity_ref.h"

namespace towpath::catalog {

/// A relation that a descriptor states, from one entity to another.
struct StatedRelation {
  std::string from, type, to;
};

/// A checked descriptor.
struct Descriptor {
  EntityRef ref;
  std::string kind, title, description, type, lifecycle, owner_ref, project_id;
  bool is_public = false;
  std::vector<std::string> tags;
  boost::json::object document;  ///< With metadata.namespace filled in and lists of references sorted.
  std::vector<StatedRelation> relations;
};

/// The rules of the reference implementation (Backstage catalog-model 1.10, plugin-catalog-backend 4.0: schema and
/// field format policies, built-in kinds, template v1beta3). Errors: catalog.invalid_entity with a pointer per problem.
Result<Descriptor> check_descriptor(const boost::json::value& document);

}  // namespace towpath::catalog
