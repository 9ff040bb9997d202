#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "resources/definition.h"
#include "resources/matching.h"

namespace towpath::delivery {

/// What a descriptor of the kind ResourceDefinition says.
struct DeclaredDefinition {
  Definition definition;  ///< Version 0: it has none yet.
  std::vector<Criterion> criteria;
};

/// Reads a descriptor (JSON that fits the kind's schema); what does not fit is left out.
DeclaredDefinition definition_of(const std::string& document);

/// Fills in what a stored version's document says beyond the columns of its row.
void complete(Definition& definition);

/// Reads a descriptor of the kind ResourceType.
ResourceType resource_type_of(const std::string& document);

/// What is wrong with a descriptor of either kind that fits the schema, as JSON Pointers from its root: a namespace, a
/// driver that is not among `drivers`, equal criteria, a schema that is none, placeholders that lead nowhere, names
/// used twice.
std::vector<FieldError> definition_problems(const std::string& document, const std::vector<Driver*>& drivers);

/// The descriptor of a version, canonical JSON; made up for a shipped one.
std::string descriptor_of(const Definition& definition, const std::vector<Criterion>& criteria);

/// A criterion in words: "class 'default', environment type 'production'".
std::string in_words(const Criterion& criterion);

}  // namespace towpath::delivery
