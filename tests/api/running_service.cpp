#include "running_service.h"

#include <doctest/doctest.h>

#include "base/strings.h"
#include "http/http.h"

namespace towpath::testing {

namespace bj = boost::json;

std::string RunningService::in_force() const {
  const bj::value environments = ann.get("/api/v1/components/" + name + "/status").value("/environments");
  for (const bj::value& each : environments.as_array())
    if (each.at("name") == bj::string_view("development")) return text_at(each, "/deployment");
  return "";
}

bj::value RunningService::finished(const Answer& started) const {
  REQUIRE_MESSAGE(started.status == 202, started.text);
  return ann.finished_run(started.at("/run/id"));
}

bj::value RunningService::succeeded(const Answer& started) const {
  bj::value run = finished(started);
  REQUIRE_MESSAGE(run.at("state") == "succeeded", bj::serialize(run));
  return run;
}

std::string RunningService::log_of(const bj::value& run) const {
  std::string out;
  for (const bj::value& node : run.at("nodes").as_array())
    for (std::size_t step = 0; step < node.at("steps").as_array().size(); ++step) {
      const Answer log =
          ann.get("/api/v1/runs/" + text_at(run, "/id") + "/nodes/" + http::percent_encode(text_at(node, "/key")) +
                  "/steps/" + std::to_string(step) + "/log?limit=1000");
      REQUIRE_MESSAGE(log.status == 200, log.text);
      const bj::value lines = log.value("/lines");
      for (const bj::value& line : lines.as_array()) out += text_at(line, "/text") + "\n";
    }
  return out;
}

RunningService make_running_service() {
  TestServer& server = TestServer::shared();
  const std::string team = server.new_group("running-team"), name = server.new_name("running");
  RunningService out{name, team, server.new_user("ann", {"member"}, {team}), server.new_user("outsider", {"member"}),
                     server.new_user("viewer", {"viewer"}, {team})};
  const Answer created = out.ann.post("/api/v1/golden-paths/python-service/runs",
                                      {{"parameters", bj::object{{"name", name}, {"owner", "group:default/" + team}}}});
  REQUIRE_MESSAGE(created.status == 202, created.text);
  REQUIRE(out.ann.finished_run(created.at("/id")).at("state") == "succeeded");
  REQUIRE(out.ann.put("/api/v1/secrets/component." + name + ".development/MARKER", {{"value", out.marker}}).status ==
          200);
  std::string deployed;
  const auto look = [&](const StreamEvent&) {
    deployed = out.ann.get("/api/v1/deployments?component=" + name).at("/items/0/state");
    return deployed == "succeeded";
  };
  out.ann.events("/api/v1/events/stream?after=0", look);
  REQUIRE(deployed == "succeeded");
  return out;
}

}  // namespace towpath::testing
