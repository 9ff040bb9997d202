#pragma once

#include "catalog/directory.h"
#include "identity/identity.h"

namespace towpath::app {

/// The catalog's people and groups from identity.
class IdentityDirectory final : public catalog::Directory {
 public:
  explicit IdentityDirectory(identity::Identity& identity) : identity_(identity) {}
  std::optional<catalog::DirectoryEntry> find(const std::string& ref) override;
  std::vector<std::string> refs() override;

 private:
  identity::Identity& identity_;
};

}  // namespace towpath::app
