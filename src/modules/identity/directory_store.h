#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "identity/identity.h"

namespace towpath::identity {

/// Rows of users, groups, memberships and roles. Roles and members of a row are read with it, those of a page at once.
class DirectoryStore {
 public:
  std::optional<User> user(db::Tx& tx, const std::string& name) const;
  /// By name.
  std::vector<User> users(db::Tx& tx, const PageRequest& page) const;
  /// Those that contain the text; with "" all.
  std::int64_t user_count(db::Tx& tx, const std::string& text) const;
  /// False when the name is taken.
  bool add_user(db::Tx& tx, const User& user, const std::optional<std::string>& password_hash);
  void update_user(db::Tx& tx, const User& user);
  std::optional<std::string> password_hash(db::Tx& tx, const std::string& name) const;
  void set_password_hash(db::Tx& tx, const std::string& name, const std::string& hash, UtcTime now);

  std::optional<Group> group(db::Tx& tx, const std::string& name) const;
  std::vector<Group> groups(db::Tx& tx, const PageRequest& page) const;
  std::int64_t group_count(db::Tx& tx, const std::string& text) const;
  bool add_group(db::Tx& tx, const Group& group);
  void update_group(db::Tx& tx, const Group& group);
  /// With its memberships and roles.
  void delete_group(db::Tx& tx, const Group& group);
  /// False when it was one already.
  bool add_member(db::Tx& tx, const std::string& group_ref, const std::string& member_ref);
  bool remove_member(db::Tx& tx, const std::string& group_ref, const std::string& member_ref);

  /// Every group `ref` belongs to, directly or through groups, sorted.
  std::vector<std::string> groups_of(db::Tx& tx, const std::string& ref) const;
  /// The roles of `ref` itself and of every group it belongs to, sorted.
  std::vector<std::string> effective_roles(db::Tx& tx, const std::string& ref) const;
  /// Users who can act and have the role, directly or through groups.
  std::int64_t users_with_role(db::Tx& tx, std::string_view role) const;

 private:
  std::vector<std::string> roles_of(db::Tx& tx, const std::string& ref) const;
  void set_roles(db::Tx& tx, const std::string& ref, const std::vector<std::string>& roles);
};

}  // namespace towpath::identity
