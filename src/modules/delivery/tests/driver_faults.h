#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service_host.h"
#include "support/cutting_relay.h"

namespace towpath::delivery {

using towpath::testing::CuttingRelay;

/// What a driver asks, behind a way that can be cut.
struct FarTarget {
  CuttingRelay& way;
  std::string type;
  std::string code;  ///< Of the error that says that it is away.
  /// As after a start of the server: nothing is remembered.
  std::function<std::unique_ptr<Driver>()> driver;
  /// "" or why a workload cannot use what it was given.
  std::function<std::string(const ResourceOutcome&)> use;
  /// How many objects of this resource the target has, kept ones not among them.
  std::function<std::size_t(const ResourceRequest&)> count;
  std::function<ResourceRequest(Driver&)> fresh = {};  ///< Without one: fresh_request() of the type.
};

namespace far {

inline constexpr int most_questions = 60;  ///< More than any driver asks for one call.

inline ResourceRequest fresh(const FarTarget& target, Driver& driver) {
  return target.fresh ? target.fresh(driver) : fresh_request(driver, target.type);
}

inline DriverContext patience() {
  DriverContext out;
  out.deadline = std::chrono::seconds(60);
  return out;
}

/// It failed because the target is away, says so, and shows no secret; or all of it was done before.
template <class T>
void check_says_so(const FarTarget& target, const ResourceRequest& request, const Result<T>& did) {
  if (did.has_value()) return;
  CHECK((did.error().code() == target.code || did.error().code() == answer_lost_code));
  CHECK(!did.error().message().empty());
  for (const auto& [key, secret] : request.known_secrets)
    CHECK(did.error().message().find(secret.reveal()) == std::string::npos);
}

/// While the target is away nobody knows what is there: that is an error, never "it does not exist".
inline void check_cannot_be_told(const FarTarget& target, const ResourceRequest& request) {
  const auto seen = target.driver()->observe(request, patience());
  REQUIRE(!seen.has_value());
  CHECK((seen.error().code() == target.code || seen.error().code() == answer_lost_code));
}

inline void check_is_made(const FarTarget& target, const ResourceRequest& request) {
  const auto driver = target.driver();
  const auto made = worked(driver->apply(request, patience()));
  CHECK(target.use(made) == "");
  CHECK(target.count(request) == 1);
  const auto seen = worked(driver->observe(request, patience()));
  REQUIRE(seen.has_value());
  require_same(made, *seen);
}

inline void check_is_gone(const FarTarget& target, const ResourceRequest& request, bool purge) {
  const auto driver = target.driver();
  worked(driver->destroy(request, purge, patience()));
  CHECK(!worked(driver->observe(request, patience())).has_value());
  if (purge) CHECK(target.count(request) == 0);
}

}  // namespace far

/// Calls `attempt` with 0, 1, 2 ... questions to be passed on, until it answers that the target was not cut off.
inline void for_each_cut(const std::function<bool(int)>& attempt) {
  int cuts = 0;
  bool was_cut = true;
  for (; was_cut; ++cuts) {
    CAPTURE(cuts);
    REQUIRE(cuts < far::most_questions);
    was_cut = attempt(cuts);
  }
  CHECK(cuts > 2);  // the last one was not cut off
}

/// The target goes away after each single question of an apply, which is done there and whose answer is lost. It is
/// said so; made again with nothing but the intent, there is one object, which works.
inline void check_apply_cut_everywhere(const FarTarget& target) {
  for_each_cut([&](int cuts) {
    const auto driver = target.driver();
    const auto request = far::fresh(target, *driver);
    target.way.cut_after(cuts);
    const auto applied = driver->apply(request, far::patience());
    const bool was_cut = target.way.is_away();
    if (was_cut) {
      far::check_says_so(target, request, applied);
      far::check_cannot_be_told(target, request);
    }
    target.way.mend();
    if (!was_cut) REQUIRE(applied.has_value());
    far::check_is_made(target, request);
    far::check_is_gone(target, request, true);
    return was_cut;
  });
}

/// The same of a delete, which then goes on; or the resource is wanted again, and works.
inline void check_destroy_cut_everywhere(const FarTarget& target, bool purge) {
  CAPTURE(purge);
  for_each_cut([&](int cuts) {
    const auto driver = target.driver();
    const auto request = far::fresh(target, *driver);
    const auto made = worked(driver->apply(request, far::patience()));
    CHECK(target.use(made) == "");  // there is something to keep
    target.way.cut_after(cuts);
    const auto destroyed = target.driver()->destroy(request, purge, far::patience());
    const bool was_cut = target.way.is_away();
    if (was_cut) far::check_says_so(target, request, destroyed);
    target.way.mend();
    if (!was_cut) REQUIRE(destroyed.has_value());
    if (cuts % 2 == 0) far::check_is_gone(target, request, purge);
    far::check_is_made(target, request);
    far::check_is_gone(target, request, true);
    return was_cut;
  });
}

inline void check_cut_everywhere(const FarTarget& target) {
  check_apply_cut_everywhere(target);
  for (const bool purge : {false, true}) check_destroy_cut_everywhere(target, purge);
}

}  // namespace towpath::delivery
