#include "run_json.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace towpath::runs {
namespace {

TEST_CASE("what a run does not have is null in its answer, not an empty text") {
  Run run;
  run.inputs = run.outputs = "{}";
  run.error = failed("test.broken", "It broke.");
  run.journal_seq = 7;

  const boost::json::value body = boost::json::parse(run_body(run, {}));

  for (const char* name : {"subject", "owner", "project", "environmentType", "waitingReason", "startedAt", "rerunOf"}) {
    CAPTURE(name);
    CHECK(body.at(name).is_null());
  }
  for (const char* name : {"actor", "ref", "commit"}) {
    CAPTURE(name);
    CHECK(body.at("trigger").at(name).is_null());
  }
  CHECK(body.at("error").at("message").as_string() == "It broke.");
  CHECK(body.at("error").at("hint").is_null());
  CHECK(body.at("journalSeq").as_int64() == 7);
}

}  // namespace
}  // namespace towpath::runs
