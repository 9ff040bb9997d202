#include <doctest/doctest.h>
#include <fmt/core.h>
#include <stdio.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "base/id.h"
#include "base/strings.h"
#include "evidence_store.h"
#include "installation.h"
#include "invariants.h"
#include "journeys.h"
#include "process/shim.h"
#include "processes.h"
#include "support/test_paths.h"

namespace towpath::faults {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::chrono::seconds longest{90};

/// What must not be seen, by what it is.
using Canaries = std::map<std::string, std::string>;

/// Where a canary sings. Text is searched for each of them; a hit names the place, never the value.
class Search {
 public:
  explicit Search(const Canaries& canaries) : canaries_(canaries) {}
  void look(const std::string& place, const std::string& text) {
    ++places_;
    for (const auto& [what, value] : canaries_)
      if (text.find(value) != std::string::npos) FAIL_CHECK(what << " is in " << place);
  }
  int places() const { return places_; }

 private:
  const Canaries& canaries_;
  int places_ = 0;
};

void edit(const fs::path& file, const std::string& old_text, const std::string& new_text) {
  std::string text = read_all(file);
  const auto at = text.find(old_text);
  REQUIRE(at != text.npos);
  text.replace(at, old_text.size(), new_text);
  std::ofstream(file) << text;
}

/// GET routes of the API document, with what this installation has in the place of parameters.
std::vector<std::string> get_routes(const std::map<std::string, std::string>& parameters) {
  std::vector<std::string> out;
  std::ifstream in(testing::source_folder() / "api" / "openapi.yaml");
  std::string path;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  /")) path = std::string(trim(line)).substr(0, trim(line).size() - 1);
    if (line != "    get:" || path.find("stream") != path.npos) continue;
    std::string filled = path;
    for (auto open = filled.find('{'); open != filled.npos; open = filled.find('{')) {
      const auto close = filled.find('}', open);
      const auto known = parameters.find(filled.substr(open + 1, close - open - 1));
      filled.replace(open, close - open + 1, known == parameters.end() ? "steady" : known->second);
    }
    out.push_back(filled);
  }
  return out;
}

