#include "delivery/configuration.h"

namespace towpath::delivery {
namespace {

std::string context_of(const std::string& gu_id) { return "delivery.applied_configuration:" + gu_id; }

class Configurations final : public AppliedConfigurations {
 public:
  Configurations(db::Db& db, const Clock& clock, Vault& vault) : db_(db), clock_(clock), vault_(vault) {}

  Status keep(const std::string& gu_id, const Secret& text) override {
    TRY(const std::string sealed, vault_.seal(text, context_of(gu_id)));
    return db_.transact([&](db::Tx& tx) -> Status {
      tx.exec(
          "INSERT INTO delivery_applied_configurations (id, content, updated_at) VALUES (?, ?, ?) "
          "ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
          {gu_id, db::Blob{sealed}, clock_.now()});
      return ok();
    });
  }

  Result<std::optional<Secret>> find(const std::string& gu_id) override {
    const auto sealed = db_.read([&](db::Tx& tx) -> std::optional<std::string> {
      const auto row = tx.query_one("SELECT content FROM delivery_applied_configurations WHERE id = ?", {gu_id});
      if (!row) return std::nullopt;
      return row->blob(0);
    });
    if (!sealed) return std::optional<Secret>();
    TRY(Secret text, vault_.open(*sealed, context_of(gu_id)));
    return std::optional(std::move(text));
  }

  Status forget(const std::string& gu_id) override {
    return db_.transact([&](db::Tx& tx) -> Status {
      tx.exec("DELETE FROM delivery_applied_configurations WHERE id = ?", {gu_id});
      return ok();
    });
  }

 private:
  db::Db& db_;
  const Clock& clock_;
  Vault& vault_;
};

}  // namespace

std::unique_ptr<AppliedConfigurations> make_applied_configurations(db::Db& db, const Clock& clock, Vault& vault) {
  return std::make_unique<Configurations>(db, clock, vault);
}

}  // namespace towpath::delivery
