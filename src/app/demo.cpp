#include "demo.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <ostream>

#include "base/id.h"
#include "base/strings.h"
#include "http/client.h"
#include "json/json.h"

namespace towpath::app {
namespace {

namespace json = boost::json;
using Steady = std::chrono::steady_clock;

constexpr auto longest = std::chrono::minutes(5);

std::string text_of(const json::value& value, std::string_view key) {
  const auto* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
  if (!found || found->is_null()) return "";
  return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
}

/// The server's API, and waiting for what it does.
class Driver {
 public:
  Driver(std::string url, const Secret& token, cli::Io& io) : url_(std::move(url)), token_(token), io_(io) {}

  Result<json::value> call(const std::string& method, const std::string& path,
                           const json::value& body = nullptr) const {
    http::ClientRequest request;
    request.method = method;
    request.url = url_ + path;
    request.bearer_token = token_;
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = json::serialize(body);
    }
    TRY(const auto response, http::fetch(request));
    if (response.status >= 300) return http::error_from(response);
    if (response.body.empty()) return json::value(nullptr);
    return towpath::json::parse(response.body);
  }

  void say(const std::string& line) const { io_.err << fmt::format("{:5.1f} s  {}\n", seconds(), line) << std::flush; }
  double seconds() const { return std::chrono::duration<double>(Steady::now() - start_).count(); }

  /// Follows a run's journal to its end; an Error when it did not succeed.
  Result<json::value> finish(const std::string& run) const {
    http::ClientRequest request;
    request.url = fmt::format("{}/api/v1/runs/{}/journal/stream", url_, run);
    request.bearer_token = token_;
    request.timeout = std::chrono::milliseconds(0);
    bool ended = false;
    std::string seen;
    request.on_data = [&](std::string_view bytes) {
      seen += bytes;
      ended = seen.find("event: end") != std::string::npos || seen.find("event:end") != std::string::npos;
      return !ended && Steady::now() - start_ < longest;
    };
    (void)http::fetch(request);  // ends by our own stop; the run's state below is what counts
    TRY(const json::value answer, call("GET", "/api/v1/runs/" + run));
    if (text_of(answer, "state") == "succeeded") return answer;
    const json::value& error = answer.at("error");
    return failed("app.demo_failed", fmt::format("{} {}: {}", text_of(answer, "title"), text_of(answer, "state"),
                                                 text_of(error, "message")))
        .with_hint(fmt::format("See its log with: towpath run logs {}", run));
  }

  /// The newest run of a kind about a project, once there is one. Woken by the event stream, not by polling.
  Result<std::string> next_run(const std::string& kind, const std::string& project) const {
    const auto find = [&]() -> Result<std::string> {
      TRY(const json::value page, call("GET", fmt::format("/api/v1/runs?kind={}&project={}&limit=1", kind, project)));
      const auto& items = page.at("items").as_array();
      return items.empty() ? std::string() : text_of(items.front(), "id");
    };
    std::optional<Result<std::string>> found;
    http::ClientRequest request;
    request.url = url_ + "/api/v1/events/stream";
    request.bearer_token = token_;
    request.headers.set("Last-Event-ID", "0");
    request.timeout = std::chrono::milliseconds(0);
    request.on_data = [&](std::string_view) {
      found = find();
      return found->has_value() && found->value().empty() && Steady::now() - start_ < longest;
    };
    (void)http::fetch(request);
    if (!found) return unavailable("app.demo_failed", "The server's event stream cannot be read.");
    if (found->has_value() && found->value().empty())
      return failed("app.demo_failed", fmt::format("No {} run began for {}.", kind, project))
          .with_hint("See: towpath run list");
    return std::move(*found);
  }

 private:
  std::string url_;
  const Secret& token_;
  cli::Io& io_;
  Steady::time_point start_ = Steady::now();
};

/// A request to the service itself. Its host name is below localhost, which not every resolver knows, so the connection
/// goes to the loopback address and the name into the Host header.
Result<http::ClientResponse> request_service(const std::string& url, const std::string& method, const std::string& path,
                                             const std::string& body) {
  const auto host_begin = url.find("://") + 3;
  const auto host_end = url.find_first_of(":/", host_begin);
  const auto port_end = url.find('/', host_begin);
  http::ClientRequest request;
  request.method = method;
  request.url = "http://127.0.0.1" + url.substr(host_end, port_end - host_end) + path;
  request.headers.set("Host", url.substr(host_begin, host_end - host_begin));
  if (!body.empty()) {
    request.headers.set("Content-Type", "application/json");
    request.body = body;
  }
  return http::fetch(request);
}

}  // namespace

Result<DemoResult> run_demo(const std::string& server_url, const Secret& token, const std::string& golden_path,
                            cli::Io& io) {
  const Driver driver(server_url, token, io);
  DemoResult result;
  result.component = "demo-" + to_lower(new_ulid().substr(20));
  driver.say(fmt::format("creating {} from the golden path {}", result.component, golden_path));
  TRY(const json::value me, driver.call("GET", "/api/v1/me"));
  TRY(const json::value created,
      driver.call(
          "POST", fmt::format("/api/v1/golden-paths/{}/runs", golden_path),
          json::object{{"parameters", json::object{{"name", result.component}, {"owner", text_of(me, "ref")}}}}));
  CHECK_OK(driver.finish(text_of(created, "id")));
  TRY(const json::value repository, driver.call("GET", "/api/v1/repositories/" + result.component));
  result.repository = text_of(repository, "cloneUrl");
  driver.say("repository " + result.repository);

  TRY(result.pipeline_run, driver.next_run("pipeline", result.component));
  driver.say("its pipeline builds and tests it");
  CHECK_OK(driver.finish(result.pipeline_run));
  TRY(const std::string deployment_run, driver.next_run("deployment", result.component));
  driver.say("its release is deployed to development, with a database of its own");
  TRY(const json::value deployed, driver.finish(deployment_run));
  result.deployment = text_of(deployed.at("inputs"), "deployment");

  TRY(const json::value status, driver.call("GET", fmt::format("/api/v1/components/{}/status", result.component)));
  for (const auto& environment : status.at("environments").as_array())
    if (text_of(environment, "name") == "development") result.url = text_of(environment, "url");
  TRY(const json::value resources,
      driver.call("GET", fmt::format("/api/v1/resources?component={}&environment=development", result.component)));
  for (const auto& resource : resources.at("items").as_array())
    if (text_of(resource, "type") == "postgres") result.database = text_of(resource.at("outputs"), "name");
  if (result.url.empty() || result.database.empty())
    return failed("app.demo_failed", "The deployment has no URL or no database.")
        .with_hint(fmt::format("See: towpath status {}", result.component));

  const std::string note = "written by the demo " + new_ulid();
  TRY(const auto written, request_service(result.url, "POST", "/notes", json::serialize(json::object{{"text", note}})));
  if (written.status != 201)
    return failed("app.demo_failed", fmt::format("POST /notes answered {}: {}", written.status, written.body));
  TRY(const auto read, request_service(result.url, "GET", "/notes", ""));
  result.http_status = read.status;
  if (read.status != 200 || read.body.find(note) == std::string::npos)
    return failed("app.demo_failed",
                  fmt::format("GET /notes answered {} without the note that was just written.", read.status));
  result.seconds = driver.seconds();
  driver.say(fmt::format("{} answers, and the note is in the database {}", result.url, result.database));
  return result;
}

}  // namespace towpath::app
