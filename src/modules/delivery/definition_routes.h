#pragma once

#include "definition_service.h"
#include "definition_trial.h"
#include "http/http.h"

namespace towpath::delivery {
void add_definition_routes(http::Router& router, DefinitionService& definitions, DefinitionTrial& trial,
                           Delivery& delivery);
}  // namespace towpath::delivery
