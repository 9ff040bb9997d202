#pragma once

#include "catalog/directory.h"
#include "descriptor_file.h"

namespace towpath::catalog {

/// An entry as a descriptor of kind User or Group, public like the directory itself. Errors: catalog.invalid_entity
/// when its name is none in the catalog ("a-" for example).
Result<FoundDescriptor> describe(const DirectoryEntry& entry);

}  // namespace towpath::catalog
