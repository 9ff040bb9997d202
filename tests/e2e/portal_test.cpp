#include <doctest/doctest.h>

#include <iostream>
#include <string>

#include "support/server_process.h"
#include "support/test_paths.h"

using namespace towpath::testing;

namespace {

/// Runs web/e2e/<name>.e2e.mjs: a server of its own, a real browser, a line per step. Shows what it printed.
bool passes(const std::string& name) {
  if (run_shell("command -v npm").code != 0 || run_shell("command -v ${CHROMIUM:-/usr/bin/chromium}").code != 0) {
    std::cout << "SKIPPED: npm or Chromium is missing\n";
    return true;
  }
  const Finished journey = run_shell("cd " + (source_folder() / "web").string() +
                                     " && ./build.sh >/dev/null && TOWPATH_PROGRAM=" + program().string() +
                                     " ./npm run --silent e2e -- " + name + " 2>&1");
  std::cout << journey.out;
  return journey.code == 0 && journey.out.find("ok " + name + ": ") != std::string::npos;
}

}  // namespace

// One case per journey; the name of its script says which.
TEST_SUITE("the portal") {
  TEST_CASE("a newcomer signs in by the link, finds the service just made and reads its run") {
    CHECK(passes("portal"));
  }

  TEST_CASE("somebody finds a service, reads every tab of it and changes its configuration") {
    CHECK(passes("service"));
  }
  TEST_CASE("a broken version is explained on its run's page while production keeps serving") {
    CHECK(passes("failure"));
  }
  TEST_CASE("a log of 100,000 lines opens at its end, and is searched and linked") { CHECK(passes("log")); }
  TEST_CASE("tokens, users, the audit log and the API reference are in the settings' reach") {
    CHECK(passes("settings"));
  }
  TEST_CASE(
      "a branch becomes a change, is reviewed by another, merged and deployed to staging; also by keyboard alone") {
    CHECK(passes("change"));
  }
  TEST_CASE("every page is accessible in both schemes and widths, breaks no policy and shows hostile names as text") {
    CHECK(passes("tour"));
  }
  TEST_CASE("a platform starts with six entries, names its product owner and opens a capability team by team") {
    CHECK(passes("platform"));
  }
  TEST_CASE("among 10,000 components one's own is found in four keys and any other by six letters") {
    CHECK(passes("find"));
  }
  TEST_CASE(
      "two browsers see the same change on SQLite and on PostgreSQL, and a server that restarts under them comes "
      "back") {
    CHECK(passes("live"));
  }
  TEST_CASE("a service is created and answers within a minute and five clicks") { CHECK(passes("zero-to-live")); }
  TEST_CASE("a newcomer learns by deploying, and a secret that was typed is nowhere to be read") {
    CHECK(passes("tutorial"));
  }
  TEST_CASE("a wrong value is explained, and a session that ends in a form loses nothing") { CHECK(passes("form")); }
  TEST_CASE("a running service gets a database in five clicks, and a secret by keyboard alone") {
    CHECK(passes("resource"));
  }
  TEST_CASE("a definition is found and looked at, and jobs, rotations and clones ask for what they need") {
    CHECK(passes("definitions"));
  }

  TEST_CASE("a promotion waits for a second person, and a plan that changes is asked for again") {
    CHECK(passes("approve"));
  }

  TEST_CASE("a hard policy stops a promotion, says why, and is waived until the waiver ends") {
    CHECK(passes("guard"));
  }
  TEST_CASE("a bar is raised from the heat map, the owner is told and mends it, and the campaign is done") {
    CHECK(passes("scorecards"));
  }
  TEST_CASE("a manager finds a metric, its rows, sets a target and takes the report along") {
    CHECK(passes("outcomes"));
  }
  TEST_CASE("a survey is answered without a name, and a team below the limit cannot be computed") {
    CHECK(passes("survey"));
  }
  TEST_CASE("other systems are heard and told, signed, and what they sent is read again") {
    CHECK(passes("connections"));
  }

  TEST_CASE("an announcement reaches everybody by banner, bell and mail, and survives a kill") {
    CHECK(passes("announce"));
  }
  TEST_CASE("a trace of the OpenTelemetry SDK is a waterfall within a second") { CHECK(passes("traces")); }

  TEST_CASE("what one says leads to the roadmap, ships, and who waits for it is told") { CHECK(passes("voice")); }
  TEST_CASE("a deployment shows what it stands on, drift is looked for, a runtime is chosen and tools are listed") {
    CHECK(passes("drift"));
  }
  TEST_CASE("each environment says which runtime runs a component, and what made the things it stands on") {
    CHECK(passes("side-by-side"));
  }
  TEST_CASE("promotion by a plan, comparison, what changed, and back") { CHECK(passes("promote")); }
}
