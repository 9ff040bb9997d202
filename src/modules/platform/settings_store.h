#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/db.h"

namespace towpath::platform {

/// `platform_settings`.
class SettingsStore {
 public:
  std::optional<std::string> find(db::Tx& tx, std::string_view key) const;
  void put(db::Tx& tx, std::string_view key, std::string_view json, UtcTime now) const;
};

}  // namespace towpath::platform
