#pragma once

#include "decision_service.h"
#include "http/http.h"
#include "policy_service.h"
#include "what_if.h"

namespace towpath::standards {

void add_policy_routes(http::Router& router, PolicyService& policies);
void add_replay_route(http::Router& router, WhatIfService& what_if);
void add_decision_routes(http::Router& router, DecisionService& decisions);

}  // namespace towpath::standards
