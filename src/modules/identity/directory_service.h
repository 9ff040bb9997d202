#pragma once

#include <string>

#include "identity/identity.h"

#include "identity_core.h"

namespace towpath::identity {

/// Users and groups: rules and events. Thread-safe.
class DirectoryService {
 public:
  explicit DirectoryService(IdentityCore& core) : core_(core) {}

  Result<UserPage> users(const auth::Principal& principal, const PageRequest& page);
  Result<User> user(const auth::Principal& principal, const std::string& name);
  Result<User> create_user(const auth::Principal& principal, const NewUser& user);
  Result<User> update_user(const auth::Principal& principal, const std::string& name, const UserChange& change);
  /// The caller has checked the current password where one is due.
  Status set_password(const auth::Principal& principal, const std::string& name, const Secret& password);

  Result<GroupPage> groups(const auth::Principal& principal, const PageRequest& page);
  Result<Group> group(const auth::Principal& principal, const std::string& name);
  Result<Group> create_group(const auth::Principal& principal, const NewGroup& group);
  Result<Group> update_group(const auth::Principal& principal, const std::string& name, const GroupChange& change);
  Status delete_group(const auth::Principal& principal, const std::string& name);
  Result<Group> add_member(const auth::Principal& principal, const std::string& group, const std::string& member_ref);
  Result<Group> remove_member(const auth::Principal& principal, const std::string& group,
                              const std::string& member_ref);

 private:
  Status allow(const auth::Principal& principal, std::string_view permission, const std::string& ref) const;
  /// Groups whose members are admins change only at an admin's hand. Errors: auth.forbidden.
  Status guard_admins(db::Tx& tx, const auth::Principal& principal, const std::string& group_ref) const;
  Status keep_an_admin(db::Tx& tx) const;
  Status join(db::Tx& tx, const std::string& group_ref, const std::string& member_ref);
  Result<Group> changed_group(db::Tx& tx, const auth::Principal& principal, const std::string& name);

  IdentityCore& core_;
};

/// A name for users and groups: 1 to 63 lower-case letters, digits, "-", "_", ".", beginning with a letter or digit.
bool is_name(std::string_view text);

}  // namespace towpath::identity
