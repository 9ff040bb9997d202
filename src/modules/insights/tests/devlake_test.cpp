#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "insights/devlake.h"
#include "support/test_paths.h"

// The oracle: DevLake's own end-to-end fixtures, read in place (corpus/dora/README.md explains each trap).

using namespace towpath;
using namespace towpath::insights::devlake;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char* project = "project1";
constexpr UtcTime long_ago{std::chrono::seconds(1'600'000'000)};
constexpr UtcTime much_later{std::chrono::seconds(1'800'000'000)};

fs::path fixtures() { return towpath::testing::corpus() / "dora"; }

bool has_corpus() {
  if (fs::exists(fixtures())) return true;
  MESSAGE("skipped: no ", fixtures().string());
  return false;
}

Table file(const std::string& path) {
  std::ifstream in(fixtures() / path, std::ios::binary);
  REQUIRE_MESSAGE(in, path);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  return read_csv(text, path).value();
}

Tables folder(const std::string& path) { return read_folder((fixtures() / path).string()).value(); }

/// Rows with the columns of `like` only, sorted.
std::vector<std::vector<std::string>> rows_like(const Table& table, const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> out;
  for (const auto& row : table.rows) {
    auto& picked = out.emplace_back();
    for (const std::string& column : columns) {
      REQUIRE_MESSAGE(table.column(column), column);
      picked.push_back(row[*table.column(column)]);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

void check_equal(const Table& actual, const Table& expected, std::size_t rows) {
  CHECK(expected.rows.size() == rows);
  CHECK(rows_like(actual, expected.columns) == rows_like(expected, expected.columns));
}

/// The incidents of the fifth table, whose fixture is not in the corpus: the same times under shorter names.
const char* incidents_csv =
    "id,created_date,updated_date,table,scope_id\n"
    "i1,2022-11-13 23:37:21,2022-11-15 22:37:21,repos,repo1\n"
    "i2,2022-11-13 01:07:21,2022-11-14 00:07:21,repos,repo1\n"
    "i3,2022-11-02 08:21:09,2022-11-04 07:21:09,repos,repo1\n"
    "i4,2022-11-28 01:46:47,2022-11-29 00:46:47,repos,repo2\n"
    "i5,2022-11-16 21:34:01,2022-11-19 20:34:01,repos,repo2\n"
    "i6,2022-09-15 01:56:06,2022-09-15 02:13:18,repos,repo3\n"
    "i7,2022-09-15 01:56:16,2022-09-15 02:13:18,boards,board1\n";

Tables with_incidents() {
  Tables tables;
  tables["cicd_deployment_commits"] = file("devlake/prev_success_deployment_commit/cicd_deployment_commits_after.csv");
  tables["project_mapping"] = file("devlake/prev_success_deployment_commit/project_mapping.csv");
  tables["incidents"] = read_csv(incidents_csv, "incidents").value();
  return tables;
}

}  // namespace

TEST_SUITE("DevLake's dialect") {
  TEST_CASE("pipelines give the deployment commits DevLake expects") {
    if (!has_corpus()) return;

    const Table made = deployment_commits(folder("devlake/deployment_generator"), project).value();

    check_equal(made, file("devlake/deployment_generator/cicd_deployment_commits.csv"), 6);
  }

  TEST_CASE("each deployment knows the successful one before it") {
    if (!has_corpus()) return;

    const Table made = with_previous(folder("devlake/prev_success_deployment_commit"), project).value();

    check_equal(made, file("devlake/prev_success_deployment_commit/cicd_deployment_commits_after.csv"), 16);
  }

  TEST_CASE("a deployment brings what the one before it had not, in DevLake's order") {
    if (!has_corpus()) return;

    const Table made = commit_differences(folder("devlake_other/refdiff/e2e/deployment_commit_diff"), project).value();

    check_equal(made, file("devlake_other/refdiff/e2e/deployment_commit_diff/commits_diffs.csv"), 5);
  }

  TEST_CASE("pull requests have the stages DevLake expects, to the minute") {
    if (!has_corpus()) return;

    const Table made = pull_request_metrics(folder("devlake/change_lead_time"), project).value();

    check_equal(made, file("devlake/change_lead_time/project_pr_metrics.csv"), 6);
  }

  TEST_CASE("an incident goes to the latest deployment before it, however long before") {
    if (!has_corpus()) return;

    const Table made = incident_deployments(with_incidents(), project).value();

    const Table expected = read_csv(
                               "id,project_name,deployment_id\n"
                               "i1,project1,pipeline7\ni2,project1,pipeline7\ni3,project1,pipeline7\n"
                               "i4,project1,pipeline7\ni5,project1,pipeline7\ni7,project1,pipeline2\n",
                               "expected")
                               .value();
    check_equal(made, expected, 6);
  }

  TEST_CASE("the dashboards' median is the lower one, and pull requests that were not deployed do not count") {
    if (!has_corpus()) return;
    const Tables derived = derive(folder("devlake/change_lead_time"), project).value();

    const Figures shown = figures(derived, project, long_ago, much_later).value();

    CHECK(shown.deployments == 5);                               // pipelines 1, 2, 4, 6 and 7
    CHECK(shown.cycle_hours == doctest::Approx(4478.0 / 60.0));  // of 1598, 4478 and 10203 minutes
    CHECK_FALSE(shown.failure_rate.has_value());                 // no incidents were given
  }
}

TEST_SUITE("Towpath's definitions over DevLake's facts") {
  TEST_CASE("the unit is the commit, and what is not deployed is in flight without a lead time") {
    if (!has_corpus()) return;
    const Tables derived = derive(folder("devlake/change_lead_time"), project).value();

    const OwnReading own = own_reading(derived, project, long_ago, much_later).value();

    const std::size_t in_deployed_pull_requests = own.dora.lead_time.n;
    CHECK(in_deployed_pull_requests > 3);  // DevLake counts three pull requests here
    CHECK(own.in_flight == 2);       // pr4 in staging, pr5 in a failed deployment: DevLake gives them a cycle time
    CHECK(own.negative_spans == 1);  // pr3 was merged after it was deployed
  }

  TEST_CASE("a first deployment gives no lead time in either reading") {
    if (!has_corpus()) return;
    const Tables derived = derive(folder("devlake/change_lead_time"), project).value();

    const OwnReading own = own_reading(derived, project, long_ago, much_later).value();

    for (const insights::JudgedDelivery& delivery : own.dora.deliveries)
      if (delivery.commit == "commit1") CHECK(delivery.lead_times.empty());
  }

  TEST_CASE("a failed attempt that succeeds later is one change, and does not count as a deployment") {
    if (!has_corpus()) return;
    const Tables derived = derive(folder("devlake/change_lead_time"), project).value();

    const OwnReading own = own_reading(derived, project, long_ago, much_later).value();

    CHECK(own.dora.deployment_frequency.n == 10);  // one a repository and scope; DevLake's 5 group them by pipeline
    CHECK(own.dora.attempt_success_rate.value == doctest::Approx(10.0 / 11.0));
  }

  TEST_CASE("an incident long after a deployment is not charged to it") {
    if (!has_corpus()) return;

    const OwnReading own = own_reading(with_incidents(), project, long_ago, much_later).value();

    CHECK(own.not_change_related == 5);  // those of November; the last deployment was in September
    CHECK(own.dora.change_failure_rate.n == 10);
    CHECK(own.dora.change_failure_rate.value == doctest::Approx(1.0 / 10.0));
    const Figures shown = figures(derive(with_incidents(), project).value(), project, long_ago, much_later).value();
    CHECK(shown.failure_rate == doctest::Approx(2.0 / 5.0));  // pipelines 2 and 7 of five
  }
}

TEST_SUITE("DevLake's tables as files") {
  TEST_CASE("quotes, either line ending and a byte order mark are read, and written back as needed") {
    const Table table = read_csv("\xEF\xBB\xBFid,text\r\n1,\"a \"\"b\"\", c\"\r\n2,\"two\nlines\"\n", "t").value();

    CHECK(table.columns == std::vector<std::string>{"id", "text"});
    CHECK(table.rows == std::vector<std::vector<std::string>>{{"1", "a \"b\", c"}, {"2", "two\nlines"}});
    CHECK(read_csv(write_csv(table), "t").value().rows == table.rows);
  }

  TEST_CASE("a broken file is refused with its line") {
    for (const auto& [text, part] : {std::pair{"a,b\n1\n", "t:2: 1 fields"}, std::pair{"a\n\"open\n", "t:2: a quote"},
                                     std::pair{"a\n\"x\"y\n", "t:2: text follows"}, std::pair{"", "no header"}}) {
      CAPTURE(text);
      const auto read = read_csv(text, "t");
      REQUIRE_FALSE(read.has_value());
      CHECK(read.error().code() == "insights.invalid_csv");
      CHECK(read.error().message().find(part) != std::string::npos);
    }
  }

  TEST_CASE("a missing table and a missing column are named") {
    const auto nothing = deployment_commits({}, project);
    REQUIRE_FALSE(nothing.has_value());
    CHECK(nothing.error().code() == "insights.missing_column");
    CHECK(nothing.error().message().find("project_mapping") != std::string::npos);

    const auto half = deployment_commits({{"project_mapping", {{"project_name"}, {}}}}, project);
    REQUIRE_FALSE(half.has_value());
    CHECK(half.error().message().find("column table") != std::string::npos);

    CHECK(read_folder("/nowhere/at/all").error().code() == "insights.no_tables");
  }

  TEST_CASE("instants are read in each form DevLake writes, and nothing else") {
    CHECK(instant_text(*parse_instant("2023-4-10 6:51:47")) == "2023-04-10T06:51:47.000+00:00");
    CHECK(instant_text(*parse_instant("2022-03-07T06:26:42.109+00:00")) == "2022-03-07T06:26:42.109+00:00");
    CHECK(instant_text(*parse_instant("2022-03-07T06:26:42+0530")) == "2022-03-07T00:56:42.000+00:00");
    for (const char* text : {"", "yesterday", "2022-13-01 00:00:00", "2022-02-30 00:00:00", "2022-02-03 25:00:00",
                             "2022-02-03 00:00:00x", "2022-02-03 00:00:00.", "99999-01-01 00:00:00"})
      CHECK_FALSE_MESSAGE(parse_instant(text).has_value(), text);
  }
}
