#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>

#include "json/json.h"
#include "support/server_process.h"
#include "support/test_paths.h"

using towpath::testing::Finished;
using towpath::testing::run_shell;
using towpath::testing::ServerProcess;

TEST_SUITE("the main job") {
  TEST_CASE("each shipped golden path becomes a service that answers and keeps a row in its own database") {
    for (const char* golden_path : {"node-service", "python-service", "cpp-service"}) {
      CAPTURE(golden_path);

      const Finished demo =
          run_shell(std::string("env -u TOWPATH_URL -u TOWPATH_TOKEN ") + towpath::testing::program().string() +
                    " demo --golden-path " + golden_path + " -o json");

      REQUIRE(demo.code == 0);
      const auto report = towpath::json::parse(demo.out);
      REQUIRE(report.has_value());
      CHECK(report->at("httpStatus") == 200);
      CHECK(report->at("url").as_string().starts_with("http://"));
      CHECK_FALSE(report->at("database").as_string().empty());
      CHECK_FALSE(report->at("pipelineRun").as_string().empty());
      CHECK_FALSE(report->at("deployment").as_string().empty());
    }
  }

  TEST_CASE("a newcomer is told what a golden path asks for, and where what was made is") {
    const ServerProcess server({});
    const auto type = [&](const std::string& words) { return server.cli(words + " 2>&1"); };

    const Finished asked = type("new first-service");
    CHECK(asked.code == 0);
    for (const char* said : {"--owner REF", "required", "--secret passphrase=FILE"}) {
      CAPTURE(said);
      CHECK_MESSAGE(asked.out.find(said) != std::string::npos, asked.out);
    }

    const Finished incomplete = type("new first-service greeting");
    CHECK(incomplete.code == 2);
    CHECK_MESSAGE(incomplete.out.find("with: towpath new first-service") != std::string::npos, incomplete.out);

    const Finished made = type("new first-service greeting --owner user:default/admin");
    CHECK(made.code == 0);
    CHECK_MESSAGE(made.out.find("Repository: " + server.url() + "/git/greeting.git") != std::string::npos, made.out);
    CHECK_MESSAGE(made.out.find("Component: towpath status greeting") != std::string::npos, made.out);
  }

  TEST_CASE("a word that is no command is wrong usage and names the nearest one") {
    const Finished result = run_shell(towpath::testing::program().string() + " catlog list 2>&1");

    CHECK(result.code == 2);
    CHECK(result.out.find("catalog list") != std::string::npos);
  }
}
