#pragma once

#include <boost/json.hpp>
#include <vector>

#include "catalog/catalog.h"
#include "gate/gate.h"
#include "standards/module.h"

namespace towpath::standards {

/// What conditions are evaluated over: the question's facts, who asks, the catalog's word on the subject, and what the
/// sources add. `at` becomes input.at.
boost::json::object input_of(const auth::Principal& principal, const gate::Question& question,
                             catalog::Catalog& catalog, const std::vector<FactSource*>& sources, UtcTime at);

}  // namespace towpath::standards
