#include <doctest/doctest.h>

#include "orders.h"
#include "typed_line.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("signing in from a terminal") {
  TEST_CASE("a link that signs in once does for the command line what it does for the portal, once") {
    TestServer& server = TestServer::shared();
    const std::string name = server.new_name("newcomer");
    REQUIRE(server.admin().post("/api/v1/users", {{"name", name}, {"roles", boost::json::array{"member"}}}).status ==
            201);
    const Answer code = server.admin().post("/api/v1/users/" + name + "/sign-in-codes", {});
    REQUIRE(code.status == 201);
    const std::string line =
        "echo '" + server.url() + "/sign-in?code=" + code.at("/code") + "' | towpath login " + server.url();

    const Finished first = type(line, server.nobody());
    CHECK_MESSAGE(first.code == 0, first.err);
    CHECK(first.err.find("as user:default/" + name) != std::string::npos);
    const Finished again = type(line, server.nobody());
    CHECK_MESSAGE(again.code == 3, again.err);
    for (const Finished& finished : {first, again}) {
      CHECK(finished.out.find(code.at("/code")) == std::string::npos);
      CHECK(finished.err.find(code.at("/code")) == std::string::npos);
    }
  }

  TEST_CASE("nothing typed is said to be nothing, with what to type") {
    const Finished finished = type("echo | towpath login " + TestServer::shared().url(), TestServer::shared().nobody());
    CHECK(finished.code == 2);
    CHECK_MESSAGE(finished.err.find("cli.no_user") != std::string::npos, finished.err);
    CHECK(finished.err.find("the link that signs in once") != std::string::npos);
  }
}
