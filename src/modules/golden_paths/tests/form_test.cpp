#include <doctest/doctest.h>

#include <algorithm>

#include "form.h"

namespace towpath::golden_paths {
namespace {

Form form_of(const std::string& page, const std::string& answers, const BranchChoices& choices = {}) {
  TemplateFile file;
  file.summary.name = "test";
  file.summary.parameters = {page};
  return make_form(file, boost::json::parse(answers), choices).value();
}

std::string names_of(const FormField& field) {
  std::string out;
  for (const FormField& each : field.fields) out += (out.empty() ? "" : " ") + each.name;
  return out;
}

std::string names_of(const Form& form) { return names_of(form.pages.front().root); }

const FormField& field_of(const Form& form, const std::string& name) {
  const auto& fields = form.pages.front().root.fields;
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const FormField& f) { return f.name == name; });
  REQUIRE(found != fields.end());
  return *found;
}

}  // namespace

TEST_CASE("a form asks in the order of ui:order, and * stands for the rest") {
  const std::string page = R"({"ui:order":["last","*","first"],
    "properties":{"first":{"type":"string"},"middle":{"type":"string"},"last":{"type":"string"}}})";

  CHECK(names_of(form_of(page, "{}")) == "last middle first");
}

TEST_CASE("what a dependency asks for is asked once its key is answered") {
  const std::string page = R"({"properties":{"card":{"type":"string"},"city":{"type":"string"}},
    "dependencies":{"card":["city"]}})";

  CHECK_FALSE(field_of(form_of(page, "{}"), "city").is_required);
  CHECK(field_of(form_of(page, R"({"card":"1"})"), "city").is_required);
}

TEST_CASE("of a dependency's branches the one that fits the answer is asked, and its condition is no question") {
  const std::string page = R"({"properties":{"database":{"type":"string","enum":["none","postgres","redis"]}},
    "dependencies":{"database":{"oneOf":[
      {"properties":{"database":{"enum":["none"]}}},
      {"properties":{"database":{"enum":["postgres"]},"size":{"type":"string","default":"small"}},"required":["size"]},
      {"properties":{"database":{"const":"redis"},"memory":{"type":"integer"}}}]}}})";

  CHECK(names_of(form_of(page, "{}")) == "database");
  CHECK(names_of(form_of(page, R"({"database":"none"})")) == "database");
  const Form postgres = form_of(page, R"({"database":"postgres"})");
  CHECK(names_of(postgres) == "database size");
  CHECK(field_of(postgres, "size").is_required);
  CHECK(field_of(postgres, "size").value == R"("small")");
  CHECK(field_of(postgres, "database").choices.size() == 3);
  CHECK(names_of(form_of(page, R"({"database":"redis"})")) == "database memory");
}

TEST_CASE("if and then and else decide by the answers") {
  const std::string page = R"({"properties":{"public":{"type":"boolean"}},
    "allOf":[{"if":{"properties":{"public":{"const":true}},"required":["public"]},
      "then":{"properties":{"host":{"type":"string"}},"required":["host"]},
      "else":{"properties":{"team":{"type":"string"}}}}]})";

  CHECK(names_of(form_of(page, R"({"public":true})")) == "public host");
  CHECK(names_of(form_of(page, R"({"public":false})")) == "public team");
}

TEST_CASE("alternatives have titles, are told apart by their constants, and can be chosen by hand") {
  const std::string page = R"({"oneOf":[
    {"title":"By tag","properties":{"kind":{"const":"tag"},"tag":{"type":"string"}},"required":["tag"]},
    {"title":"By branch","properties":{"kind":{"const":"branch"},"branch":{"type":"string"}},"required":["branch"]}]})";

  const Form first = form_of(page, "{}");
  CHECK(first.pages.front().root.branches == std::vector<std::string>{"By tag", "By branch"});
  CHECK(names_of(first) == "kind tag");
  CHECK(field_of(first, "kind").widget == "hidden");
  CHECK(names_of(form_of(page, R"({"kind":"branch"})")) == "kind branch");

  const Form chosen = form_of(page, R"({"kind":"tag","tag":"v1"})", {{"", 1}});
  CHECK(names_of(chosen) == "kind branch");
  CHECK(chosen.parameters == R"({"kind":"branch"})");
}

