#include <doctest/doctest.h>

#include "definition_fixture.h"
#include "plan_costs.h"
#include "resources/definition_document.h"
#include "resources/shipped.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

std::string json_of(const std::string& text) {
  return boost::json::serialize(yaml::to_json(yaml::parse_one(text, "definition.yaml").value()));
}

std::string definition_with(const std::string& lines) {
  return json_of(
      "apiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: big}\nspec:\n  owner: platform\n"
      "  type: postgres\n  driver: static\n  criteria: []\n" +
      lines);
}

const std::string parameters =
    "  parameters:\n    type: object\n    properties:\n      size: {enum: [small, large], default: small}\n"
    "      gib: {type: integer}\n      name: {type: string}\n";

/// What a resource with these parameters costs, in words.
std::string cost(const std::string& price, const std::string& params) {
  const Definition d = definition_of(definition_with(parameters + "  price: " + price + "\n")).definition;
  const boost::json::value said = boost::json::parse(params);
  const Estimate found = estimate(*d.price, said.if_object(), defaults_of(d.parameters));
  return found.monthly ? in_words(*found.monthly) : "? " + found.why_not;
}

std::string problem(const std::string& price) {
  const TestDrivers drivers;
  const auto found = definition_problems(definition_with(parameters + "  price: " + price + "\n"), drivers.all);
  return found.empty() ? "" : found.front().path + " " + found.front().message;
}

}  // namespace

TEST_CASE("a price is an amount a month and what parameters add to it, exactly") {
  CHECK(cost("{currency: EUR, monthly: 20}", "{}") == "20.00 EUR");
  CHECK(cost("{currency: EUR, monthly: 0.1, parameters: [{name: gib, perUnit: 0.2}]}", R"({"gib":1})") == "0.30 EUR");
  CHECK(cost("{currency: EUR, parameters: [{name: gib, perUnit: 0.000125}]}", R"({"gib":10})") == "0.00125 EUR");
  CHECK(cost("{currency: EUR, parameters: [{name: size, values: {small: 5, large: 40}}, {name: gib, perUnit: 1}]}",
             R"({"size":"large","gib":2.5})") == "42.50 EUR");
  CHECK(cost("{monthly: 0}", "{}") == "nothing");
}

TEST_CASE("a parameter that is left out counts as the schema's default says") {
  const std::string price = "{currency: EUR, parameters: [{name: size, values: {small: 5, large: 40}}]}";
  CHECK(cost(price, "{}") == "5.00 EUR");
  CHECK(cost(price, R"({"size":"large"})") == "40.00 EUR");
}

TEST_CASE("what cannot be worked out is not known, with the reason, and never nothing") {
  const std::string per_gib = "{currency: EUR, monthly: 1, parameters: [{name: gib, perUnit: 1}]}";
  CHECK(cost(per_gib, "{}") == "? it depends on 'gib', which nobody says");
  CHECK(cost(per_gib, R"({"gib":"${resources.x.size}"})") == "? it depends on 'gib', which is known when it is made");
  CHECK(cost(per_gib, R"({"gib":"ten"})") == "? 'gib' is no number of units");
  CHECK(cost(per_gib, R"({"gib":-3})") == "? 'gib' is no number of units");
  CHECK(cost(per_gib, R"({"gib":1e300})") == "? 'gib' is too much to be a price");
  CHECK(cost(per_gib, "null") == "? it depends on parameters that are secret");
  CHECK(cost("{currency: EUR, parameters: [{name: size, values: {small: 5}}]}", R"({"size":"large"})") ==
        "? 'size' has no price for 'large'");
}

TEST_CASE("what is wrong with a price is named with its place") {
  CHECK(problem("{currency: EUR, monthly: 20}") == "");
  CHECK(problem("{monthly: 0}") == "");
  CHECK(problem("{currency: EUR}").starts_with("/spec/price says no amount"));
  CHECK(problem("{monthly: 20}").starts_with("/spec/price/currency must be said"));
  CHECK(problem("{parameters: [{name: gib, perUnit: 2}]}").starts_with("/spec/price/currency must be said"));
  CHECK(problem("{currency: EUR, parameters: [{name: gip, perUnit: 2}]}") ==
        "/spec/price/parameters/0/name the parameters have no 'gip'; did you mean 'gib'?");
  CHECK(problem("{currency: EUR, parameters: [{name: gib}]}") ==
        "/spec/price/parameters/0 must say either perUnit or values");
  CHECK(problem("{currency: EUR, parameters: [{name: gib, perUnit: 2}, {name: gib, perUnit: 2}]}") ==
        "/spec/price/parameters/1/name 'gib' has a price already");
  CHECK(problem("{currency: EUR, parameters: [{name: name, perUnit: 2}]}") ==
        "/spec/price/parameters/0/perUnit 'name' is no number; say its price by values");
  CHECK(problem("{currency: EUR, parameters: [{name: size, values: {huge: 2}}]}") ==
        "/spec/price/parameters/0/values 'size' cannot be 'huge'; it is one of: small, large");
}

TEST_CASE("what this server only writes down costs nothing, and says so when its definition is taken as a pattern") {
  for (const Definition& each : shipped_definitions()) {
    CAPTURE(each.id);
    Definition read = each;
    complete(read);
    const bool is_free = each.id == "route" || each.id == "dns" || each.id == "service" || each.id == "secret" ||
                         each.id == "environment";
    CHECK(read.price.has_value() == is_free);
    const Definition copied = definition_of(descriptor_of(each, {})).definition;
    CHECK(copied.price.has_value() == is_free);
    if (is_free) CHECK(copied.price->monthly == 0);
  }
}

}  // namespace towpath::delivery
