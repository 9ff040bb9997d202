#include <doctest/doctest.h>

#include "identity/module.h"
#include "permission_table.h"

using namespace towpath;
using auth::Effect;

namespace {

auth::Principal with_role(const std::string& role) {
  auth::Principal principal;
  principal.ref = "user:default/alice";
  principal.owner_refs = {"user:default/alice", "group:default/payments"};
  principal.roles = {role};
  return principal;
}

char letter(const auth::Decision& decision) {
  if (decision.effect == Effect::deny) return '-';
  if (decision.effect == Effect::allow) return 'A';
  return decision.or_public ? 'p' : 'o';
}

}  // namespace

TEST_CASE("each role reaches as far as the table says") {
  const auto authorizer = identity::make_authorizer();
  struct Case {
    const char* permission;
    const char* reach;  // admin, platform, operator, member, viewer: A all, o owned, p owned or public, - nothing
  };
  const Case cases[] = {
      {"catalog.read", "AA-pp"},    {"catalog.write", "AA-o-"},     {"run.read", "AA-pp"},
      {"run.cancel", "AA-o-"},      {"deployment.deploy", "AA-o-"}, {"secret.read", "AA-pp"},
      {"secret.write", "AA-o-"},    {"repository.create", "AA-o-"}, {"template.read", "AA-AA"},
      {"user.read", "AA-AA"},       {"group.read", "AA-AA"},        {"user.create", "A----"},
      {"user.update", "A----"},     {"group.create", "AA---"},      {"group.update", "AA---"},
      {"role.assign", "A----"},     {"token.create", "Ao-oo"},      {"audit.read", "AA---"},
      {"definition.read", "AA-AA"}, {"definition.write", "AA---"},  {"platform.read", "AA---"},
      {"backup.create", "A----"},   {"shell.open", "AAoo-"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.permission);
    std::string reach;
    for (const char* role : {"admin", "platform", "operator", "member", "viewer"})
      reach += letter(authorizer->decide(with_role(role), c.permission));
    CHECK(reach == c.reach);
  }
}

TEST_CASE("the strongest of several roles decides, and no role decides nothing") {
  const auto authorizer = identity::make_authorizer();
  auto principal = with_role("viewer");
  principal.roles.push_back("member");
  CHECK(letter(authorizer->decide(principal, "run.cancel")) == 'o');
  principal.roles.clear();
  CHECK(letter(authorizer->decide(principal, "catalog.read")) == '-');
  CHECK(letter(authorizer->decide(auth::system_principal(), "user.create")) == 'A');
}

TEST_CASE("a member opens shells outside of production only, an operator everywhere, and the wider one counts") {
  const auto authorizer = identity::make_authorizer();
  const auto may = [&](const std::vector<std::string>& roles, const char* type) {
    auth::Principal principal = with_role(roles.front());
    principal.roles = roles;
    return auth::check(*authorizer, principal, "shell.open", {"group:default/payments", "shop", type, false})
        .has_value();
  };
  CHECK(may({"member"}, "staging"));
  CHECK_FALSE(may({"member"}, "production"));
  CHECK_FALSE(may({"viewer"}, "development"));
  for (const auto& roles : {std::vector<std::string>{"member", "operator"},
                            {"operator", "member"},
                            {"viewer", "operator"},
                            {"platform", "member"},
                            {"member", "admin"}})
    CHECK(may(roles, "production"));
  const auto refused = auth::check(*authorizer, with_role("member"), "shell.open",
                                   {"group:default/payments", "shop", "production", false});
  CHECK(refused.error().message().find("development, staging, ephemeral") != std::string::npos);
  CHECK_FALSE(auth::check(*authorizer, with_role("operator"), "shell.open",
                          {"group:default/others", "shop", "production", false})
                  .has_value());
}

TEST_CASE("a condition names the principal and its groups") {
  const auto decision = identity::make_authorizer()->decide(with_role("member"), "run.cancel");
  CHECK(decision.owner_refs == std::vector<std::string>{"user:default/alice", "group:default/payments"});
}

TEST_CASE("a scope takes rights away and never gives any") {
  const auto authorizer = identity::make_authorizer();
  auto principal = with_role("member");
  principal.scope = {"run.read", "catalog.*"};
  CHECK(letter(authorizer->decide(principal, "run.read")) == 'p');
  CHECK(letter(authorizer->decide(principal, "catalog.write")) == 'o');
  CHECK(letter(authorizer->decide(principal, "run.cancel")) == '-');
  principal.scope = {"*"};
  CHECK(letter(authorizer->decide(principal, "user.create")) == '-');
}

TEST_CASE("scope patterns are a permission, with a star for either part") {
  for (const char* good : {"run.read", "run.*", "*.read", "*", "golden_path.create"})
    CHECK(identity::is_scope_pattern(good));
  for (const char* bad : {"", "run", "run.", ".read", "Run.read", "run.re ad", "run.*.x"})
    CHECK_FALSE(identity::is_scope_pattern(bad));
}
