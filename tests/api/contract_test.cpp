#include <doctest/doctest.h>

#include "orders.h"
#include "schema/schema.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("the contract") {
  TEST_CASE("every answer to a GET is what the document says, on a server with something in it") {
    const OpenapiDocument& document = OpenapiDocument::shared();
    int checked = 0;

    for (const Operation& operation : document.operations()) {
      if (operation.method != "GET" || operation.definition->contains("x-sse")) continue;
      if (operation.definition->contains("x-websocket")) continue;  // see shell_test
      if (needs_a_failure(operation)) continue;
      const std::string path = example_path(operation);
      CAPTURE(path);
      const Answer answer = orders().admin.get(path);
      CHECK_MESSAGE(answer.status == 200, answer.text);
      for (const FieldError& problem : document.problems(operation, answer))
        FAIL_CHECK(problem.path, ": ", problem.message, "\n", answer.text.substr(0, 300));
      ++checked;
    }

    CHECK(checked > 30);
  }

  TEST_CASE("every message of a stream is what the document says") {
    const OpenapiDocument& document = OpenapiDocument::shared();
    int streams = 0;

    for (const Operation& operation : document.operations()) {
      if (!operation.definition->contains("x-sse")) continue;
      CAPTURE(operation.name());
      const auto& stream = operation.definition->at("x-sse").as_object();
      const std::string type(stream.at("type").as_string());
      const auto schema = schema::Schema::compile_value(document.closed(stream.at("schema"))).value();

      const std::string path = example_path(operation);
      const auto events = orders().admin.events(path + (path.find('?') == std::string::npos ? "?" : "&") + "after=0",
                                                [](const StreamEvent& event) { return event.type != "message"; });

      REQUIRE_FALSE(events.empty());
      CHECK(events.front().type == type);
      for (const FieldError& problem : schema.validate(events.front().data))
        FAIL_CHECK(problem.path, ": ", problem.message);
      ++streams;
    }

    CHECK(streams >= 3);
  }

  TEST_CASE("refusals are problems in the shape the document says") {
    const OpenapiDocument& document = OpenapiDocument::shared();

    for (const Operation& operation : document.operations()) {
      if (operation.permission == "public") continue;
      CAPTURE(operation.name());
      const Answer answer =
          TestServer::shared().nobody().send({.method = operation.method, .url = example_path(operation)});
      CHECK(answer.status == 401);
      CHECK(answer.code() == "auth.required");
      CHECK_FALSE(answer.at("/hint").empty());
      for (const FieldError& problem : document.problems(operation, answer))
        FAIL_CHECK(problem.path, ": ", problem.message);
    }
  }
}
