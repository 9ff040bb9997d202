#pragma once

#include "forge_service.h"
#include "http/http.h"
#include "process/spawner.h"

namespace towpath::forge {

/// The API below /api/v1/repositories.
void add_routes(http::Router& router, ForgeService& forge);

/// Git's smart HTTP protocol below /git/<name>.git (git's Documentation/gitprotocol-http): git itself answers, started
/// by the spawner.
void add_transport(http::Router& router, ForgeService& forge, process::Spawner& spawner);

}  // namespace towpath::forge
