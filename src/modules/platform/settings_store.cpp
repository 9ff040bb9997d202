#include "settings_store.h"

namespace towpath::platform {

std::optional<std::string> SettingsStore::find(db::Tx& tx, std::string_view key) const {
  const auto rows = tx.query("SELECT value FROM platform_settings WHERE key = ?", {std::string(key)});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

void SettingsStore::put(db::Tx& tx, std::string_view key, std::string_view json, UtcTime now) const {
  tx.exec(
      "INSERT INTO platform_settings (key, value, updated_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value, updated_at = excluded.updated_at",
      {std::string(key), std::string(json), now});
}

}  // namespace towpath::platform
