#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace towpath::docs {

struct FolderEntry {
  std::string name;
  bool is_folder = false;
};

/// Files of repositories; plugged by src/app with the forge. Errors of kind not_found mean that it is not there.
class DocFiles {
 public:
  virtual ~DocFiles() = default;
  /// The commit of the default branch.
  virtual Result<std::string> head(const std::string& repository) = 0;
  /// What a folder ("" is the root) holds.
  virtual Result<std::vector<FolderEntry>> folder(const std::string& repository, const std::string& commit,
                                                  const std::string& path) = 0;
  virtual Result<std::string> read(const std::string& repository, const std::string& commit,
                                   const std::string& path) = 0;
  /// When a file changed last, up to the commit; nothing where there is no history.
  virtual Result<std::optional<UtcTime>> changed_at(const std::string& repository, const std::string& commit,
                                                    const std::string& path);
  /// When something changed last that is not in one of these files and folders.
  virtual Result<std::optional<UtcTime>> changed_beside(const std::string& repository, const std::string& commit,
                                                        const std::vector<std::string>& paths);
};

/// What an entity says about its documentation.
struct DocSubject {
  std::string ref, kind, title, owner_ref, project_id;
  bool is_public = false;
  std::string repository;       ///< Where its descriptor is; "" when it came another way.
  std::string descriptor_file;  ///< "services/shop/catalog-info.yaml".
  std::string techdocs_ref;     ///< Annotation backstage.io/techdocs-ref; "" without it.
};

struct DocSubjectPage {
  std::vector<DocSubject> items;
  std::string next;  ///< "" at the end.
};

/// Entities; plugged by src/app with the catalog.
class DocSubjects {
 public:
  virtual ~DocSubjects() = default;
  virtual std::optional<DocSubject> find(const std::string& ref) = 0;
  /// All of them, page by page.
  virtual DocSubjectPage list(const std::string& after) = 0;
};

}  // namespace towpath::docs
