#include "permission_table.h"

#include <algorithm>
#include <array>
#include <memory>

#include "identity/module.h"

namespace towpath::identity {
namespace {

struct Grant {
  std::string_view role;
  std::string_view permission;  ///< "*" stands for any noun or any verb.
  Reach reach;
  bool is_outside_production = false;  ///< Only in environments of the other types.
};

/// All types of environments but production.
constexpr std::array other_types{"development", "staging", "ephemeral"};

/// The first line that fits a role and a permission decides; without one the answer is no.
///
/// The idea: an organisation sees itself (people, groups, and all that is public), a team sees and changes what it
/// owns, the platform team runs everything, and only admins decide who is who. A private service is invisible to others
/// in every list, count and search, because the condition goes into the query.
constexpr std::array table{
    Grant{role_admin, "*.*", Reach::everything},

    // Who may do what is not the platform team's to change: it could make itself admin.
    Grant{role_platform, "user.read", Reach::everything},
    Grant{role_platform, "token.*", Reach::owned},
    Grant{role_platform, "user.*", Reach::nothing},
    Grant{role_platform, "role.*", Reach::nothing},
    Grant{role_platform, "backup.*", Reach::nothing},  // it holds everybody's data, and may hold the key of all secrets
    Grant{role_platform, "*.*", Reach::everything},  // groups too, but not those that make admins: see DirectoryService

    // The directory is for everyone, and what the platform offers is, too.
    Grant{role_member, "user.read", Reach::everything},
    Grant{role_member, "group.read", Reach::everything},
    Grant{role_member, "template.read", Reach::everything},
    Grant{role_member, "definition.read", Reach::everything},
    Grant{role_member, "doc.read", Reach::owned_or_public},
    // The developers' voice belongs to everyone; answering is the platform team's.
    Grant{role_member, "feedback.read", Reach::everything},
    Grant{role_member, "feedback.send", Reach::everything},
    Grant{role_member, "feedback.*", Reach::nothing},
    Grant{role_member, "roadmap.read", Reach::everything},
    Grant{role_member, "roadmap.*", Reach::nothing},
    // What is wanted of a metric, what things cost and what customers said is the platform team's to say.
    Grant{role_member, "target.*", Reach::nothing},
    Grant{role_member, "assumption.*", Reach::nothing},
    Grant{role_member, "rating.*", Reach::nothing},
    // A bar is raised by the platform team, and everybody sees which.
    Grant{role_member, "campaign.read", Reach::everything},
    Grant{role_member, "campaign.*", Reach::nothing},
    Grant{role_member, "announcement.*", Reach::nothing},
    Grant{role_member, "survey.read", Reach::everything},
    Grant{role_member, "survey.answer", Reach::everything},
    Grant{role_member, "survey.*", Reach::nothing},
    // Guardrails explain themselves to everyone; setting them is the platform team's.
    Grant{role_member, "policy.read", Reach::everything},
    Grant{role_member, "policy.*", Reach::nothing},
    // The platform's own things are no team's.
    Grant{role_member, "user.*", Reach::nothing},
    Grant{role_member, "group.*", Reach::nothing},
    Grant{role_member, "role.*", Reach::nothing},
    Grant{role_member, "definition.*", Reach::nothing},
    Grant{role_member, "platform.*", Reach::nothing},
    Grant{role_member, "source.*", Reach::nothing},
    Grant{role_member, "subscription.*", Reach::nothing},
    Grant{role_member, "audit.*", Reach::nothing},
    Grant{role_member, "runner.*", Reach::nothing},
    Grant{role_member, "backup.*", Reach::nothing},
    // A freeze that says nothing else is the platform team's word.
    Grant{role_member, "freeze.override", Reach::nothing},
    // A shell sees every secret and changes what no review has seen: in production it takes a role of its own.
    Grant{role_member, "shell.open", Reach::owned, true},
    Grant{role_member, "*.read", Reach::owned_or_public},
    Grant{role_member, "*.*", Reach::owned},

    // Beside another role: it adds the shell in production to what a member may.
    Grant{role_operator, "shell.open", Reach::owned},

    Grant{role_viewer, "user.read", Reach::everything},
    Grant{role_viewer, "group.read", Reach::everything},
    Grant{role_viewer, "template.read", Reach::everything},
    Grant{role_viewer, "definition.read", Reach::everything},
    Grant{role_viewer, "feedback.read", Reach::everything},
    Grant{role_viewer, "feedback.send", Reach::everything},
    Grant{role_viewer, "roadmap.read", Reach::everything},
    Grant{role_viewer, "campaign.read", Reach::everything},
    Grant{role_viewer, "survey.read", Reach::everything},
    Grant{role_viewer, "survey.answer", Reach::everything},
    Grant{role_viewer, "policy.read", Reach::everything},
    Grant{role_viewer, "platform.*", Reach::nothing},
    Grant{role_viewer, "source.*", Reach::nothing},
    Grant{role_viewer, "subscription.*", Reach::nothing},
    Grant{role_viewer, "audit.*", Reach::nothing},
    Grant{role_viewer, "runner.*", Reach::nothing},
    Grant{role_viewer, "token.*", Reach::owned},
    Grant{role_viewer, "*.read", Reach::owned_or_public},
};

struct Parts {
  std::string_view noun, verb;
};

Parts parts_of(std::string_view permission) {
  const auto dot = permission.find('.');
  if (dot == permission.npos) return {permission, {}};
  return {permission.substr(0, dot), permission.substr(dot + 1)};
}

bool covers(std::string_view pattern, std::string_view permission) {
  const Parts wanted = parts_of(pattern), asked = parts_of(permission);
  return (wanted.noun == "*" || wanted.noun == asked.noun) && (wanted.verb == "*" || wanted.verb == asked.verb);
}

/// The line that decides; nothing for no.
const Grant* grant_of(std::string_view role, std::string_view permission) {
  const auto fits = [&](const Grant& grant) { return grant.role == role && covers(grant.permission, permission); };
  const auto found = std::find_if(table.begin(), table.end(), fits);
  return found == table.end() ? nullptr : &*found;
}

class TableAuthorizer final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    if (principal.is_system) {
      decision.effect = auth::Effect::allow;
      return decision;
    }
    if (!is_in_scope(principal.scope, permission)) {
      decision.reason = "The token used is limited to other permissions.";
      return decision;
    }
    Reach widest = Reach::nothing;
    bool is_outside_production = true;
    for (const std::string& role : principal.roles) {
      const Grant* grant = grant_of(role, permission);
      if (!grant || grant->reach < widest) continue;
      is_outside_production = grant->is_outside_production && (is_outside_production || grant->reach > widest);
      widest = grant->reach;
    }
    if (widest == Reach::nothing) return decision;
    if (is_outside_production) decision.env_types.assign(other_types.begin(), other_types.end());
    decision.effect = widest == Reach::everything ? auth::Effect::allow : auth::Effect::conditional;
    if (decision.effect == auth::Effect::conditional) decision.owner_refs = principal.owner_refs;
    decision.or_public = widest == Reach::owned_or_public;
    return decision;
  }
};

}  // namespace

const std::vector<std::string_view>& all_roles() {
  static const std::vector<std::string_view> roles{role_admin, role_platform, role_operator, role_member, role_viewer};
  return roles;
}

Reach reach_of(std::string_view role, std::string_view permission) {
  const Grant* grant = grant_of(role, permission);
  return grant ? grant->reach : Reach::nothing;
}

bool is_in_scope(const std::vector<std::string>& scope, std::string_view permission) {
  return scope.empty() || std::any_of(scope.begin(), scope.end(), [&](const std::string& pattern) {
           return pattern == "*" || covers(pattern, permission);
         });
}

bool is_scope_pattern(std::string_view pattern) {
  if (pattern == "*") return true;
  const Parts parts = parts_of(pattern);
  const auto is_word = [](std::string_view text) {
    return text == "*" || (!text.empty() && std::all_of(text.begin(), text.end(),
                                                        [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }));
  };
  return is_word(parts.noun) && is_word(parts.verb);
}

std::unique_ptr<auth::Authorizer> make_authorizer() { return std::make_unique<TableAuthorizer>(); }

}  // namespace towpath::identity
