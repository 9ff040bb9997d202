#include "resource_inputs.h"

#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

}  // namespace

TEST_CASE("a definition's inputs see the place, the params, and what it depends on; what comes from a secret is one") {
  with_definitions([](F& f) {
    REQUIRE(
        f.apply(F::definition("cache", "mongodb", "[{}]",
                              "  dependsOn: [{type: secret, name: key, params: {length: '${params.bits}'}}]\n"
                              "  alongside: [{type: dns, params: {to: '${outputs.host}', for: '${params.bits}'}}]\n"
                              "  inputs: {values: {at: '${context.env.id}/${context.res.id}', bits: '${params.bits}', "
                              "key: '${resources.key.value}'}}\n"))
            .has_value());
    const Release release = f.add_component("  cc: {type: mongodb, params: {bits: 40}}\n");
    const Deployment deployment = F::to("production", release);
    const Plan plan = f.plan(deployment, release).value();
    REQUIRE(plan.resources.size() == 3);
    const PlannedResource &key = plan.resources[0], &cache = plan.resources[1], &dns = plan.resources[2];
    MapVault vault;
    vault.all[key.gu_id] = {{"value", Secret("canary")}};
    Resource key_row, cache_row;
    key_row.gu_id = key.gu_id;
    key_row.outputs = "{}";
    key_row.secret_keys = {"value"};
    cache_row.gu_id = cache.gu_id;
    cache_row.outputs = R"({"host":"cache.example"})";
    ResourceInputs texts(deployment, plan, {{"cc.key", key_row}, {"cc", cache_row}}, vault);

    CHECK(texts.params(key)->text == R"({"length":"40"})");
    const Resolved inputs = texts.inputs(cache).value();
    CHECK(inputs.text == R"({"values":{"at":"production/workloads.shop.cc","bits":"40","key":"canary"}})");
    CHECK(inputs.is_secret);
    const Resolved beside = texts.params(dns).value();
    CHECK(beside.text == R"({"for":"40","to":"cache.example"})");
    CHECK_FALSE(beside.is_secret);

    mask::Masker masker;
    ResourceInputs masked(deployment, plan, {{"cc.key", key_row}, {"cc", cache_row}}, vault, &masker);
    CHECK(masked.inputs(cache)->text == R"({"values":{"at":"production/workloads.shop.cc","bits":"40","key":"***"}})");
    CHECK(masker.mask("it was canary") == "it was ***");
  });
}

TEST_CASE("what a dependency does not hand out is an error that names it") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]",
                                  "  dependsOn: [{type: dns}]\n  inputs: {values: {at: '${resources.dns.port}'}}\n"))
                .has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    const Deployment deployment = F::to("production", release);
    const Plan plan = f.plan(deployment, release).value();
    MapVault vault;
    Resource dns;
    dns.gu_id = plan.resources[0].gu_id;
    dns.outputs = R"({"host":"a"})";
    ResourceInputs texts(deployment, plan, {{"cc.dns", dns}}, vault);

    const auto inputs = texts.inputs(plan.resources[1]);

    REQUIRE_FALSE(inputs.has_value());
    CHECK(inputs.error().code() == "delivery.undefined_placeholder");
    CHECK(inputs.error().message().find("resources.dns.port") != std::string::npos);
  });
}

}  // namespace towpath::delivery
