#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "blob/blob.h"
#include "retention/retention.h"

namespace towpath::app {

/// Blobs that nothing names any more ("blobs"). One goes only when it was unnamed in the run before, too: what is being
/// published gets its name a moment after its content. `named` answers the digests that any module needs. `blobs`
/// outlives it.
std::unique_ptr<retention::Retained> make_blob_sweep(blob::Blobs& blobs, std::function<std::set<std::string>()> named);

}  // namespace towpath::app
