#pragma once

#include <map>

#include "docs/ports.h"
#include "site/site.h"

namespace towpath::docs {

/// The files of docs/manual in the binary, read like those of a repository. Immutable, so thread-safe.
class ManualFiles final : public DocFiles {
 public:
  ManualFiles();
  /// A digest of all files.
  Result<std::string> head(const std::string& repository) override;
  Result<std::vector<FolderEntry>> folder(const std::string& repository, const std::string& commit,
                                          const std::string& path) override;
  Result<std::string> read(const std::string& repository, const std::string& commit, const std::string& path) override;

 private:
  std::map<std::string, std::string> files_;
  std::string digest_;
};

/// The manual as a doc set that everyone signed in may read.
DocSubject manual_subject();

}  // namespace towpath::docs
