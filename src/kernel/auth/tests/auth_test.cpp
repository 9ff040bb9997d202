#include <doctest/doctest.h>

#include "auth/auth.h"

using namespace towpath;
using auth::Attributes;
using auth::Decision;
using auth::Effect;

namespace {

class FixedAuthorizer final : public auth::Authorizer {
 public:
  explicit FixedAuthorizer(Decision decision) : decision_(std::move(decision)) {}
  Decision decide(const auth::Principal&, std::string_view) const override { return decision_; }

 private:
  Decision decision_;
};

Decision conditional(std::vector<std::string> owners, std::vector<std::string> types, bool or_public = false) {
  return {Effect::conditional, std::move(owners), std::move(types), or_public, ""};
}

auth::Principal alice() {
  auth::Principal principal;
  principal.ref = "user:default/alice";
  return principal;
}

}  // namespace

TEST_CASE("a condition lets a row through when every list fits") {
  const Decision decision = conditional({"group:default/a", "group:default/b"}, {"development"});
  struct Case {
    Attributes row;
    bool expected;
  };
  const Case cases[] = {
      {{"group:default/a", "", "development", false}, true},
      {{"group:default/b", "", "", false}, true},
      {{"group:default/a", "", "production", false}, false},
      {{"group:default/c", "", "development", false}, false},
      {{"", "", "development", false}, false},
      {{"group:default/c", "", "production", true}, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.row.owner_ref);
    CAPTURE(c.row.env_type);
    CHECK(auth::permits(decision, c.row) == c.expected);
  }
}

TEST_CASE("a public row passes a condition that admits public rows, whoever owns it") {
  CHECK(auth::permits(conditional({"group:default/a"}, {}, true), {"group:default/z", "", "", true}));
  CHECK_FALSE(auth::permits(conditional({"group:default/a"}, {}, true), {"group:default/z", "", "", false}));
  CHECK_FALSE(auth::permits({Effect::deny, {}, {}, true, ""}, {"group:default/z", "", "", true}));
}

TEST_CASE("a condition without lists lets nothing through") {
  CHECK_FALSE(auth::permits(conditional({}, {}), {"group:default/a", "", "", false}));
  CHECK(auth::to_sql(conditional({}, {}), "owner_ref").where == "(1 = 0)");
}

TEST_CASE("a decision becomes a condition of the query") {
  struct Case {
    Decision decision;
    std::string where;
    std::size_t params;
  };
  const Case cases[] = {
      {{Effect::allow, {}, {}, false, ""}, "1 = 1", 0},
      {{Effect::deny, {"group:default/a"}, {}, false, ""}, "1 = 0", 0},
      {conditional({"a", "b"}, {}), "(owner_ref IN (?, ?))", 2},
      {conditional({"a"}, {"development"}), "(owner_ref IN (?) AND (env_type IN (?) OR env_type = ''))", 2},
      {conditional({"a"}, {}, true), "(is_public OR (owner_ref IN (?)))", 1},
      {conditional({}, {}, true), "(is_public OR (1 = 0))", 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.where);
    const auto sql = auth::to_sql(c.decision, "owner_ref", "env_type", "is_public");
    CHECK(sql.where == c.where);
    CHECK(sql.params.size() == c.params);
  }
}

TEST_CASE("a table without owners shows nothing under an owner condition") {
  CHECK(auth::to_sql(conditional({"a"}, {}), "").where == "(1 = 0)");
}

TEST_CASE("a refusal names the permission and the owner that would be needed") {
  const FixedAuthorizer authorizer(conditional({"group:default/a"}, {}));

  const auto status = auth::check(authorizer, alice(), "run.cancel", {"group:default/payments", "", "", false});

  REQUIRE_FALSE(status);
  CHECK(status.error().code() == "auth.forbidden");
  CHECK(status.error().kind() == ErrorKind::forbidden);
  CHECK(status.error().message() ==
        "user:default/alice may not do run.cancel. It belongs to group:default/payments, and you are not one of its "
        "members.");
}

TEST_CASE("a refusal for an environment type names the types that are allowed") {
  const FixedAuthorizer authorizer(conditional({"group:default/a"}, {"development", "ephemeral"}));

  const auto status =
      auth::check(authorizer, alice(), "deployment.create", {"group:default/a", "", "production", false});

  REQUIRE_FALSE(status);
  CHECK(status.error().message().ends_with("in environments of type development, ephemeral only."));
}

TEST_CASE("nobody is asked to sign in, and the platform itself may do everything") {
  const FixedAuthorizer denies(Decision{});

  const auto nobody = auth::check(denies, {}, "run.read", {});

  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().code() == "auth.required");
  CHECK(nobody.error().kind() == ErrorKind::unauthenticated);
  CHECK(auth::check(denies, auth::system_principal(), "run.read", {}));
}
