#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/module.h"
#include "db/db.h"
#include "delivery/driver.h"
#include "delivery/vault.h"
#include "module/module.h"
#include "resources/definition.h"

namespace towpath::delivery {

struct Stores;

/// An account at a provider of infrastructure that definitions may name: an entity of the kind Resource with the type
/// cloud-account.
struct CloudAccount {
  std::string name, owner_ref;
  std::string provider;    ///< "aws", "azure", "google" or another word.
  std::string account_id;  ///< As the provider calls it; "" when it is of no use.
  std::vector<std::string> regions;
  std::vector<std::string> environment_types;      ///< Where it may be used; empty: everywhere.
  std::map<std::string, std::string> credentials;  ///< Variable of the program to the name of an organisation's secret.
};

/// Whether an entity of the kind Resource (JSON) is a cloud account.
bool is_cloud_account(const std::string& document);

/// Reads the descriptor of one; what does not fit is left out.
CloudAccount cloud_account_of(const std::string& document);

/// What is wrong with the descriptor of one, as JSON Pointers from its root.
std::vector<FieldError> cloud_account_problems(const std::string& document);

/// Rows of delivery_cloud_accounts.
class CloudAccountStore {
 public:
  void put(db::Tx& tx, const std::string& name, const std::string& document) const;
  void remove(db::Tx& tx, const std::string& name) const;
  std::optional<CloudAccount> find(db::Tx& tx, const std::string& name) const;
};

/// Keeps the rows in step with the entities, in the catalog's own transaction. Errors of take():
/// delivery.account_in_use (a definition names what is to be removed, or made resources with it).
class CloudAccountBook final : public catalog::KindCheck {
 public:
  explicit CloudAccountBook(const Stores& stores) : stores_(stores) {}
  std::vector<FieldError> problems(const std::string& document) const override;
  Status take(db::Tx& tx, const std::vector<catalog::KindChange>& changes, const std::string& actor,
              catalog::UsedEntities used) const override;

 private:
  const Stores& stores_;
};

/// Whether a definition may make resources with the account it names in environments of a type. `account`: null when
/// there is none of that name. Errors: delivery.account_not_found, delivery.account_not_yours (another owner than the
/// definition's), delivery.region_not_allowed, delivery.account_not_allowed.
Status check_account(const Definition& definition, const CloudAccount* account, const std::string& env_type);

/// Gives a request what the account of its definition says: variables and credentials. Nothing for a definition without
/// one. Errors: delivery.account_not_found; delivery.no_credential (a secret is not there); those of the vault.
Status add_account(const Kernel& kernel, const Stores& stores, Vault& vault, const Definition& definition,
                   ResourceRequest& request);
/// The same by the name of a version that is stored ("bucket@2").
Status add_account(const Kernel& kernel, const Stores& stores, Vault& vault, const std::string& version,
                   ResourceRequest& request);

}  // namespace towpath::delivery
