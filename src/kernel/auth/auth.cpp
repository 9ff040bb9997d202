#include "auth/auth.h"

#include <fmt/format.h>

#include <algorithm>

#include "auth/signed_in.h"
#include "base/strings.h"

namespace towpath::auth {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Appends "column IN (?, ?)" and its parameters.
void append_in(SqlCondition& out, std::string_view column, const std::vector<std::string>& values) {
  out.where += column;
  out.where += " IN (";
  for (std::size_t i = 0; i < values.size(); ++i) {
    out.where += i == 0 ? "?" : ", ?";
    out.params.emplace_back(values[i]);
  }
  out.where += ')';
}

/// What the refused person lacks, as a sentence.
std::string what_is_needed(const Decision& decision, const Attributes& attributes) {
  if (!decision.reason.empty()) return decision.reason;
  if (decision.effect == Effect::deny) return "No role of yours grants it.";
  if (!decision.owner_refs.empty() && !contains(decision.owner_refs, attributes.owner_ref))
    return attributes.owner_ref.empty()
               ? "It has no owner, so only the platform team can."
               : fmt::format("It belongs to {}, and you are not one of its members.", attributes.owner_ref);
  return fmt::format("You may do so in environments of type {} only.", join(decision.env_types, ", "));
}

}  // namespace

bool permits(const Decision& decision, const Attributes& attributes) {
  if (decision.effect != Effect::conditional) return decision.effect == Effect::allow;
  if (decision.or_public && attributes.is_public) return true;
  if (decision.owner_refs.empty() && decision.env_types.empty()) return false;
  const bool owner_fits = decision.owner_refs.empty() || contains(decision.owner_refs, attributes.owner_ref);
  const bool type_fits =
      decision.env_types.empty() || attributes.env_type.empty() || contains(decision.env_types, attributes.env_type);
  return owner_fits && type_fits;
}

Status check_signed_in(const Principal& principal, std::string_view why) {
  if (principal.is_system || !principal.ref.empty()) return ok();
  return unauthenticated("auth.required", fmt::format("Sign in first: {}", why)).with_hint("towpath login");
}

Status check(const Authorizer& authorizer, const Principal& principal, std::string_view permission,
             const Attributes& attributes) {
  if (principal.is_system) return ok();
  CHECK_OK(check_signed_in(principal, fmt::format("{} needs to know who asks.", permission)));
  const Decision decision = authorizer.decide(principal, permission);
  if (permits(decision, attributes)) return ok();
  return forbidden("auth.forbidden",
                   fmt::format("{} may not do {}. {}", principal.ref, permission, what_is_needed(decision, attributes)))
      .with_hint("Ask an owner or the platform team to do it, or to add you to the owning group.");
}

SqlCondition to_sql(const Decision& decision, std::string_view owner_column, std::string_view env_type_column,
                    std::string_view public_column) {
  if (decision.effect == Effect::allow) return {"1 = 1", {}};
  if (decision.effect == Effect::deny) return {"1 = 0", {}};

  SqlCondition lists;
  if (!decision.owner_refs.empty()) {
    if (owner_column.empty())
      lists.where = "1 = 0";
    else
      append_in(lists, owner_column, decision.owner_refs);
  }
  if (!decision.env_types.empty() && !env_type_column.empty()) {
    if (!lists.where.empty()) lists.where += " AND ";
    lists.where += '(';
    append_in(lists, env_type_column, decision.env_types);
    lists.where += fmt::format(" OR {} = '')", env_type_column);
  }
  const bool has_list = !decision.owner_refs.empty() || !decision.env_types.empty();
  if (lists.where.empty()) lists.where = has_list ? "1 = 1" : "1 = 0";

  if (decision.or_public && !public_column.empty())
    lists.where = fmt::format("({} OR ({}))", public_column, lists.where);
  else
    lists.where = fmt::format("({})", lists.where);
  return lists;
}

Principal system_principal() {
  Principal system;
  system.ref = "system";
  system.display_name = "Platform";
  system.is_system = true;
  return system;
}

}  // namespace towpath::auth
