#include "delivery/score.h"

#include <doctest/doctest.h>

#include <fmt/core.h>
#include <filesystem>

#include "base/strings.h"
#include "scratch_folder.h"
#include "support/test_paths.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view start =
    "apiVersion: score.dev/v1b1\nmetadata:\n  name: shop\ncontainers:\n  web:\n    image: .\n";

/// A file whose container "web" has these lines too.
std::string with(std::string_view lines) {
  return std::string(start) + replace_all("\n" + std::string(lines), "\n", "\n    ").substr(1) + "\n";
}

ScoreWorkload parsed(std::string_view text, const ScoreFileReader& read = {}) {
  auto workload = parse_score(text, "score.yaml", read);
  REQUIRE_MESSAGE(workload.has_value(), (workload ? "" : workload.error().message()));
  return std::move(workload).value();
}

Error refused(std::string_view text, const ScoreFileReader& read = {}) {
  const auto workload = parse_score(text, "score.yaml", read);
  REQUIRE(!workload.has_value());
  return workload.error();
}

}  // namespace

TEST_CASE("every Score file of the public corpus is valid, and its stored document is the same workload") {
  const std::filesystem::path corpus = towpath::testing::corpus() / "score";
  if (!std::filesystem::exists(corpus / "VALIDATION.tsv")) {
    MESSAGE("skipped: the corpus is not here");
    return;
  }
  int checked = 0;
  for (const std::string& line : split(text_of(corpus / "VALIDATION.tsv"), '\n')) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 3 || fields[0] == "repo") continue;
    const std::string name = replace_all(fields[0], "/", "+") + "/" + fields[1];
    CAPTURE(name);

    const ScoreVerdict verdict = validate_score(text_of(corpus / name), name);

    CHECK_MESSAGE(verdict.valid == (fields[2] == "valid"), (verdict.valid ? "" : verdict.error->message()));
    ++checked;
    const auto parsed = parse_score(text_of(corpus / name), name);
    CHECK(parsed.has_value() == (verdict.valid && verdict.warnings.empty()));
    if (!parsed) continue;
    const auto again = score_from_document(parsed.value().document);
    REQUIRE(again.has_value());
    CHECK(again.value().document == parsed.value().document);
  }
  MESSAGE("Score files of the corpus checked: " << checked);
  CHECK(checked == 88);
}

