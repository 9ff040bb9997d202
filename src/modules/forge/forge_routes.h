#pragma once

#include "changes/changes_service.h"
#include "forge_service.h"
#include "http/http.h"
#include "process/spawner.h"

namespace towpath::forge {

/// The API below /api/v1/repositories; `changes` counts those that are open.
void add_routes(http::Router& router, ForgeService& forge, ChangesService& changes);

/// Git's smart HTTP protocol below /git/<name>.git (git's Documentation/gitprotocol-http): git itself answers, started
/// by the spawner.
void add_transport(http::Router& router, ForgeService& forge, process::Spawner& spawner);

}  // namespace towpath::forge
