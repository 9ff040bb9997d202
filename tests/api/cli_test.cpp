#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/strings.h"
#include "cli_reference.h"
#include "commands.h"
#include "identity/module.h"
#include "json/json.h"
#include "orders.h"
#include "schema/schema.h"
#include "support/test_paths.h"
#include "typed_line.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;
namespace fs = std::filesystem;

namespace {

const cli::Command& command_named(const std::vector<cli::Command>& commands, const std::string& words) {
  for (const cli::Command& command : commands)
    if (command.words == words) return command;
  FAIL("there is no command ", words);
  return commands.front();
}

const Operation& operation_named(const std::string& id) {
  for (const Operation& each : OpenapiDocument::shared().operations())
    if (each.definition->at("operationId") == bj::string_view(id)) return each;
  FAIL("the API document has no operation ", id);
  return OpenapiDocument::shared().operations().front();
}

bool asks_nothing(const cli::Command& command) { return command.words == "git-credential"; }  // of what login stored

std::string pipeline_number() {
  return bj::serialize(orders().admin.get("/api/v1/runs/" + orders().pipeline_run).value("/number"));
}

/// The first line of a command's example, about what the tests have.
std::string example_of(const cli::Command& command) {
  const std::string line = split(command.example, '\n').front();
  return replace_all(replace_all(line, "shop", "orders"), " 12", " " + pipeline_number());
}

}  // namespace

