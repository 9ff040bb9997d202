#pragma once

#include <optional>
#include <string>
#include <vector>

namespace towpath::catalog {

/// A person or a group as the platform's own directory knows it.
struct DirectoryEntry {
  bool is_group = false;
  std::string name, display_name;
  std::string email;                 ///< Of a person; "" for none.
  std::string description;           ///< Of a group.
  std::vector<std::string> members;  ///< Of a group: references of users and groups.
};

/// People and groups; plugged by src/app with identity.
class Directory {
 public:
  virtual ~Directory() = default;
  /// By reference, "user:default/alice".
  virtual std::optional<DirectoryEntry> find(const std::string& ref) = 0;
  /// The references of all.
  virtual std::vector<std::string> refs() = 0;
};

/// The source of entities that mirror the directory. What a repository or the API declares under the same reference
/// wins; the entity then names this source among its conflicts.
inline constexpr const char* directory_source = "directory";

}  // namespace towpath::catalog
