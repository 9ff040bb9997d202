#pragma once

#include "decision_service.h"
#include "http/http.h"
#include "policy_service.h"
#include "what_if.h"

namespace towpath::standards {

/// /api/v1/policies: those in force, what happens when one is not met; /api/v1/policy-tests: a file with its own tests.
void add_policy_routes(http::Router& router, PolicyService& policies);
/// POST /api/v1/policy-replays: what a changed policy would have decided.
void add_replay_route(http::Router& router, WhatIfService& what_if);
/// /api/v1/decisions: what was decided at the gates, and why.
void add_decision_routes(http::Router& router, DecisionService& decisions);

}  // namespace towpath::standards
