#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "db/testing/databases.h"
#include "http/client.h"
#include "json/json.h"
#include "support/server_process.h"
#include "support/test_paths.h"

namespace fs = std::filesystem;
namespace http = towpath::http;
using namespace std::chrono_literals;
using towpath::db::testing::TemporaryFolder;
using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

namespace {

boost::json::value parsed(const Finished& finished) {
  CAPTURE(finished.out);
  REQUIRE(finished.code == 0);
  const auto value = towpath::json::parse(finished.out);
  REQUIRE(value.has_value());
  return *value;
}

/// A service of the golden path behind a server's data plane. Its name is below localhost, which not every resolver
/// knows: the connection goes to the loopback address, the name into the Host header.
struct Service {
  std::string host;
  int port = 0;

  http::ClientResponse request(const std::string& method, const std::string& body,
                               const std::string& query = "") const {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(port) + "/notes" + query;
    request.headers.set("Host", host);
    request.timeout = 5s;
    if (!body.empty()) {
      request.headers.set("Content-Type", "application/json");
      request.body = body;
    }
    const auto answer = http::fetch(request);
    return answer.has_value() ? *answer : http::ClientResponse();
  }
  bool write(const std::string& text) const {
    return request("POST", boost::json::serialize(boost::json::object{{"text", text}})).status == 201;
  }
  /// On any of the pages, of which the newest comes first.
  bool has(const std::string& text) const {
    for (std::string query;;) {
      const auto answer = request("GET", "", query);
      if (answer.body.find('"' + text + '"') != std::string::npos) return true;
      const auto page = towpath::json::parse(answer.body);
      if (answer.status != 200 || !page.has_value() || page->at("nextBefore").is_null()) return false;
      const boost::json::value& next = page->at("nextBefore");
      query = "?before=" + (next.is_string() ? std::string(next.as_string()) : boost::json::serialize(next));
    }
  }

  /// Asks until the note is there; a deployment takes some seconds, minutes on a busy machine.
  bool comes_to_have(const std::string& text) const {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    for (const auto until = std::chrono::steady_clock::now() + 180s; std::chrono::steady_clock::now() < until;) {
      if (has(text)) return true;
      never.wait_for(lock, 200ms, [] { return false; });
    }
    return false;
  }
};

Service service_of(const boost::json::value& demo, int port) {
  const std::string url(demo.at("url").as_string());
  const auto begin = url.find("://") + 3;
  return {url.substr(begin, url.find(':', begin) - begin), port};
}

/// Writes notes without a pause until it goes.
class Load {
 public:
  explicit Load(const Service& service)
      : thread_([this, service](std::stop_token stop) {
          while (!stop.stop_requested())
            service.write("under load " + std::to_string(++sent_)) ? ++written_ : ++failed_;
        }) {}
  int written() const { return written_; }
  int failed() const { return failed_; }

 private:
  std::atomic<int> sent_ = 0, written_ = 0, failed_ = 0;
  std::jthread thread_;
};

std::string program() { return towpath::testing::program().string(); }

void check_chain(const ServerProcess& server) {
  const auto verdict = parsed(run_shell("TOWPATH_URL=" + server.url() + " TOWPATH_TOKEN=" + server.token() + " " +
                                        program() + " audit verify -o json"));
  CHECK(verdict.at("valid").as_bool());
  CHECK(verdict.at("checked").as_int64() > 10);
}

}  // namespace

TEST_SUITE("operations") {
  TEST_CASE(
      "a backup made under load is restored into an empty folder, the service answers from it with its rows, and "
      "so it does after the database was copied into PostgreSQL") {
    const TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / "backup.tar.zst", restored = fs::path(folder.path()) / "restored";
    boost::json::value demo;
    {
      ServerProcess server({});
      demo = parsed(server.cli("demo -o json"));
      const Service service = service_of(demo, server.workload_port());
      REQUIRE(service.write("written before the backup"));
      int written = 0;
      {
        const Load load(service);
        const auto made = parsed(server.cli("backup --to " + file.string() + " --include-key -o json"));
        CHECK(made.at("hasKey").as_bool());
        written = load.written();
        CHECK(load.failed() == 0);
      }
      CHECK(written > 0);
      CHECK((fs::status(file).permissions() & fs::perms::others_read) == fs::perms::none);
    }

    const Finished result = run_shell(program() + " restore --from " + file.string() + " --data " + restored.string());
    CHECK(result.code == 0);
    const Finished again =
        run_shell(program() + " restore --from " + file.string() + " --data " + restored.string() + " -o json 2>&1");
    CHECK(again.code == 5);
    CHECK(again.out.find("app.not_empty") != std::string::npos);

    {
      ServerProcess server({.data = restored});
      const Service service = service_of(demo, server.workload_port());
      CHECK(service.comes_to_have("written before the backup"));
      CHECK(service.has("under load 1"));
      CHECK(service.write("written after the restore"));
      check_chain(server);

      const Finished refused = run_shell(program() + " db copy --data " + restored.string() +
                                         " --to postgresql://nobody@127.0.0.1:1/none -o json 2>&1");
      CHECK(refused.code == 5);
      CHECK(refused.out.find("db.in_use") != std::string::npos);
      CHECK(refused.out.find(std::to_string(server.pid())) != std::string::npos);
    }

    const auto url = towpath::db::testing::new_postgres_database();
    if (!url) return;  // it has said why
    const auto copied =
        parsed(run_shell(program() + " db copy --data " + restored.string() + " --to '" + *url + "' -o json"));
    CHECK(copied.at("eventsVerified").as_int64() > 10);
    CHECK(run_shell(program() + " db copy --data " + restored.string() + " --to '" + *url + "' 2>&1").code == 5);
    {
      ServerProcess server({.data = restored, .arguments = {"--database", *url}});
      const Service service = service_of(demo, server.workload_port());
      CHECK(run_shell("TOWPATH_URL=" + server.url() + " TOWPATH_TOKEN=" + server.token() + " " + program() +
                      " restart " + std::string(demo.at("component").as_string()) + " development")
                .code == 0);
      CHECK(service.comes_to_have("written after the restore"));
      CHECK(service.has("written before the backup"));
      check_chain(server);
    }
  }

  TEST_CASE("a damaged backup and one without its key are refused and leave nothing behind") {
    const TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / "backup.tar.zst", target = fs::path(folder.path()) / "target";
    const fs::path kept_key = fs::path(folder.path()) / "master.key";
    {
      ServerProcess server({});
      const auto made = parsed(
          run_shell(program() + " backup --data " + server.data().string() + " --to " + file.string() + " -o json"));
      CHECK_FALSE(made.at("hasKey").as_bool());
      fs::copy_file(server.data() / "keys" / "master.key", kept_key);
    }
    const std::string restore = program() + " restore --data " + target.string() + " --from ";

    const Finished without_key = run_shell(restore + file.string() + " -o json 2>&1");
    CHECK(without_key.code == 5);
    CHECK(without_key.out.find("backup.key_missing") != std::string::npos);

    const fs::path damaged = fs::path(folder.path()) / "damaged";
    fs::copy_file(file, damaged);
    fs::resize_file(damaged, fs::file_size(damaged) / 2);
    const Finished cut = run_shell(restore + damaged.string() + " -o json 2>&1");
    CHECK(cut.code != 0);
    CHECK(cut.out.find("backup.invalid") != std::string::npos);
    CHECK_FALSE(fs::exists(target));

    CHECK(run_shell(restore + file.string() + " --key " + kept_key.string()).code == 0);
    CHECK(fs::file_size(target / "keys" / "master.key") == 32);
  }
}
