#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "provisioners/provisioner_import.h"
#include "provisioners/provisioner_templates.h"
#include "resources/shipped.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

std::string refusal(std::string_view text) {
  const auto read = parse_provisioners(text, "p.yaml");
  return read.has_value() ? "" : read.error().code() + ": " + read.error().message();
}

constexpr std::string_view cache = R"(- uri: template://acme/cache
  type: cache
  description: A cache.
  init: |
    port: 6379
    password: {{ randAlphaNum 16 | quote }}
  state: |
    password: {{ dig "password" .Init.password .State | quote }}
  outputs: |
    host: {{ .Id | replace "." "-" }}.cache
    port: {{ .Init.port }}
    password: {{ .State.password | quote }}
  expected_outputs: [host, port, password]
  supported_params: [size]
)";

}  // namespace

TEST_CASE("what is wrong with a provisioner file is named with its place") {
  CHECK(refusal("a: 1") == "delivery.invalid_provisioner: p.yaml:1:1:  must be a list of provisioners");
  CHECK(refusal("- uri: template://x\n  typ: redis\n") ==
        "delivery.invalid_provisioner: p.yaml:2:3: /0/typ is not known; did you mean 'type'?");
  CHECK(refusal("- uri: redis\n  type: redis\n") ==
        "delivery.invalid_provisioner: p.yaml:1:3: /0/uri must begin with template://, cmd:// or another scheme");
  CHECK(refusal("- uri: template://x\n  type: redis\n  outputs: {a: 1}\n") ==
        "delivery.invalid_provisioner: p.yaml:3:3: /0/outputs must be text, not a mapping");
  CHECK(refusal("- type: redis\n").find("/0 has no uri") != std::string::npos);
  CHECK(refusal("- uri: template://x\n  type: redis\n  args: word\n").find("/0/args must be a list") !=
        std::string::npos);
  CHECK(refusal("").empty());
}

TEST_CASE("sections see what the ones before them gave") {
  const auto read = parse_provisioners(cache, "p.yaml");
  REQUIRE(read.has_value());
  ProvisionerData data;
  data.id = "shop.res";
  const auto made = render_provisioner(read->front().templates, data, [](std::uint32_t) { return 0u; });
  REQUIRE_MESSAGE(made.has_value(), made.error().message());
  CHECK(made->outputs == boost::json::parse(R"({"host":"shop-res.cache","port":6379,"password":"AAAAAAAAAAAAAAAA"})"));
}

TEST_CASE("what is not a mapping, not YAML or not a template is told with its section") {
  const auto code = [](const std::string& outputs) {
    const auto made = render_provisioner({{"outputs", outputs}}, {}, {});
    return made.has_value() ? std::string() : made.error().code() + " " + made.error().message().substr(0, 8);
  };
  CHECK(code("a: 1").empty());
  CHECK(code("").empty());
  CHECK(code("- 1") == "delivery.template_shape outputs:");
  CHECK(code("a: [") == "yaml.invalid outputs:");
  CHECK(code("{{ nope }}") == "gotemplate.syntax outputs:");
  CHECK(code("{{ fail \"x\" }}") == "gotemplate.render outputs:");
  CHECK(code("{{ .Nope }}") == "gotemplate.render outputs:");
}

TEST_CASE("shared state is patched: nulls remove, maps are merged") {
  ProvisionerData data;
  data.shared = {{"a", 1}, {"gone", 2}, {"in", boost::json::object{{"x", 1}}}};
  const auto made = render_provisioner({{"shared", "gone: null\nin: {y: 2}\nnew: 3\n"}}, data, {});
  REQUIRE(made.has_value());
  CHECK(made->shared == boost::json::parse(R"({"a":1,"in":{"x":1,"y":2},"new":3})"));
}

TEST_CASE("a seed gives the same numbers each time, another seed others, all below the bound") {
  const auto numbers = [](const char* seed) {
    const auto random = seeded_random(Secret(seed));
    std::vector<std::uint32_t> out;
    for (int i = 0; i < 100; ++i) out.push_back(random(62));
    return out;
  };
  CHECK(numbers("a") == numbers("a"));
  CHECK(numbers("a") != numbers("b"));
  for (const std::uint32_t number : numbers("a")) CHECK(number < 62);
}

TEST_CASE("an imported provisioner is a definition with its templates, and its type when nobody knows it") {
  const auto read = parse_provisioners(cache, "p.yaml");
  REQUIRE(read.has_value());
  const ProvisionerImport imported = import_provisioners(*read, "platform", shipped_types());
  REQUIRE(imported.documents.size() == 2);
  const auto type = boost::json::parse(imported.documents[0]), definition = boost::json::parse(imported.documents[1]);
  CHECK(type.at("kind") == boost::json::value("ResourceType"));
  CHECK(type.at("spec").at("outputs").as_array().size() == 3);
  CHECK(definition.at("metadata").at("name") == boost::json::value("cache"));
  CHECK(definition.at("spec").at("driver") == boost::json::value("template"));
  CHECK(definition.at("spec").at("criteria") == boost::json::parse("[{}]"));
  CHECK(definition.at("spec").at("inputs").at("secrets") == boost::json::parse(R"(["password"])"));
  CHECK(definition.at("spec").at("parameters").at("properties").as_object().contains("size"));
}

TEST_CASE("a provisioner that needs Compose or Kubernetes, or serves what another one does, is named and not made") {
  const auto read = parse_provisioners(
      "- {uri: 'template://x/a', type: dns, outputs: 'host: a'}\n- {uri: 'template://x/b', type: dns, outputs: 'host: "
      "b'}\n"
      "- {uri: 'template://x/c', type: dns, class: big, outputs: 'host: c'}\n"
      "- {uri: 'template://x/d', type: redis, outputs: 'host: d', manifests: '[]'}\n"
      "- {uri: 'local-env://x', type: environment}\n- {uri: 'cmd://bash#x', type: redis, id: main, args: [-c, "
      "'<mode>']}\n",
      "p.yaml");
  REQUIRE_MESSAGE(read.has_value(), read.error().message());
  const ProvisionerImport imported = import_provisioners(*read, "platform", shipped_types());
  const auto& all = imported.provisioners;
  CHECK(all[0].definition == "dns");
  CHECK(all[1].missing == std::vector<std::string>{"one before it in the file serves the same, as 'dns'"});
  CHECK(all[2].definition == "dns-big");
  CHECK(all[3].missing ==
        std::vector<std::string>{"its manifests are objects of Kubernetes, which no driver here applies"});
  CHECK(!all[4].missing.empty());
  CHECK(all[5].definition == "redis-main");
  const auto program = boost::json::parse(imported.documents.back());
  CHECK(program.at("spec").at("inputs").at("command") == boost::json::parse(R"(["bash","-c","provision"])"));
  CHECK(program.at("spec").at("criteria") == boost::json::parse(R"([{"resId":"shared.main"}])"));
}
