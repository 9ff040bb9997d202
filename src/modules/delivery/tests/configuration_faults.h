#pragma once

#include <string>

#include "configuration_fixture.h"
#include "killed_program.h"

namespace towpath::delivery::testing {

/// A shell's command for a step in the middle: unless the file `go` is in `folder`, it says that it waits, and does.
inline std::string wait_in(const std::string& folder) {
  return "test -e " + folder + "/go || (touch " + folder + "/waits && sleep 300)";
}

/// What the drivers of configuration promise when their program is killed. `request` makes the files `first` and
/// `second` in the resource's folder with wait_in() between them, and takes them away in the reverse order.
inline void check_killed_in_the_middle(ConfigurationHost& host, const std::string& program,
                                       const ResourceRequest& request, bool is_taken_back) {
  const auto folder = host.folder(request);
  const auto has = [&](const char* name) { return std::filesystem::exists(folder / name); };
  const auto is_half = [&] { return has("first") && !has("second"); };
  const auto let_go = [&] { std::ofstream(folder / "go").close(); };
  const auto seen = [&] { return value_of(host.driver->observe(request, host.context)); };
  const auto says_so = [&](const auto& result) {
    REQUIRE(!result.has_value());
    CHECK(result.error().code() == "delivery.configuration_failed");
    CAPTURE(result.error().message());
    CHECK(result.error().message().find("signal") != std::string::npos);
    CHECK(!host.has_leftovers());
  };

  host.context.deadline = std::chrono::minutes(10);  // on a busy machine each start takes long
  says_so(killed_when(folder / "waits", program, [&] { return host.driver->apply(request, host.context); }));
  CHECK(is_half());
  CHECK(!seen());
  let_go();
  const auto made = value_of(host.driver->apply(request, host.context));
  CHECK(has("second"));
  REQUIRE(seen());
  require_same(made, *seen());

  host.vault.is_locked = true;  // while what was applied cannot be read, nobody says that it is gone
  CHECK(host.driver->observe(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->drift(request, host.context).error().code() == "secrets.locked");
  CHECK(host.driver->destroy(request, true, host.context).error().code() == "secrets.locked");
  host.vault.is_locked = false;
  CHECK(has("second"));

  std::filesystem::remove(folder / "go");
  says_so(killed_when(folder / "waits", program, [&] { return host.driver->destroy(request, true, host.context); }));
  CHECK(is_half());
  CHECK(!seen());
  let_go();
  if (is_taken_back) {
    require_same(made, value_of(host.driver->apply(request, host.context)));
    CHECK(has("second"));
    REQUIRE(seen());
  }
  value_of(host.driver->destroy(request, true, host.context));
  CHECK(!std::filesystem::exists(folder));
  CHECK(!seen());
}

}  // namespace towpath::delivery::testing
