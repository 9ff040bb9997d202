#pragma once

#include <memory>

#include "blob/blob.h"
#include "fleet/fleet.h"
#include "fleet/passing_on.h"
#include "http/http.h"

namespace towpath::app {

/// `own`, and what is missing there from any other server of the fleet that lives: fetched once, checked against its
/// digest and kept. What blobs are listed, counted and removed stays a matter of this host. References must outlive it.
std::unique_ptr<blob::Blobs> share_blobs(std::unique_ptr<blob::Blobs> own, fleet::Fleet& fleet,
                                         fleet::PassingOn& passing_on);

/// GET /internal/blobs/{digest}, for other servers only: what this host itself keeps.
void add_blob_route(http::Router& router, blob::Blobs& shared);

}  // namespace towpath::app
