#include "cloud_accounts.h"

namespace towpath::delivery {

void CloudAccountStore::put(db::Tx& tx, const std::string& name, const std::string& document) const {
  tx.exec(
      "INSERT INTO delivery_cloud_accounts (name, document) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET document = "
      "excluded.document",
      {name, document});
}

void CloudAccountStore::remove(db::Tx& tx, const std::string& name) const {
  tx.exec("DELETE FROM delivery_cloud_accounts WHERE name = ?", {name});
}

std::optional<CloudAccount> CloudAccountStore::find(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one("SELECT document FROM delivery_cloud_accounts WHERE name = ?", {name});
  return row ? std::optional(cloud_account_of(row->text(0))) : std::nullopt;
}

}  // namespace towpath::delivery
