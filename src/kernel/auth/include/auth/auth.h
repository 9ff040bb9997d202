#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/value.h"

namespace towpath::auth {

/// Who asks. Immutable for the length of one request.
struct Principal {
  std::string ref;                    ///< "user:default/alice", "system", or "run:<id>"; "" is nobody (not signed in).
  std::string display_name;
  std::vector<std::string> owner_refs;  ///< Itself and every group it belongs to, nested groups included.
  std::vector<std::string> roles;       ///< For example "admin", "platform", "member", "viewer".
  std::string credential_id;            ///< Session or token it came with, for revocation and audit; "" for the system.
  bool is_system = false;
};

/// The attributes a stored row has for authorisation (docs/ARCHITECTURE.md decision 18).
struct Attributes {
  std::string owner_ref;
  std::string project_id;
  std::string env_type;
};

enum class Effect { deny, allow, conditional };

/// The answer to "may this principal do that?". `conditional`: only on rows that meet every non-empty list.
struct Decision {
  Effect effect = Effect::deny;
  std::vector<std::string> owner_refs;  ///< The row's owner must be one of these.
  std::vector<std::string> env_types;   ///< The row's environment type must be one of these, or empty on the row.
  std::string reason;                   ///< In words, for the person who was refused.
};

/// Implemented by identity. Thread-safe, does not block: works on what the Principal carries and cached roles.
class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// `permission` is "<noun>.<verb>", for example "run.cancel".
  virtual Decision decide(const Principal& principal, std::string_view permission) const = 0;
};

/// True when the decision lets through a row with these attributes.
bool permits(const Decision& decision, const Attributes& attributes);

/// ok(), or auth.forbidden naming the permission and what would be needed; auth.required when nobody is signed in.
Status check(const Authorizer& authorizer, const Principal& principal, std::string_view permission,
             const Attributes& attributes);

/// The decision as SQL: "1 = 0", "1 = 1" or a conjunction over the table's columns. Columns not present are "".
struct SqlCondition {
  std::string where;
  db::Params params;
};
SqlCondition to_sql(const Decision& decision, std::string_view owner_column, std::string_view env_type_column = "");

/// The platform itself: may do everything; used by background work, never for a request.
Principal system_principal();

}  // namespace towpath::auth