TEST_CASE("choices have the names of enumNames, of constants with titles, or their own") {
  const Form form = form_of(R"({"properties":{
    "named":{"type":"string","enum":["s","l"],"enumNames":["Small","Large"]},
    "titled":{"oneOf":[{"const":1,"title":"One"},{"const":2}]},
    "plain":{"type":"integer","enum":[80,443]},
    "several":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["a","b"]}}}})",
                            "{}");

  CHECK(field_of(form, "named").choices[1].label == "Large");
  CHECK(field_of(form, "named").choices[1].value == R"("l")");
  CHECK(field_of(form, "titled").choices[0].label == "One");
  CHECK(field_of(form, "titled").choices[1].label == "2");
  CHECK(field_of(form, "plain").choices[1].value == "443");
  CHECK(field_of(form, "several").choices.size() == 2);
}

TEST_CASE("each element of an array is asked by its own answers, and a new one begins with the defaults") {
  const Form form = form_of(R"({"definitions":{"port":{"type":"object","required":["number"],"properties":{
      "number":{"type":"integer"},"protocol":{"type":"string","default":"TCP"}}}},
    "properties":{"ports":{"type":"array","items":{"$ref":"#/definitions/port"}},
      "hosts":{"type":"array","items":{"type":"string"}}}})",
                            R"({"ports":[{"number":80},{}],"hosts":["a"]})");

  const FormField& ports = field_of(form, "ports");
  REQUIRE(ports.fields.size() == 2);
  CHECK(ports.blank == R"({"protocol":"TCP"})");
  CHECK(names_of(ports.fields[1]) == "number protocol");
  CHECK(ports.fields[1].fields[0].pointer == "/ports/1/number");
  CHECK(ports.fields[1].fields[0].is_required);
  CHECK(field_of(form, "hosts").blank == R"("")");
  REQUIRE(form.problems.size() == 1);
  CHECK(form.problems[0].path == "/ports/1/number");
}

TEST_CASE("what the ui: keys say of a question is handed on") {
  const Form form = form_of(R"({"properties":{"token":{"type":"string","title":"Token","ui:widget":"password",
    "ui:help":"From the console.","ui:autofocus":true,"ui:placeholder":"abc","ui:options":{"rows":3}},
    "owner":{"type":"string","ui:field":"OwnerPicker","ui:options":{"catalogFilter":{"kind":"Group"}}}}})",
                            "{}");

  const FormField& token = field_of(form, "token");
  CHECK(token.title == "Token");
  CHECK(token.widget == "password");
  CHECK(token.help == "From the console.");
  CHECK(token.placeholder == "abc");
  CHECK(token.has_autofocus);
  CHECK(token.options == R"({"rows":3})");
  CHECK(field_of(form, "owner").picker == "OwnerPicker");
}

TEST_CASE("a schema that refers to itself without end is read to a bound, and pointers escape what they must") {
  const Form form = form_of(R"({"definitions":{"node":{"type":"object","properties":{
    "a/b":{"type":"string"},"child":{"$ref":"#/definitions/node"}}}},
    "properties":{"root":{"$ref":"#/definitions/node"}}})",
                            "{}");

  CHECK(field_of(form, "root").fields[0].pointer == "/root/a~1b");
}

TEST_CASE("answers to what is not asked are problems, and answers that are no object are refused") {
  TemplateFile file;
  file.summary.parameters = {R"({"properties":{"colour":{"type":"string"}}})"};

  const Form form = make_form(file, boost::json::parse(R"({"color":"red"})"), {}).value();
  const auto refused = make_form(file, boost::json::parse("[]"), {});

  REQUIRE(form.problems.size() == 1);
  CHECK(form.problems[0].path == "/color");
  CHECK(form.problems[0].message.find("colour") != std::string::npos);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "golden_paths.invalid_parameters");
}

TEST_CASE("who belongs to a group need not choose it, and an owner that was given stays") {
  TemplateFile file;
  file.summary.parameters = {R"({"properties":{"owner":{"type":"string","ui:field":"OwnerPicker"}}})"};
  const std::vector<std::string> owners{"user:default/ann", "group:default/shop", "group:default/all"};

  CHECK(with_suggested_owner(file, {}, owners).at("owner") == "group:default/shop");
  CHECK(with_suggested_owner(file, {{"owner", "group:default/all"}}, owners).at("owner") == "group:default/all");
  CHECK(with_suggested_owner(file, {}, {"user:default/ann"}).at("owner") == "user:default/ann");
  CHECK_FALSE(with_suggested_owner(file, {}, {}).contains("owner"));
}

}  // namespace towpath::golden_paths
