#include <doctest/doctest.h>

#include <iostream>

#include "support/server_process.h"
#include "support/test_paths.h"

using namespace towpath::testing;

TEST_SUITE("the portal") {
  TEST_CASE("a newcomer signs in by the link, finds the service just made and reads its run, in a real browser") {
    if (run_shell("command -v npm").code != 0 || run_shell("command -v ${CHROMIUM:-/usr/bin/chromium}").code != 0) {
      std::cout << "SKIPPED: npm or Chromium is missing\n";
      return;
    }
    ServerProcess server({});
    REQUIRE(server.cli("demo -o json").code == 0);

    const Finished journey =
        run_shell("cd " + (source_folder() / "web").string() + " && ./build.sh >/dev/null && BASE_URL=" + server.url() +
                  " SIGN_IN_URL='" + server.sign_in_url() + "' ./npm run --silent e2e 2>&1");

    CAPTURE(journey.out);
    CHECK(journey.code == 0);
    CHECK(journey.out.find("ok signing out ends the session") != std::string::npos);
  }
}
