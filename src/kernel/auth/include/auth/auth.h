#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/value.h"

namespace towpath::auth {

/// Who asks. Immutable for the length of one request.
struct Principal {
  std::string ref;  ///< "user:default/alice", "system", or "run:<id>"; "" is nobody (not signed in).
  std::string display_name;
  std::vector<std::string> owner_refs;  ///< Itself and every group it belongs to, nested groups included.
  std::vector<std::string> roles;       ///< For example "admin", "platform", "member", "viewer".
  std::string credential_id;            ///< Session or token it came with, for revocation and audit; "" for the system.
  /// Permissions its token is limited to ("run.read", "run.*", "*.read"); empty: all that its roles grant.
  std::vector<std::string> scope = {};
  bool is_system = false;
};

/// The attributes a stored row has for authorisation (docs/ARCHITECTURE.md decision 18).
struct Attributes {
  std::string owner_ref;
  std::string project_id;
  std::string env_type;
  bool is_public = false;  ///< Marked by its owner as readable by everyone signed in.
};

enum class Effect { deny, allow, conditional };

/// The answer to "may this principal do that?". `conditional`: only on rows that meet every non-empty list, or that are
/// public when `or_public`. A condition without any list lets nothing but public rows through.
struct Decision {
  Effect effect = Effect::deny;
  std::vector<std::string> owner_refs;  ///< The row's owner must be one of these.
  std::vector<std::string> env_types;   ///< The row's environment type must be one of these, or empty on the row.
  bool or_public = false;               ///< Public rows pass whatever the lists say. Only for reading.
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

/// ok(), or why not. Errors: auth.required when nobody is signed in; auth.forbidden, which names the permission and
/// what would be needed. Where the principal may not even read the row, the service answers not_found instead.
Status check(const Authorizer& authorizer, const Principal& principal, std::string_view permission,
             const Attributes& attributes);

/// ok() for somebody who is signed in, and for the system. `why` follows "Sign in first: ". For what is each person's
/// own or everybody's; what needs a permission asks check(). Errors: auth.required.
Status check_signed_in(const Principal& principal, std::string_view why);

/// The decision as SQL over the columns of a table: "1 = 0", "1 = 1" or a condition in parentheses, to be joined with
/// AND. Lets through exactly the rows that permits() does.
struct SqlCondition {
  std::string where;
  db::Params params;
};
/// Column names are literals of the caller, never input. A table without an environment type or a public mark gives "";
/// `public_column` is BOOL.
SqlCondition to_sql(const Decision& decision, std::string_view owner_column, std::string_view env_type_column = "",
                    std::string_view public_column = "");

/// The platform itself: may do everything; used by background work, never for a request.
Principal system_principal();

}  // namespace towpath::auth
