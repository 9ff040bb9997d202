#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace towpath::catalog {

/// A kind of the platform itself: its `spec` is described by a JSON Schema in kinds/. What such an entity says is in
/// force for the whole organisation, so only the platform team may declare it, and everybody may read it.
struct OwnKind {
  std::string_view name;
  std::string_view schema;  ///< JSON Schema of `spec`.
};

/// The apiVersion of own kinds.
std::string own_api_version();

/// Every own kind, by name.
const std::vector<OwnKind>& own_kinds();

/// Null for a kind of Backstage's and an unknown one.
const OwnKind* own_kind(std::string_view name);

/// What is wrong with the spec of an own kind, as JSON Pointers from the root of the document.
std::vector<FieldError> check_own_spec(const OwnKind& kind, const boost::json::object& spec);

}  // namespace towpath::catalog