TEST_SUITE("the command line") {
  TEST_CASE("has every command, and each that asks the server says for which operation") {
    const auto commands = cli::api_commands();
    for (const char* words : {"login",
                              "new",
                              "deploy",
                              "promote",
                              "rollback",
                              "restart",
                              "scale",
                              "stop",
                              "status",
                              "logs",
                              "delete component",
                              "delete environment",
                              "run list",
                              "run show",
                              "run logs",
                              "run cancel",
                              "run rerun",
                              "catalog list",
                              "catalog get",
                              "catalog search",
                              "env list",
                              "env create",
                              "env clone",
                              "env delete",
                              "resource list",
                              "resource explain",
                              "resource drift",
                              "resource types",
                              "resource add",
                              "resource upgrade",
                              "resource rotate",
                              "job run",
                              "job list",
                              "definition list",
                              "definition get",
                              "definition versions",
                              "definition types",
                              "definition affected",
                              "definition import",
                              "definition check",
                              "definition test",
                              "definition save",
                              "secret set",
                              "secret list",
                              "secret delete",
                              "config set",
                              "config list",
                              "repo list",
                              "repo create",
                              "repo observe",
                              "repo adopt",
                              "change list",
                              "change create",
                              "change show",
                              "change review",
                              "change comment",
                              "change merge",
                              "change close",
                              "feedback list",
                              "feedback send",
                              "feedback answer",
                              "friction",
                              "roadmap list",
                              "roadmap add",
                              "roadmap move",
                              "survey create",
                              "survey open",
                              "survey close",
                              "survey list",
                              "survey results",
                              "survey answer",
                              "announce",
                              "announcement list",
                              "announcement withdraw",
                              "incident open",
                              "incident resolve",
                              "incident link",
                              "trace list",
                              "trace show",
                              "measure list",
                              "source list",
                              "source create",
                              "source show",
                              "source update",
                              "source secret",
                              "source log",
                              "source replay",
                              "source delete",
                              "subscription list",
                              "subscription create",
                              "subscription show",
                              "subscription update",
                              "subscription secret",
                              "subscription log",
                              "subscription greet",
                              "subscription retry",
                              "subscription delete",
                              "user create",
                              "user list",
                              "user disable",
                              "group add",
                              "group remove",
                              "token create",
                              "token revoke",
                              "audit list",
                              "dora"})
      CHECK(command_named(commands, words).words == words);
    for (const char* words : {"up", "down", "backup", "restore", "db copy", "audit verify", "demo", "doctor",
                              "completion", "version", "catalog validate", "score validate", "workflow lint",
                              "template lint", "expression eval", "metrics dora", "import git"})
      CHECK(command_named(app::all_commands(), words).words == words);

    for (const cli::Command& command : commands) {
      CAPTURE(command.words);
      CHECK_FALSE(command.example.empty());
      if (asks_nothing(command)) continue;
      CHECK_MESSAGE(!command.operations.empty(), "add it to the table in src/surfaces/cli/commands/contracts.cpp");
      for (const std::string& id : command.operations) CHECK(operation_named(id).definition != nullptr);
      const bj::value schema = json_schema_of(command, OpenapiDocument::shared());
      if (!schema.is_null()) CHECK(schema::Schema::compile_value(schema).has_value());
    }
  }

  TEST_CASE("the manual's page about it is up to date") {
    const fs::path page = source_folder() / "docs/manual/docs/cli.md";
    const std::string wanted = cli_reference(app::all_commands(), OpenapiDocument::shared());
    if (std::getenv("TOWPATH_GOLDEN_UPDATE")) std::ofstream(page, std::ios::binary) << wanted;

    CHECK_MESSAGE(text_of(page) == wanted, "run the test with TOWPATH_GOLDEN_UPDATE=1");
  }

  TEST_CASE("denies strangers what the API denies them, with exit code 3 or 4") {
    // Anybody may, or nobody's right stands in the way.
    const std::set<std::string> open{
        "login",        "token list",   "token create",  "token revoke",  "notification list",
        "metrics show", "metrics rows", "scorecard get", "scorecard map", "env type"};
    const auto authorizer = identity::make_authorizer();
    int denied = 0;
    for (const auto& [role, who] : {std::pair<std::string, Api>("member", orders().bob), {"viewer", orders().victor}}) {
      auth::Principal principal;
      principal.ref = "user:default/stranger";
      principal.roles = {role};
      for (const cli::Command& command : cli::api_commands()) {
        if (asks_nothing(command) || open.contains(command.words)) continue;
        const Operation& operation = operation_named(command.operations.front());
        if (operation.permission == "signed_in") continue;  // anybody's
        const auto effect = authorizer->decide(principal, operation.permission).effect;
        const bool is_list = operation.method == "GET" && operation.path.find('{') == std::string::npos;
        if (effect == auth::Effect::allow || (is_list && effect == auth::Effect::conditional)) continue;
        CAPTURE(role);
        CAPTURE(command.words);
        const std::string line = example_of(command);
        CAPTURE(line);
        const Finished finished = type(line, who);
        CAPTURE(finished.err);
        CHECK_MESSAGE((finished.code == 3 || finished.code == 4), "exit code ", finished.code);
        CHECK(finished.err.starts_with("error: "));
        ++denied;
      }
    }
    CHECK(denied > 20);
  }

  TEST_CASE("prints JSON in the shape its page says") {
    const auto commands = cli::api_commands();
    TestServer& server = TestServer::shared();
    const std::string user = server.new_name("typist"), group = server.new_name("typists"),
                      environment = server.new_name("preview"), repository = server.new_name("notes"),
                      source = server.new_name("sender");
    const std::string number = pipeline_number();
    const std::vector<std::pair<std::string, std::string>> lines = {
        {"status", "towpath status orders"},
        {"logs", "towpath logs orders --since 1d"},
        {"incident list", "towpath incident list --component orders"},
        {"dora", "towpath dora orders --days 30"},
        {"metrics list", "towpath metrics list --since 30d"},
        {"metrics show", "towpath metrics show change-lead-time --component orders"},
        {"metrics rows", "towpath metrics rows pipeline-duration --team payments"},
        {"metrics target",
         "towpath metrics target change-fail-rate --value 0.1 --responsible group:default/platform --due 2027-03-31"},
        {"cost prices", "towpath cost prices"},
        {"cost set", "towpath cost set --currency EUR --core-hour 0.02 --memory-gb-hour 0.003 --source test"},
        {"toil set", "towpath toil set golden_path --low 60 --high 240 --source test"},
        {"toil list", "towpath toil list"},
        {"rating import", "towpath rating import shop --score 82 --answers 140 --day 2026-11-01 --source test"},
        {"baseline list", "towpath baseline list"},
        {"baseline show", "towpath baseline show orders-before"},
        {"job list", "towpath job list orders"},
        {"run list", "towpath run list --kind pipeline --limit 5"},
        {"run show", "towpath run show " + number},
        {"run rerun", "towpath run rerun " + number + " --failed"},
        {"catalog list", "towpath catalog list --kind component"},
        {"catalog search", "towpath catalog search orders"},
        {"catalog get", "towpath catalog get component:default/orders"},
        {"env list", "towpath env list --project orders"},
        {"env cost", "towpath env cost development --project orders"},
        {"env create", "towpath env create " + environment + " --project orders --ttl 8h"},
        {"env set-type", "towpath env set-type ephemeral --contact us --yes"},
        {"incident open", "towpath incident open orders " + environment + " Typed by hand --severity low"},
        {"env delete", "towpath env delete " + environment + " --project orders --yes"},
        {"resource list", "towpath resource list --component orders"},
        {"resource explain", "towpath resource explain orders development db"},
        {"resource drift", "towpath resource drift orders development"},
        {"resource types", "towpath resource types orders"},
        {"definition list", "towpath definition list"},
        {"definition get", "towpath definition get postgres"},
        {"definition versions", "towpath definition versions postgres"},
        {"definition types", "towpath definition types"},
        {"definition affected", "towpath definition get postgres --text | towpath definition affected -"},
        {"definition check", "towpath definition get postgres --text | towpath definition check -"},
        {"definition test",
         "towpath definition get postgres --text | towpath definition test - --component orders --env development"},
        {"definition save",
         "printf 'apiVersion: towpath.dev/v1alpha1\\nkind: ResourceDefinition\\nmetadata: {name: typed}\\nspec: "
         "{owner: "
         "platform, type: redis, driver: static, criteria: []}\\n' | towpath definition save - --yes"},
        {"definition import",
         "printf -- \"- {uri: 'template://x/y', type: llm-model, outputs: 'model: m', expected_outputs: [model]}\" | "
         "towpath definition import -"},
        {"resource add", "towpath resource add orders typed --type secret --param length=40 --variable TYPED=value"},
        {"secret set", "printf x | towpath secret set TYPED --component orders"},
        {"secret list", "towpath secret list --component orders"},
        {"config set", "echo 20 | towpath config set orders development TYPED"},
        {"config list", "towpath config list orders development"},
        {"repo create", "towpath repo create " + repository + " --owner group:default/payments"},
        {"repo observe", "towpath repo observe " + repository},
        {"repo adopt", "towpath repo adopt " + repository},
        {"repo list", "towpath repo list"},
        {"change list", "towpath change list --repository orders"},
        {"change show", "towpath change show 'orders#1'"},
        {"change comment", "towpath change comment 'orders#1' --at PAGE_SIZE:1 --body Large"},
        {"feedback send", "towpath feedback send The search is quick --kind praise --without-name"},
        {"friction", "towpath friction Three tries to see why it was red --run " + number},
        {"feedback list", "towpath feedback list --kind friction --sort votes"},
        {"feedback vote", "towpath feedback vote " + orders().feedback},
        {"feedback answer", "towpath feedback answer " + orders().feedback + " It does now"},
        {"roadmap add", "towpath roadmap add QuickRed --why Guessing --stage now --feedback " + orders().feedback},
        {"roadmap move", "towpath roadmap move " + orders().roadmap_item + " shipped --note Shown"},
        {"roadmap list", "towpath roadmap list"},
        {"docs report", "towpath docs report"},
        {"survey create", "towpath survey create baseline --title Before --k 6"},
        {"survey open", "towpath survey open " + orders().survey_draft + " --days 7"},
        {"survey answer", "towpath survey answer " + orders().survey_draft + " L1=4 P6=9 'T1=Waiting for reviews'"},
        {"survey close", "towpath survey close " + orders().survey_draft},
        {"survey results", "towpath survey results " + orders().survey_draft},
        {"survey list", "towpath survey list --state closed"},
        {"announce", "towpath announce Towpath moves --text Tonight --severity warning --until 2027-01-01T00:00:00Z"},
        {"announcement list", "towpath announcement list --all"},
        {"announcement withdraw", "towpath announcement withdraw " + orders().announcement},
        {"notification list", "towpath notification list --read"},
        {"notification mail", "towpath notification mail --off survey"},
        {"trace list", "towpath trace list orders"},
        {"trace show", "towpath trace show 5b8efff798038103d269b633813fc60c"},
        {"measure list", "towpath measure list orders"},
        {"source create", "towpath source create " + source + " --type github --environment eu-1=production"},
        {"source list", "towpath source list"},
        {"source show", "towpath source show " + source},
        {"source update", "towpath source update " + source + " --map team/old=orders --enabled false"},
        {"source secret", "towpath source secret " + source},
        {"source log", "towpath source log outside"},
        {"subscription create",
         "echo https://hooks.invalid/y | towpath subscription create " + source + " --topic changes"},
        {"subscription list", "towpath subscription list"},
        {"subscription show", "towpath subscription show ops-chat"},
        {"subscription update", "towpath subscription update ops-chat --topic announcements"},
        {"subscription secret", "towpath subscription secret ops-chat"},
        {"subscription greet", "towpath subscription greet ops-chat"},
        {"subscription log", "towpath subscription log ops-chat"},
        {"source replay", "towpath source replay outside --since 2020-01-31T08:00:00Z"},
        {"policy list", "towpath policy list"},
        {"policy get", "towpath policy get freeze-window"},
        {"policy set", "towpath policy set freeze-window soft"},
        {"policy test", "towpath policy get cost-limit --text | towpath policy test -"},
        {"policy what-if", "towpath policy get cost-limit --text | towpath policy what-if - --days 30"},
        {"policy decisions", "towpath policy decisions --gate deploy --limit 5"},
        {"why", "towpath why " + orders().deployment},
        {"waiver list", "towpath waiver list --subject component:default/orders"},
        {"waiver show", "towpath waiver show " + orders().waiver},
        {"waiver request",
         "towpath waiver request policy:owner-present --for component:orders --reason Soon --control Watched"},
        {"waiver approve", "towpath waiver approve " + orders().waiver},
        {"waiver revoke", "towpath waiver revoke " + orders().waiver + " Done"},
        {"runner token", "towpath runner token"},
        {"runner list", "towpath runner list"},
        {"audit list", "towpath audit list --limit 5"},
        {"user create", "towpath user create " + user + " --role viewer"},
        {"user list", "towpath user list"},
        {"group create", "towpath group create " + group + " --parent payments --member " + user},
        {"group remove", "towpath group remove " + group + " " + user},
        {"group add", "towpath group add " + group + " " + user},
        {"group list", "towpath group list"},
        {"user disable", "towpath user disable " + user},
        {"token create", "towpath token create " + user + " --scope run.read --expires 1h"},
        {"token list", "towpath token list"},
        {"restart", "towpath restart orders development"},
    };
    for (const auto& [words, line] : lines) {
      CAPTURE(line);
      const Finished finished = type(line + " -o json", orders().admin);
      CAPTURE(finished.err);
      CHECK(finished.code == 0);
      const auto printed = json::parse(finished.out);
      REQUIRE_MESSAGE(printed.has_value(), finished.out);
      const auto schema =
          schema::Schema::compile_value(json_schema_of(command_named(commands, words), OpenapiDocument::shared()));
      REQUIRE(schema.has_value());
      for (const FieldError& problem : schema->validate(*printed)) FAIL_CHECK(problem.path, ": ", problem.message);
    }
    CHECK(orders().admin.get("/api/v1/groups/payments").text.find("group:default/" + group) != std::string::npos);
    CHECK(orders().admin.get("/api/v1/users/" + user).value("/disabled") == true);

    for (const char* line : {"towpath deploy orders development --plan", "towpath restart orders development --plan",
                             "towpath stop orders development --plan", "towpath delete component orders --plan",
                             "towpath scale orders --environment development --instances 2 --plan",
                             "towpath resource rotate orders development db --plan",
                             "towpath env clone development review --project orders --plan",
                             "towpath delete environment development --project orders --plan"}) {
      CAPTURE(line);
      const Finished finished = type(std::string(line) + " -o json", orders().alice);
      CHECK(finished.code == 0);
      const auto printed = json::parse(finished.out);
      REQUIRE_MESSAGE(printed.has_value(), finished.out);
      CHECK(printed->at("plan").at("actions").is_array());
    }
  }

  TEST_CASE("ends with the exit code that says what kind of failure it was") {
    const Api& admin = orders().admin;
    const Api nowhere("http://127.0.0.1:1", Secret("tow_x"));
    struct Row {
      std::string line;
      Api who;
      int code;
      std::string says;
    };
    for (const Row& row : std::vector<Row>{
             {"towpath version", admin, 0, ""},
             {"towpath run list --kidn pipeline", admin, 2, "Did you mean: --kind"},
             {"towpath help", admin, 2, "towpath --help"},
             {"towpath help deploy", admin, 2, "towpath deploy --help"},
             {"towpath runn list", admin, 2, "Did you mean: towpath run list"},
             {"towpath run", admin, 2, ""},
             {"towpath status", admin, 2, "--help"},
             {"towpath run list --limit 0", admin, 2, "http.invalid_query"},
             {"towpath env create x1 --project orders --ttl soon", admin, 2, "90m, 8h or 3d"},
             {"towpath env clone development x", admin, 2, "The project is missing"},
             {"towpath job run orders development -- sh -c 'echo it is' | grep it.is", orders().alice, 0, "✓ job"},
             {"towpath scale orders --instances 2", admin, 2, "The environment is missing"},
             {"towpath scale orders --environment development --instances two", admin, 2, "no number of instances"},
             {"towpath scale orders --environment development --instances 0", admin, 2, "towpath stop orders"},
             {"towpath delete component orders", admin, 2, "cli.needs_yes"},
             {"towpath secret delete API_KEY --component orders", admin, 2, "cli.needs_yes"},
             {"towpath status orders", TestServer::shared().with_token("tow_wrong"), 3, "towpath login"},
             {"towpath user create somebody", orders().alice, 3, "auth.forbidden"},
             {"towpath status none", admin, 4, "delivery.component_not_found"},
             {"towpath run show 99999", admin, 4, "runs.not_found"},
             {"towpath user create alice", admin, 5, "identity.user_exists"},
             {"towpath change show orders", admin, 2, "repository and number"},
             {"towpath change show 'orders#99'", admin, 4, "forge.change_not_found"},
             {"towpath change review 'orders#1' --approve", orders().alice, 5, "forge.own_change"},
             {"towpath run cancel " + pipeline_number(), admin, 5, "runs.already_finished"},
             {"towpath feedback answer " + orders().feedback, admin, 2, "cli.usage"},
             {"towpath policy set cost-limit hard", orders().alice, 3, "auth.forbidden"},
             {"towpath policy get cost-limitt", admin, 4, "did you mean 'cost-limit'?"},
             {"towpath definition get postgress", admin, 4, "did you mean 'postgres'?"},
             {"towpath definition affected postgres", orders().alice, 3, "auth.forbidden"},
             {"echo 'a: 1' | towpath definition import -", admin, 2, "delivery.invalid_provisioner"},
             {"echo 'kind: [' | towpath definition check -", orders().alice, 3, "auth.forbidden"},
             {"echo 'kind: [' | towpath definition check -", admin, 1, ""},
             {"towpath definition get postgres --text | towpath definition test - --type redis", admin, 1,
              "It would serve nothing there"},
             {"towpath definition get postgres --text | towpath definition test -", admin, 2, "--component and --env"},
             {"towpath definition get postgres --text | towpath definition save -", admin, 2, "cli.needs_yes"},
             {"echo '- {uri: local-env://x, type: environment}' | towpath definition import -", admin, 1,
              "does not work here"},
             {"echo '[]' | towpath definition import -", orders().alice, 3, "auth.forbidden"},
             {"towpath definition get postgres --text | sed s/name:.postgres/name:\\ mine/ | towpath definition "
              "affected -",
              admin, 5, "The definition 'postgres' serves"},
             {"towpath resource upgrade orders development db", orders().alice, 5, "delivery.nothing_to_upgrade"},
             {"towpath resource upgrade orders development dp", orders().alice, 4, "towpath resource list"},
             {"towpath why 01JD8XZ4B6W7Y2E9P3T5V0QRST", admin, 4, "No guardrail"},
             {"printf 'apiVersion: towpath.dev/v1alpha1\\nkind: Policy\\nmetadata: {name: p}\\nspec: {owner: platform, "
              "gates: [deploy], message: No, condition: a ==}\\n' | towpath policy test -",
              admin, 1, "-:4:"},
             {"towpath feedback vote 01JD8XZ4B6W7Y2E9P3T5V0QRST", admin, 4, "feedback.item_not_found"},
             {"towpath survey answer " + orders().survey + " P7", admin, 2, "QUESTION=ANSWER"},
             {"towpath survey answer " + orders().survey + " P7=4", orders().victor, 5, "feedback.not_asked"},
             {"towpath survey create quarterly", orders().alice, 3, "auth.forbidden"},
             {"towpath run list", nowhere, 6, "towpath up"},
             {"printf 'kind: [' | towpath catalog validate", admin, 1, ""},
             {"towpath catalog validate no-such-file.yaml", admin, 4, "no-such-file.yaml"},
         }) {
      CAPTURE(row.line);
      const Finished finished = type(row.line, row.who);
      CAPTURE(finished.err);
      CHECK(finished.code == row.code);
      CHECK(finished.err.find(row.says) != std::string::npos);
    }
  }

  TEST_CASE("errors with -o json are one object on standard error, and standard output stays empty") {
    const Finished finished = type("towpath status none -o json", orders().admin);
    CHECK(finished.out.empty());
    const auto printed = json::parse(finished.err);
    REQUIRE_MESSAGE(printed.has_value(), finished.err);
    CHECK(printed->at("code") == "delivery.component_not_found");
    CHECK_FALSE(printed->at("hint").as_string().empty());
  }

  TEST_CASE("small numbers are for people to read") {
    const Finished finished = type("towpath cost prices", orders().admin);
    CHECK(finished.code == 0);
    CHECK_MESSAGE(finished.out.find("GB hour of memory: 0.00") != std::string::npos, finished.out);
  }

  TEST_CASE("why a metric has no value is said in words") {
    const auto why = orders().admin.get("/api/v1/dora").at("/metrics/failedDeploymentRecoveryTime/reasonText");
    REQUIRE_FALSE(why.empty());
    CHECK(type("towpath dora", orders().admin).out.find(why) != std::string::npos);
  }

  TEST_CASE("checks of files say file, line, column and the offending text, one verdict per document") {
    const auto check = [&](const std::string& command, const std::string& text, const std::string& says) {
      CAPTURE(command);
      CAPTURE(text);
      const Finished table = type("printf '%s' '" + text + "' | towpath " + command, orders().admin);
      CHECK(table.code == 1);
      CHECK_MESSAGE(table.out.find(says) != std::string::npos, table.out);
      const Finished verdict = type("printf '%s' '" + text + "' | towpath " + command + " -o json", orders().admin);
      CHECK(verdict.code == 1);
      const auto printed = json::parse(verdict.out);
      REQUIRE_MESSAGE(printed.has_value(), verdict.out);
      CHECK(printed->at("valid") == false);
      CHECK(printed->at("documents").as_array().back().at("valid") == false);
    };
    check("catalog validate", "kind: a\nkind: b\n", "<stdin>:2:1: the key \"kind\" appears twice");
    check("catalog validate", "kind: a\nkind: b\n", "kind: b");
    check("score validate", "apiVersion: score.dev/v1b1\nmetadata: {name: web}\ncontainers: {main: {imge: y}}\n",
          "<stdin>:3:");
    check("score validate", "apiVersion: score.dev/v1b1\nmetadata: [\n", "<stdin>:3:1");
    check("workflow lint", "on: push\njobs:\n  a:\n    runs-on: x\n    stepps: []\n", "<stdin>:5:5");
    check("template lint", "hello ${{ name\n", "<stdin>:");
  }
}
