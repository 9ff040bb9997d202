#include "terraform/terraform_documents.h"

#include <doctest/doctest.h>

#include "driver_contract.h"
#include "terraform/terraform_inputs.h"
#include "terraform/terraform_outcome.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

ResourceRequest with_inputs(std::string inputs) {
  auto request = resource_request("database");
  request.inputs = std::move(inputs);
  return request;
}

std::string refusal_of(const std::string& inputs) {
  const auto read = read_terraform_inputs(with_inputs(inputs));
  REQUIRE(!read.has_value());
  CHECK(read.error().code() == "delivery.invalid_inputs");
  return read.error().message();
}

}  // namespace

TEST_CASE("terraform plans: what would be done is told by action, without any value") {
  const auto changes = read_plan(R"({"format_version": "1.2", "resource_changes": [
      {"address": "a.new", "change": {"actions": ["create"], "after": {"pw": "canary-value"}}},
      {"address": "a.other", "change": {"actions": ["delete", "create"]}},
      {"address": "a.same", "change": {"actions": ["no-op"]}},
      {"address": "data.x", "change": {"actions": ["read"]}},
      {"address": "a.old", "change": {"actions": ["delete"]}}],
    "output_changes": {"host": {"actions": ["update"]}, "port": {"actions": ["no-op"]}}})");

  REQUIRE(changes.has_value());
  CHECK(in_words(*changes) == "1 create, 1 delete, 1 replace, 1 update");
  REQUIRE(changes->changes.size() == 4);
  CHECK(changes->changes[1].action == "replace");
  CHECK(changes->changes[1].subject == "a.other");
  CHECK(changes->changes[3].subject == "output.host");
  CHECK(in_words(read_plan(R"({"format_version": "1.2"})").value()) == "nothing");
}

TEST_CASE("terraform plans: the fingerprint tells values apart, but for those that are sensitive") {
  const auto fingerprint = [](const std::string& size, const std::string& password, const std::string& marks) {
    return read_plan(
               R"({"format_version": "1.2", "resource_changes": [{"address": "a", "change": {"actions": ["update"],
        "before": {"size": 1}, "before_sensitive": {}, "after": {"size": )" +
               size + R"(, "users": [{"name": "x", "password": ")" + password + R"("}]}, "after_sensitive": )" + marks +
               "}}]}")
        .value()
        .fingerprint;
  };
  const std::string marks = R"({"users": [{"password": true}]})";
  CHECK(fingerprint("2", "p", marks).size() == 64);
  CHECK(fingerprint("2", "p", marks) == fingerprint("2", "p", marks));
  CHECK(fingerprint("2", "p", marks) != fingerprint("3", "p", marks));
  CHECK(fingerprint("2", "p", marks) == fingerprint("2", "other", marks));
  CHECK(fingerprint("2", "p", "true") == fingerprint("3", "other", "true"));
  CHECK(fingerprint("2", "p", "{}") != fingerprint("2", "other", "{}"));
  CHECK(fingerprint("2", "p", R"({"users": {"odd": true}})") ==
        fingerprint("2", "other", R"({"users": {"odd": true}})"));
  CHECK(read_plan(R"({"format_version": "1.2"})")->fingerprint == "");
}

TEST_CASE("terraform plans: what is no plan is refused, a long one is cut") {
  for (const char* text :
       {"", "[]", "{}", R"({"format_version": "2.0"})", R"({"format_version": "1.0", "resource_changes": {}})",
        R"({"format_version": "1.0", "resource_changes": [{"address": "a"}]})",
        R"({"format_version": "1.0", "resource_changes": [{"change": {"actions": []}}]})",
        R"({"format_version": "1.0", "output_changes": {"a": 1}})"}) {
    CAPTURE(text);
    CHECK(read_plan(text).error().code() == "delivery.terraform_answer");
  }
  std::string many = R"({"format_version": "1.0", "resource_changes": [)";
  for (int i = 0; i < 250; ++i)
    many += std::string(i ? "," : "") + R"({"address": "a", "change": {"actions": ["create"]}})";
  const auto changes = read_plan(many + "]}").value();
  CHECK(changes.changes.size() == 200);
  CHECK(changes.left_out == 50);
  CHECK(in_words(changes) == "250 create");
}

