#pragma once

#include "delivery/terraform.h"
#include "http/http.h"

namespace towpath::delivery {

/// Where the `http` backend of terraform and opentofu finds a state; `{id}` is the resource's gu_id.
inline constexpr std::string_view terraform_states_path = "/api/v1/terraform-states/";

/// GET, POST, LOCK, UNLOCK and DELETE of /api/v1/terraform-states/{id}, with the answers that backend understands: 200,
/// 204 for no state, 423 with the information of the lock in the way (409 when what was to be unlocked is another one).
/// They are public for the router, because a run's credential is no sign-in: each checks it. `states` outlives the
/// router.
void add_terraform_routes(http::Router& router, TerraformStates& states);

}  // namespace towpath::delivery
