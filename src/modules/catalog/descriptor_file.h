#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "descriptor.h"

namespace towpath::catalog {

/// A checked descriptor and the file it stands in.
struct FoundDescriptor {
  Descriptor descriptor;
  std::string file;
};

/// Reads a file relative to the root of the source. Errors are passed on.
using FileReader = std::function<Result<std::string>(const std::string& path)>;

/// Every descriptor of a file and of the files its Locations name (relative targets only), with `$text`, `$json` and
/// `$yaml` placeholders replaced by what `read` answers; of a kind in `checks` only what they find nothing in. One
/// problem refuses the whole file, with file:line:column.
/// Errors: yaml.invalid, catalog.invalid_entity, catalog.too_many_files (over 100).
Result<std::vector<FoundDescriptor>> read_descriptors(std::string_view text, const std::string& file,
                                                      const FileReader& read, const KindChecks& checks = {});

}  // namespace towpath::catalog
