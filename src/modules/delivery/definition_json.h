#pragma once

#include <boost/json.hpp>

#include "definition_service.h"
#include "definition_trial.h"

namespace towpath::delivery {

// The API's shapes of definitions (api/openapi.yaml, tag delivery).

boost::json::object to_json(const DefinitionView& view);
boost::json::object to_json(const DefinitionDetail& detail);
boost::json::object to_json(const DefinitionVersion& version);
boost::json::object to_json(const TypeView& type);
boost::json::object to_json(const Affected& affected);
boost::json::object to_json(const DefinitionCheck& check);
boost::json::object to_json(const Trial& trial);
boost::json::object to_json(const ImportedDefinitions& imported);
boost::json::object to_json(const Delivery::ExplainedResource& explained);

}  // namespace towpath::delivery
