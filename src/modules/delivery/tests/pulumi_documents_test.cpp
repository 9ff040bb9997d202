#include "pulumi/pulumi_documents.h"

#include <doctest/doctest.h>

using namespace towpath;
using namespace towpath::delivery;

TEST_CASE("a preview of pulumi: what changes is named, the stack, halves of replacements and what stays are not") {
  const auto changes = read_pulumi_preview(R"({"config": {}, "steps": [
    {"op": "create", "urn": "urn:pulumi:s::shop::pulumi:pulumi:Stack::shop-s"},
    {"op": "create", "urn": "urn:pulumi:s::shop::my:Group$aws:s3/bucket:Bucket::main", "newState": {"secret": 1}},
    {"op": "same", "urn": "urn:pulumi:s::shop::aws:s3/bucket:Bucket::other"},
    {"op": "create-replacement", "urn": "urn:pulumi:s::shop::aws:rds:Db::db"},
    {"op": "replace", "urn": "urn:pulumi:s::shop::aws:rds:Db::db"},
    {"op": "delete-replaced", "urn": "urn:pulumi:s::shop::aws:rds:Db::db"}], "changeSummary": {"create": 2}})");

  REQUIRE(changes.has_value());
  CHECK(changes->changes ==
        std::vector<DriverChange>{{"create", "aws:s3/bucket:Bucket::main"}, {"replace", "aws:rds:Db::db"}});
  CHECK(in_words(*changes) == "1 create, 1 replace");
  CHECK(read_pulumi_preview(R"({"steps": null, "changeSummary": {}})")->is_empty());
}

TEST_CASE("what pulumi says is refused when it is not of the known shape") {
  for (const char* text : {"", "[]", "{}", R"({"steps": {}})", R"({"steps": [1]})", R"({"steps": [{"op": "create"}]})",
                           R"({"steps": [{"urn": "urn:x"}]})"}) {
    CAPTURE(text);
    const auto read = read_pulumi_preview(text);
    REQUIRE(!read.has_value());
    CHECK(read.error().code() == "delivery.pulumi_answer");
  }
  CHECK(!read_pulumi_outputs("{}", "[]").has_value());
  for (const char* text : {"", "runtime: yaml", "name: a b", "name: [x]", "name: ''", "x: [", "- name: x"}) {
    CAPTURE(text);
    CHECK(!read_pulumi_project(text).has_value());
  }
  CHECK(read_pulumi_project("name: shop-db\nruntime: nodejs\n").value() == "shop-db");
  CHECK(!deployment_of(Secret(R"({"version": 4})")).has_value());
}

TEST_CASE("outputs of pulumi: what is shown otherwise without --show-secrets is a secret") {
  const auto outputs = read_pulumi_outputs(R"({"host": "a", "password": "[secret]", "list": [{"token": "[secret]"}]})",
                                           R"({"host": "a", "password": "p", "list": [{"token": "t"}], "new": 1})");

  REQUIRE(outputs.has_value());
  CHECK(!outputs->at("host").is_sensitive);
  for (const char* secret : {"password", "list", "new"}) CHECK(outputs->at(secret).is_sensitive);
}

TEST_CASE("a deployment of pulumi is kept as a state is, and comes out as it went in") {
  const std::string deployment =
      R"({"version":3,"deployment":{"resources":[{"type":"pulumi:pulumi:Stack"},{"type":"pulumi:providers:aws"},{"type":"aws:x"}]}})";
  const auto state = as_state(deployment, {{"host", {"a", false}}}, "0123", 7);

  REQUIRE(state.has_value());
  const auto read = read_terraform_state(state->reveal());
  REQUIRE(read.has_value());
  CHECK(read->serial == 7);
  CHECK(read->lineage == "0123");
  CHECK(read->tool == "pulumi");
  CHECK(read->resources == 1);
  CHECK(read->outputs.at("host").value == "a");
  CHECK(deployment_of(*state)->reveal() == deployment);
}
