#include "docs/ports.h"

namespace towpath::docs {

Result<std::optional<UtcTime>> DocFiles::changed_at(const std::string&, const std::string&, const std::string&) {
  return std::optional<UtcTime>();
}

Result<std::optional<UtcTime>> DocFiles::changed_beside(const std::string&, const std::string&,
                                                        const std::vector<std::string>&) {
  return std::optional<UtcTime>();
}

}  // namespace towpath::docs
