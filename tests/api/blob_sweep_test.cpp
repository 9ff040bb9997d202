#include "blob_sweep.h"

#include <doctest/doctest.h>

#include "db/testing/databases.h"

using namespace towpath;
using namespace std::chrono_literals;
using retention::Mode;

TEST_CASE("a blob goes when nothing has named it for two looks some minutes apart, and never while it is named") {
  const db::testing::TemporaryFolder folder;
  const auto blobs = blob::open_folder(folder.path()).value();
  const auto named = blobs->put("named").value(), unnamed = blobs->put("unnamed").value();
  const auto late = blobs->put("named a moment later").value();
  std::set<std::string> names{named.text};
  const auto sweep = app::make_blob_sweep(*blobs, [&] { return names; });
  const UtcTime start = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();

  CHECK(sweep->enforce({}, Mode::remove, start, {}).items == 0);
  CHECK(sweep->enforce({}, Mode::remove, start + 1min, {}).items == 0);
  names.insert(late.text);
  CHECK(sweep->enforce({}, Mode::plan, start + 10min, {}).items == 1);
  CHECK(blobs->size(unnamed).has_value());
  const auto removal = sweep->enforce({}, Mode::remove, start + 10min, {});

  CHECK(removal.items == 1);
  CHECK(removal.kept_items == 2);
  CHECK_FALSE(blobs->size(unnamed).has_value());
  CHECK(blobs->size(named).has_value());
  CHECK(blobs->size(late).has_value());
}

TEST_CASE("a blob that was stored again since the look before stays: its name comes a moment later") {
  const db::testing::TemporaryFolder folder;
  const auto blobs = blob::open_folder(folder.path()).value();
  const auto content = blobs->put("content").value();
  const auto sweep = app::make_blob_sweep(*blobs, [] { return std::set<std::string>(); });
  const UtcTime start = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();
  CHECK(sweep->enforce({}, Mode::remove, start, {}).items == 0);
  const auto upload = blobs->create().value();
  REQUIRE(upload->write("content").has_value());
  REQUIRE(upload->finish().has_value());

  CHECK(sweep->enforce({}, Mode::remove, start + 10min, {}).items == 0);
  CHECK(blobs->size(content).has_value());
  CHECK(sweep->enforce({}, Mode::remove, start + 20min, {}).items == 1);
  CHECK_FALSE(blobs->size(content).has_value());
}
