#include "shop.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>

#include <fstream>

#include "base/base64.h"
#include "base/strings.h"
#include "json/json.h"

namespace towpath::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* workflow = R"(name: ci
on:
  push:
    branches: [ready]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: towpath/upload-bundle@v1
        with:
          path: bundle
)";

/// Says its version, and what it stands on: it writes its version to its database, where it has one, and reads all.
constexpr const char* page_program = R"py(import glob, http.server, json, os, signal, subprocess, time

version = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "version")).read().strip()

def rows(sql):
    psql = sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))[-1]
    return subprocess.run([psql, "-XAtq", "-c", sql], capture_output=True, text=True, check=True).stdout.split()

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        said = {"version": version, "rates": os.environ.get("RATES", "")}
        if "PGHOST" in os.environ:
            said |= {"database": os.environ["PGDATABASE"], "versions": rows("SELECT DISTINCT version FROM seen")}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *words):
        pass

if version.startswith("slow"):
    time.sleep(6)
if version.startswith("stubborn"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "PGHOST" in os.environ:
    rows("CREATE TABLE IF NOT EXISTS seen (version text)")
    rows(f"INSERT INTO seen VALUES ('{version}')")
http.server.ThreadingHTTPServer(("", int(os.environ["PORT"])), Page).serve_forever()
)py";

/// GET of a URL of a workload, through the proxy at the loopback address; "" when it does not answer 200.
std::string body_of(const std::string& url) {
  const auto begin = url.find("://") + 3, end = url.find('/', begin), colon = url.find(':', begin);
  if (url.empty() || colon == std::string::npos) return "";
  http::ClientRequest request{.url = "http://127.0.0.1" + url.substr(colon)};
  request.headers.set("Host", url.substr(begin, end - begin));
  const auto answer = http::fetch(request);
  return answer && answer->status == 200 ? answer->body : "";
}

}  // namespace

bool comes_true(std::chrono::seconds longest, const std::function<bool()>& is_true) {
  const auto until = std::chrono::steady_clock::now() + longest;
  while (!is_true()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 100);
  }
  return true;
}

Shop::Shop(const ServerProcess& server, std::string name, const std::string& score, const TestCluster* images)
    : server_(&server), name_(std::move(name)), images_(images) {
  std::string folder = (fs::temp_directory_path() / "shop-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  const Answer made = api().post("/api/v1/repositories", {{"name", name_}});
  REQUIRE_MESSAGE(made.status == 201, made.text);
  write(".github/workflows/ci.yml", workflow);
  write("score.yaml", score);
  write("bundle/page.py", page_program);
  git("init -q -b ready .");
}

Shop::~Shop() {
  std::error_code ignored;  // in the machine's temporary folder
  fs::remove_all(folder_, ignored);
}

void Shop::write(const std::string& file, const std::string& text) const {
  fs::create_directories((folder_ / file).parent_path());
  std::ofstream out(folder_ / file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  REQUIRE(out.good());
}

std::string Shop::git(const std::string& words) const {
  const Finished finished =
      run_shell(fmt::format("cd '{}' && GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 git -c "
                            "user.name=Tester -c user.email=tester@example.org {} 2>&1",
                            folder_.string(), words));
  REQUIRE_MESSAGE(finished.code == 0, finished.out);
  return std::string(trim(finished.out));
}

std::string Shop::release(const std::string& version, const std::string& score) {
  write("bundle/version", version + "\n");
  if (!score.empty()) write("score.yaml", score);
  git("add -A");
  git("commit -q -m '" + version + "'");
  const std::string commit = git("rev-parse HEAD");
  if (images_) images_->add_image(fmt::format("{}:{}", name_, commit), folder_ / "bundle");
  git(fmt::format("-c http.extraHeader='Authorization: Basic {}' push -q {}/git/{}.git ready",
                  to_base64("admin:" + server_->token()), server_->url(), name_));
  std::string release;
  const bool is_made = comes_true(120s, [&] {
    const auto all = api().get("/api/v1/releases?component=" + name_).value("/items");
    if (all.is_array() && !all.as_array().empty() && text_at(all, "/0/commit") == commit)
      release = text_at(all, "/0/id");
    return !release.empty();
  });
  if (!is_made) FAIL("no release was made of ", version, ": ", api().get("/api/v1/runs?limit=3").text);
  return release;
}

Finished Shop::deploy(const std::string& environment, const std::string& words) const {
  return server_->cli(fmt::format("deploy {} {} {} 2>&1", name_, environment, words));
}

std::string Shop::begin(const std::string& environment) const {
  const Answer started = api().post("/api/v1/deployments", {{"component", name_}, {"environment", environment}});
  REQUIRE_MESSAGE(started.status == 202, started.text);
  return started.at("/run/id");
}

boost::json::value Shop::cell(const std::string& environment) const {
  const auto rows = api().get("/api/v1/environment-matrix?component=" + name_).value("/items");
  if (!rows.is_array()) return nullptr;
  for (const auto& row : rows.as_array())
    for (const auto& each : row.at("environments").as_array())
      if (text_at(each, "/name") == environment) return each;
  return nullptr;
}

boost::json::value Shop::page(const std::string& environment) const {
  const auto said = json::parse(body_of(text_at(cell(environment), "/url")));
  return said ? *said : boost::json::value(nullptr);
}

Visitor::Visitor(const std::string& url)
    : thread_([this, url](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          ++(body_of(url).empty() ? failed_ : answered_);
          ::poll(nullptr, 0, 20);
        }
      }) {}

std::string why_not_runtime(const Api& api, const std::string& runtime) {
  const auto all = api.get("/api/v1/runtimes").value("/items");
  for (const auto& each : all.as_array())
    if (text_at(each, "/name") == runtime)
      return each.at("available").as_bool() ? "" : text_at(each, "/reason") + ". " + text_at(each, "/advice");
  return "this server does not know it";
}

}  // namespace towpath::testing
