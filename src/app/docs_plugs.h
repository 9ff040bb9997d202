#pragma once

#include "catalog/catalog.h"
#include "docs/ports.h"
#include "forge/forge.h"

namespace towpath::app {

/// Documentation's files from the forge.
class ForgeDocFiles final : public docs::DocFiles {
 public:
  explicit ForgeDocFiles(forge::Forge& forge) : forge_(forge) {}
  Result<std::string> head(const std::string& repository) override;
  Result<std::vector<docs::FolderEntry>> folder(const std::string& repository, const std::string& commit,
                                                const std::string& path) override;
  Result<std::string> read(const std::string& repository, const std::string& commit, const std::string& path) override;
  Result<std::optional<UtcTime>> changed_at(const std::string& repository, const std::string& commit,
                                            const std::string& path) override;
  Result<std::optional<UtcTime>> changed_beside(const std::string& repository, const std::string& commit,
                                                const std::vector<std::string>& paths) override;

 private:
  forge::Forge& forge_;
};

/// What entities say about their documentation, from the catalog.
class CatalogDocSubjects final : public docs::DocSubjects {
 public:
  explicit CatalogDocSubjects(catalog::Catalog& catalog) : catalog_(catalog) {}
  std::optional<docs::DocSubject> find(const std::string& ref) override;
  docs::DocSubjectPage list(const std::string& after) override;

 private:
  catalog::Catalog& catalog_;
};

}  // namespace towpath::app