TEST_CASE("a workload has all a Score file says") {
  const ScoreWorkload shop = parsed(R"(
apiVersion: score.dev/v1b1
metadata:
  name: shop
  annotations:
    acme.org/team: payments
service:
  ports:
    web: {port: 80, targetPort: 8080}
    metrics: {port: 9090, protocol: UDP}
containers:
  web:
    image: .
    command: [serve]
    args: [--port, "8080"]
    variables:
      HOST: ${resources.db.host}
      EMPTY: ""
    files:
      /etc/shop.conf: {content: "a ${metadata.name}", mode: "0600"}
      /etc/plain: {content: "${untouched", noExpand: true}
      /etc/logo: {binaryContent: /wAB}
    volumes:
      /data: {source: "${resources.data}", path: sub, readOnly: true}
    before:
      worker: {ready: healthy}
    resources:
      limits: {memory: 64Mi, cpu: 250m}
      requests: {memory: 1Gi}
    livenessProbe:
      httpGet: {port: 8080, path: /live, scheme: HTTPS, host: shop, httpHeaders: [{name: X-Probe, value: "1"}]}
    readinessProbe:
      httpGet: {port: 8080, path: /ready}
      exec: {command: [check, now]}
  worker:
    image: registry/worker:1
resources:
  db:
    type: postgres
    class: large
    id: shop.db
    params: {extensions: [pg_trgm], ratio: 0.5}
    metadata: {annotations: {acme.org/keep: "yes"}}
  data: {type: volume}
)");

  CHECK(shop.name == "shop");
  CHECK(shop.annotations == std::map<std::string, std::string>{{"acme.org/team", "payments"}});
  REQUIRE(shop.ports.size() == 2);
  CHECK(shop.ports[0].name == "web");
  CHECK(shop.ports[0].port == 80);
  CHECK(shop.ports[0].target_port == 8080);
  CHECK(shop.ports[0].protocol == "TCP");
  CHECK(shop.ports[1].target_port == 9090);
  CHECK(shop.ports[1].protocol == "UDP");
  REQUIRE(shop.containers.size() == 2);
  const ScoreContainer& web = shop.containers[0];
  CHECK(web.image == ".");
  CHECK(web.command == std::vector<std::string>{"serve"});
  CHECK(web.args == std::vector<std::string>{"--port", "8080"});
  CHECK(web.variables ==
        std::vector<std::pair<std::string, std::string>>{{"EMPTY", ""}, {"HOST", "${resources.db.host}"}});
  REQUIRE(web.files.size() == 3);
  CHECK(web.files[0].target == "/etc/logo");
  CHECK(web.files[0].content == std::string("\xFF\x00\x01", 3));
  CHECK(!web.files[0].expand);
  CHECK(web.files[1].content == "${untouched");
  CHECK(!web.files[1].expand);
  CHECK(web.files[2].mode == "0600");
  CHECK(web.files[2].expand);
  REQUIRE(web.volumes.size() == 1);
  CHECK(web.volumes[0].source == "${resources.data}");
  CHECK(web.volumes[0].path == "sub");
  CHECK(web.volumes[0].is_read_only);
  CHECK(web.before == std::map<std::string, std::string>{{"worker", "healthy"}});
  CHECK(web.memory_limit_bytes == 64u << 20);
  CHECK(web.cpu_limit_millis == 250u);
  CHECK(web.liveness.kind == Probe::Kind::http);
  CHECK(web.liveness.scheme == "HTTPS");
  CHECK(web.liveness.host == "shop");
  CHECK(web.liveness.headers == std::vector<std::pair<std::string, std::string>>{{"X-Probe", "1"}});
  CHECK(web.readiness.kind == Probe::Kind::exec);  // preferred where both are given
  CHECK(web.readiness.command == std::vector<std::string>{"check", "now"});
  CHECK(shop.containers[1].liveness.kind == Probe::Kind::none);
  CHECK(!shop.containers[1].memory_limit_bytes);
  REQUIRE(shop.resources.size() == 2);
  CHECK(shop.resources[0].resource_class == "default");
  CHECK(shop.resources[0].params == "{}");
  CHECK(shop.resources[1].resource_class == "large");
  CHECK(shop.resources[1].id == "shop.db");
  CHECK(shop.resources[1].params == R"({"extensions":["pg_trgm"],"ratio":0.5})");
  CHECK(shop.resources[1].metadata == R"({"annotations":{"acme.org/keep":"yes"}})");
}