std::string cli(Installation& installation, const std::string& arguments) {
  const std::string command =
      fmt::format("TOWPATH_URL={} TOWPATH_TOKEN=$(cat '{}') {} {} 2>&1", installation.api().url(),
                  (installation.data().parent_path() / "token").string(), testing::program().string(), arguments);
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  char buffer[4096];
  for (std::size_t n = 0; (n = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  ::pclose(pipe);
  return out;
}

/// The environment of the service's process, as its own user sees it.
std::map<std::string, std::string> environment_of_service(Installation& installation) {
  const auto evidence = read_evidence(installation.database());
  const std::string directory = "instances/" + *evidence.instances_in_force.begin() + "/process";
  std::map<std::string, std::string> out;
  std::vector<pid_t> all = children(shim_of(installation.data(), directory));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const pid_t each : children(all[i])) all.push_back(each);
    for (const std::string& entry : split(read_all(fmt::format("/proc/{}/environ", all[i])), '\0'))
      if (const auto equals = entry.find('='); equals != entry.npos)
        out[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return out;
}

/// A pipeline that prints the secret in halves put together, and a service and a migration that print all they know.
void make_it_talk(const fs::path& folder, const std::string& secret) {
  const std::size_t half = secret.size() / 2;
  edit(folder / ".github/workflows/ci.yml", "      - name: Test\n",
       fmt::format("      - name: Talk\n        run: printf '%s%s\\n' '{}' '{}'\n\n      - name: Test\n",
                   secret.substr(0, half), secret.substr(half)));
  edit(folder / "app/__main__.py", "def main(arguments: list[str]) -> int:\n",
       "def main(arguments: list[str]) -> int:\n    print(dict(os.environ), flush=True)\n");
}

void search_logs(Installation& installation, Search& search) {
  const json::value runs = installation.api().must("GET", "/api/v1/runs?limit=200");
  for (const auto& item : runs.at("items").as_array()) {
    const json::value run = installation.api().must("GET", "/api/v1/runs/" + text_of(item, "id"));
    for (const auto& node : run.at("nodes").as_array()) {
      std::string key = text_of(node, "key");
      for (auto slash = key.find('/'); slash != key.npos; slash = key.find('/')) key.replace(slash, 1, "%2F");
      for (std::size_t step = 0; step < node.at("steps").as_array().size(); ++step) {
        const auto log = installation.api().raw(
            "GET", fmt::format("/api/v1/runs/{}/nodes/{}/steps/{}/log?limit=10000", text_of(item, "id"), key, step));
        REQUIRE(log.has_value());
        CHECK(log->first == 200);
        search.look(fmt::format("the log of '{}', {}, step {}", text_of(run, "title"), text_of(node, "key"), step),
                    log->second);
      }
    }
  }
}

void search_processes(Installation& installation, Search& search) {
  for (const Process& process : processes()) {
    search.look(fmt::format("the arguments of process {}", process.pid), join(process.words, " "));
    const bool is_ours = join(process.words, " ").find(installation.data().string()) != std::string::npos;
    const bool is_workload = process.words.size() > 3 && process.words[1] == "shim";  // hands it on
    if (is_ours && !is_workload)
      search.look("the environment of " + process.words.front(),
                  read_all(fmt::format("/proc/{}/environ", process.pid)));
  }
}

/// Everything below the data directory but the keys themselves, what the workload itself wrote (it may say what it
/// likes on its own disk; the API masks it), and the cluster of its database.
void search_files(Installation& installation, Search& search) {
  std::error_code ignored;
  for (auto it = fs::recursive_directory_iterator(installation.data(), fs::directory_options::skip_permission_denied,
                                                  ignored);
       it != fs::recursive_directory_iterator(); it.increment(ignored)) {
    const std::string path = fs::relative(it->path(), installation.data()).string();
    if (!it->is_regular_file(ignored) || path.starts_with("keys/") || path.starts_with("postgres/")) continue;
    if (path.find("/process/log/") != path.npos) continue;
    search.look("the file " + path, read_all(it->path()));
  }
  search.look("the server's log", read_all(installation.log()));
}

void look_everywhere(Installation& installation, const Canaries& canaries,
                     const std::map<std::string, std::string>& ids) {
  Search search(canaries);
  for (const auto& [place, text] : read_all_text(installation.database())) search.look("the database, " + place, text);
  search_logs(installation, search);
  search_processes(installation, search);
  search_files(installation, search);
  for (const std::string& path : get_routes(ids)) {
    const auto answer = installation.api().raw("GET", path);
    REQUIRE(answer.has_value());
    CHECK_MESSAGE(answer->first < 500, path);
    search.look("GET " + path, answer->second);
  }
  for (const char* arguments :
       {"status steady -o json", "secret list -o json", "run list -o json", "user list -o json", "audit list -o json",
        "resource list --component steady -o json", "catalog list -o json", "env list -o json"})
    search.look(std::string("towpath ") + arguments, cli(installation, arguments));
  CHECK(search.places() > 500);
}

void run_canary(Engine engine) {
  Installation installation(engine);
  REQUIRE(installation.start());
  const ApiClient& api = installation.api();
  Journeys journeys(installation);
  journeys.prepare();
  std::ofstream(installation.data().parent_path() / "token") << api.token().reveal();

  Canaries canaries;
  const auto canary = [&](const char* what) { return canaries[what] = "Canary" + new_ulid() + new_ulid(); };
  const std::string secret = canary("the secret");
  api.must("PUT", "/api/v1/secrets/component.steady/CANARY_WORD", json::object{{"value", secret}});
  api.must("POST", "/api/v1/users", json::object{{"name", "canary"}, {"password", canary("the password")}});
  canaries["the token"] = text_of(api.must("POST", "/api/v1/tokens", json::object{{"name", "canary"}}), "token");
  canaries["the sign-in code"] = text_of(api.must("POST", "/api/v1/users/canary/sign-in-codes"), "code");
  canaries["the admin's token"] = api.token().reveal();
  canaries["the passphrase"] = canary("the passphrase");
  api.must("PUT", "/api/v1/master-key/passphrase", json::object{{"passphrase", canaries["the passphrase"]}});
  journeys.push([&](const fs::path& folder) { make_it_talk(folder, secret); });
  journeys.finish("push");
  REQUIRE(wait_quiet(installation, longest));

  const auto environment = environment_of_service(installation);
  REQUIRE(environment.contains("DB_PASSWORD"));
  CHECK_MESSAGE(environment.at("CANARY_WORD") == secret, "the secret reaches the workload it is for");
  canaries["the database's password"] = environment.at("DB_PASSWORD");

  const json::value run = api.must("GET", "/api/v1/runs?kind=pipeline&project=steady&limit=1").at("items").at(0);
  look_everywhere(installation, canaries,
                  {{"id", text_of(run, "id")},
                   {"kind", "component"},
                   {"namespace", "default"},
                   {"environment", "development"},
                   {"component", "steady"},
                   {"key", "build"},
                   {"step", "1"},
                   {"project", "steady"},
                   {"path", "score.yaml"}});
}

bool is_wanted(const char* engine) {
  const char* wanted = std::getenv("TOWPATH_CAMPAIGN");
  return !wanted || std::string_view(wanted) == engine;
}

}  // namespace

TEST_SUITE("canaries") {
  TEST_CASE("on SQLite, no secret, password, token or code is anywhere but where it was put") {
    if (is_wanted("sqlite")) run_canary(Engine::sqlite);
  }

  TEST_CASE("on PostgreSQL, no secret, password, token or code is anywhere but where it was put") {
    if (!is_wanted("postgres")) return;
    if (!db::testing::PostgresServer::shared()) return;  // it has said why
    run_canary(Engine::postgres);
  }
}

}  // namespace towpath::faults