TEST_CASE("terraform outputs: sensitive ones become secrets, and what a definition names must be there") {
  const auto outputs = read_outputs(R"({"host": {"value": "h", "type": "string"}, "port": {"value": 5432},
      "key": {"value": "canary-value", "sensitive": true}, "list": {"value": ["a"]}})")
                           .value();
  const auto request = with_inputs("{}");
  TerraformInputs inputs;

  const auto all = outcome_of(request, inputs, outputs).value();
  CHECK(all.outputs == R"({"host":"h","list":["a"],"port":5432})");
  CHECK(all.secrets.at("key").reveal() == "canary-value");
  CHECK(all.state.find("canary") == std::string::npos);
  inputs.outputs = {"host"};
  inputs.secrets = {"list"};
  const auto some = outcome_of(request, inputs, outputs).value();
  CHECK(some.outputs == R"({"host":"h"})");
  CHECK(some.secrets.at("list").reveal() == R"(["a"])");
  inputs.outputs = {"key"};
  CHECK(outcome_of(request, inputs, outputs).error().hint().find("secrets: [key]") != std::string::npos);
  inputs.outputs = {"nothing"};
  CHECK(outcome_of(request, inputs, outputs).error().code() == "delivery.terraform_output");
  CHECK(read_outputs(R"({"a": 1})").error().code() == "delivery.terraform_answer");
}

TEST_CASE("terraform inputs: what a definition says is checked before anything is done") {
  const auto read = read_terraform_inputs(with_inputs(
      R"({"tool": "opentofu", "git": {"repository": "infra", "path": "modules/db"}, "variables": {"size": 3},
          "secretVariables": {"pw": "canary"}, "outputs": ["host"], "env": {"HTTPS_PROXY": "http://proxy"}})"));
  REQUIRE(read.has_value());
  CHECK(read->program() == "tofu");
  CHECK(read->git->revision == "main");
  CHECK(read_kept(resource_request("database"), keep({*read, "lock"}))->provider_lock == "lock");
  CHECK(module_digest(read_kept(resource_request("database"), keep({*read, ""}))->inputs) == module_digest(*read));

  CHECK(refusal_of("{}").find("either a 'module' or one in 'git'") != std::string::npos);
  CHECK(refusal_of(R"({"module": "", "git": {"repository": "x"}})").find("not both") != std::string::npos);
  CHECK(refusal_of(R"({"module": "", "tool": "pulumi"})").find("'pulumi'") != std::string::npos);
  CHECK(refusal_of(R"({"module": {"../main.tf": ""}})").find("../main.tf") != std::string::npos);
  CHECK(refusal_of(R"({"module": {".terraform/x": ""}})").find(".terraform") != std::string::npos);
  CHECK(refusal_of(R"({"module": {"a": "", "a/b": ""}})").find("both a file and a folder") != std::string::npos);
  CHECK(refusal_of(R"({"module": {}})").find("1 to 64 files") != std::string::npos);
  CHECK(refusal_of(R"({"git": {"repository": "x", "path": "../y"}})").find("no folder") != std::string::npos);
  CHECK(refusal_of(R"({"module": "", "variables": {"a b": 1}})").find("'a b'") != std::string::npos);
  CHECK(refusal_of(R"({"module": "", "variables": {"a": 1}, "secretVariables": {"a": 1}})").find("both secret") !=
        std::string::npos);
  CHECK(refusal_of(R"({"module": "", "env": {"TF_LOG": "trace"}})").find("'TF_LOG'") != std::string::npos);
  CHECK(refusal_of(R"({"module": "", "output": []})").find("'output'") != std::string::npos);
}

TEST_CASE("terraform inputs: forms ask for the parameters that a definition's variables name") {
  const auto names = parameters_of(
      R"({"module": "output \"x\" { value = \"${params.not_this}\" }", "variables": {"size": "${params.size}",
          "name": "${context.env.id}-${params.name}"}, "secretVariables": {"pw": "${params.size}"}})",
      {"module"});

  CHECK(names == std::vector<std::string>{"name", "size"});
}