TEST_CASE("deprecated forms become those of today") {
  const ScoreWorkload old_form = parsed(with(R"(files:
  - target: /etc/shop.conf
    mode: "0644"
    content:
      - one
      - 2
      - three
  - target: /etc/other.conf
    content: text
volumes:
  - target: /data
    source: ${metadata.name}
    read_only: true)"));
  const ScoreWorkload new_form = parsed(with(R"(files:
  /etc/shop.conf: {mode: "0644", content: "one\n2\nthree"}
  /etc/other.conf: {content: text}
volumes:
  /data: {source: "${metadata.name}", readOnly: true})"));

  CHECK(old_form.document == new_form.document);
  CHECK(old_form.containers[0].files[1].content == "one\n2\nthree");
}

TEST_CASE("the order of the ports is kept, any other order in the file makes no difference") {
  const std::string text = with("variables: {B: b, A: a}") +
                           "service:\n  ports:\n    web: {port: 80}\n    admin: {targetPort: 8081, port: 81}\n";
  const std::string turned = "service:\n  ports:\n    web: {port: 80}\n    admin: {port: 81, targetPort: 8081}\n" +
                             with("variables: {A: a, B: b}");

  const ScoreWorkload shop = parsed(text);
  const ScoreWorkload again = score_from_document(shop.document).value();

  CHECK(parsed(turned).document == shop.document);
  CHECK(again.document == shop.document);
  REQUIRE(again.ports.size() == 2);
  CHECK(again.ports[0].name == "web");
  CHECK(again.ports[1].name == "admin");
  CHECK(parsed(with("") + "service: {}\n").ports.empty());
}

TEST_CASE("a document without its service reads back, as does one with an empty list of ports") {
  for (const std::string& text : {with(""), with("") + "service: {}\n", with("") + "service: {ports: {}}\n"}) {
    CAPTURE(text);
    const ScoreWorkload shop = parsed(text);

    CHECK(score_from_document(shop.document).value().document == shop.document);
  }
}

TEST_CASE("files beside the Score file become part of the document, as text or as bytes") {
  const std::string bytes("\x00\xFFx", 3);
  const ScoreFileReader beside = [&bytes](const std::string& path) -> Result<std::string> {
    if (path == "conf/shop.conf") return std::string("name=${metadata.name}\n");
    if (path == "logo.png") return bytes;
    return not_found("forge.no_file", "There is no file '" + path + "'.");
  };

  const ScoreWorkload shop = parsed(with("files:\n  /etc/a: {source: conf/shop.conf}\n  /etc/b: {source: logo.png}\n  "
                                         "/etc/c: {source: conf/shop.conf, noExpand: true}"),
                                    beside);

  const ScoreWorkload again = score_from_document(shop.document).value();
  const auto& files = again.containers[0].files;
  REQUIRE(files.size() == 3);
  CHECK(files[0].content == "name=${metadata.name}\n");
  CHECK(files[0].expand);
  CHECK(files[1].content == bytes);
  CHECK(!files[1].expand);
  CHECK(!files[2].expand);
  CHECK(shop.document.find("source") == std::string::npos);
  CHECK(refused(with("files:\n  /etc/a: {source: missing}"), beside).code() == "forge.no_file");
}

TEST_CASE("without a reader a source is only checked for its form") {
  CHECK(validate_score(with("files:\n  /etc/a: {source: missing}"), "score.yaml").valid);
}

TEST_CASE("placeholders of a file beside are checked at the line that names it, unless they are not to be expanded") {
  const ScoreFileReader beside = [](const std::string&) -> Result<std::string> {
    return std::string("\n\nhost=${resources.db.host}");
  };

  const Error error = refused(with("files:\n  /etc/a:\n    source: shop.conf"), beside);

  CHECK(error.code() == "delivery.invalid_score");
  CHECK(error.message().starts_with("score.yaml:8:7: /containers/web/files/~1etc~1a"));
  CHECK(parse_score(with("files:\n  /etc/a: {source: shop.conf, noExpand: true}"), "score.yaml", beside).has_value());
}

TEST_CASE("files of more than a mebibyte are refused by name, and so are many that are too large together") {
  const ScoreFileReader large = [](const std::string& path) -> Result<std::string> {
    return std::string(path == "huge" ? (1 << 20) + 1 : 1 << 20, 'x');
  };

  const Error one = refused(with("files:\n  /etc/a: {source: huge}"), large);
  const Error many =
      refused(with("files:\n  /a: {source: a}\n  /b: {source: b}\n  /c: {source: c}\n  /d: {source: d}"), large);

  CHECK(one.code() == "delivery.invalid_score");
  CHECK(one.message().find("'huge'") != std::string::npos);
  CHECK(many.message().find("the limit is 4194304") != std::string::npos);
}

TEST_CASE("every problem of a file is told at once, with its pointer and line") {
  const Error error =
      refused(with("imge: other\nvariables:\n  PORT: 8080\nreadinessProbe:\n  httpGet: {port: 1, path: /}\n  tcp: {}"));

  CHECK(error.message() == "score.yaml:7:5: /containers/web unknown key 'imge' (and 2 more)");
  REQUIRE(error.fields().size() == 3);
  CHECK(error.fields()[0] == FieldError{"/containers/web", "unknown key 'imge' (line 7)"});
  CHECK(error.fields()[1] == FieldError{"/containers/web/variables/PORT",
                                        "must be a string, not a number: quote it, as in \"8080\" (line 9)"});
  CHECK(error.fields()[2] == FieldError{"/containers/web/readinessProbe", "unknown key 'tcp' (line 12)"});
}

TEST_CASE("a problem in a deprecated form is told by its place in the file") {
  const Error error =
      refused(with("files:\n  - target: /etc/a\n    content: x\n  - target: /etc/b\n    content: x\n    mode: "
                   "rw\nvolumes:\n  - target: /data\n    source: x\n    read_only: \"no\""));

  REQUIRE(error.fields().size() == 2);
  CHECK(error.fields()[0].path == "/containers/web/files/1/mode");
  CHECK(error.fields()[0].message.ends_with("(line 12)"));
  CHECK(error.fields()[1] ==
        FieldError{"/containers/web/volumes/0", "unknown key 'read_only'; did you mean 'readOnly'? (line 16)"});
}

TEST_CASE("what people often get wrong comes with advice") {
  CHECK(refused(with("readinessProbe:\n  httpGet: {port: 1, path: /, scheme: http}")).hint() ==
        "Score writes the scheme in capitals: HTTP or HTTPS.");
  CHECK(refused(with("variables:\n  A: true"))
            .message()
            .ends_with("must be a string, not true: quote it, as in \"true\""));
  CHECK(
      refused(with("variables:\n  A:")).message().ends_with("must be a string, not null: write \"\" for an empty one"));
  CHECK(refused(with("variables:\n  A: ${HOME:-/root}"))
            .message()
            .ends_with("'${HOME:-/root}' has a default value, which Score does not know; for the text itself write "
                       "$${HOME:-/root}"));
  CHECK(refused(with("variables:\n  A: ${resources.order.host}") + "resources:\n  orders: {type: postgres}\n")
            .message()
            .ends_with("names the resource 'order', which is not declared; did you mean 'orders'?"));
  CHECK(refused(with("resources:\n  limits: {memory: 64MB}"))
            .message()
            .ends_with("must be an amount of memory such as 64Mi, 1.5Gi or 128M"));
  CHECK(refused("").message().find("the document is empty") != std::string::npos);
}

TEST_CASE("a placeholder with an unknown root is a warning of the check and an error of the deployment") {
  const std::string text = with("variables:\n  A: ${externals.dns.host}");

  const ScoreVerdict verdict = validate_score(text, "score.yaml");

  CHECK(verdict.valid);
  REQUIRE(verdict.warnings.size() == 1);
  CHECK(verdict.warnings[0].path == "/containers/web/variables/A");
  CHECK(refused(text).code() == "delivery.invalid_score");
}

TEST_CASE("placeholders that are names, escaped, unclosed or outside the places for them are fine") {
  for (const char* lines :
       {"variables:\n  A: $${name}", "variables:\n  A: ${name", "variables:\n  A: $HOME",
        "variables:\n  A: ${metadata.annotations.acme\\.org/team}", "variables:\n  A: ${metadata.no.such.key}",
        "command: [\"${name}\"]", "args: [\"${resources.none.host}\"]", "variables:\n  ${name}: a",
        "files:\n  /a: {content: \"${name}\", noExpand: true}", "files:\n  ${name}: {content: a}"}) {
    CAPTURE(lines);

    CHECK(parse_score(with(lines), "score.yaml").has_value());
  }
}

TEST_CASE("text that is not YAML is refused with its place") {
  const Error error = refused("apiVersion: }");

  CHECK(error.code() == "yaml.invalid");
  CHECK(error.message().starts_with("score.yaml:1:"));
  CHECK(refused(std::string(start) + "---\n" + std::string(start)).code() == "yaml.invalid");
}

TEST_CASE("a stored document that does not hold is refused, not believed") {
  CHECK(score_from_document("{").error().code() == "json.invalid");
  CHECK(score_from_document("null").error().code() == "delivery.invalid_score");
  CHECK(score_from_document(R"({"apiVersion":"score.dev/v1b1","metadata":{"name":"shop"},"containers":{"web":{}}})")
            .error()
            .fields()
            .at(0)
            .path == "/containers/web");
  CHECK(
      score_from_document(
          R"({"apiVersion":"score.dev/v1b1","metadata":{"name":"shop"},"containers":{"web":{"image":".","variables":{"A":"${b.c}"}}}})")
          .error()
          .fields()
          .at(0)
          .path == "/containers/web/variables/A");
}

TEST_CASE("a workload with too many containers is refused, however they wait for each other") {
  std::string text = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers:\n";
  for (int i = 0; i < 10000; ++i)
    text += fmt::format("  c{0}: {{image: x, before: {{c{1}: {{ready: started}}}}}}\n", 10000 + i, 10001 + i);
  text += "  c20000: {image: x}\n";

  CHECK(refused(text).fields().at(0) == FieldError{"/containers", "has 10001 containers; the limit is 200 (line 3)"});
}

}  // namespace towpath::delivery
