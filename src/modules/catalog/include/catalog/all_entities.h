#pragma once

#include <vector>

#include "catalog/catalog.h"

namespace towpath::catalog {

/// Every entity that fits and that the principal may see, by reference: for what has to know all of them, such as the
/// policies in force. Reads page by page; the filter's order, cursor, offset and limit do not count.
Result<std::vector<Entity>> all_entities(Catalog& catalog, const auth::Principal& principal, EntityFilter filter);

}  // namespace towpath::catalog
