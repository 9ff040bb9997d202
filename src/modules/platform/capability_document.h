#pragma once

#include <boost/json.hpp>

#include "catalog/catalog.h"
#include "parts.h"
#include "platform/platform.h"

namespace towpath::platform {

/// A part as it is shipped, in the mode its profile gives it.
Capability shipped(const Part& part, Profile profile);

/// What an entity of the kind Capability says, over the shipped words where it names a part and leaves something out.
Capability declared(const catalog::Entity& entity, Profile profile);

/// The descriptor that says `capability` is provided as `change` has it: the entity's own document with the three
/// fields changed, or a new one for a part that none declares yet.
boost::json::object descriptor_with(const Capability& capability, const std::string& document,
                                    const ModeChange& change);

}  // namespace towpath::platform
