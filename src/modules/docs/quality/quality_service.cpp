#include "quality/quality_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "auth/signed_in.h"
#include "base/sha256.h"
#include "base/strings.h"

namespace towpath::docs {
namespace {

constexpr std::chrono::days looked_back{90};
constexpr std::size_t most_missed = 50, longest_heading = 300;

Error no_set(const std::string& ref) {
  return not_found("docs.set_not_found", fmt::format("There is no documentation of {}.", ref))
      .with_hint("See what there is with: towpath docs list");
}

}  // namespace

auth::SqlCondition QualityService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, "doc.read"), "owner_ref", "", "is_public");
}

std::string QualityService::day_before(std::chrono::days days) const {
  return to_rfc3339(kernel_.clock.now() - days).substr(0, std::string("2026-11-29").size());
}

Result<DocsReport> QualityService::report(const auth::Principal& principal) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<DocsReport> {
    return DocsReport{store_.summaries(tx, visible(principal)),
                      without_beginnings(store_.missed(tx, day_before(looked_back), most_missed))};
  });
}

Result<SetQuality> QualityService::quality(const auth::Principal& principal, const std::string& ref) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<SetQuality> {
    auto found = store_.find(tx, ref, visible(principal));
    if (!found) return no_set(ref);
    found->votes = store_.votes(tx, ref, "", principal.ref);
    return std::move(*found);
  });
}

Result<std::vector<HeadingVotes>> QualityService::votes(const auth::Principal& principal, const std::string& ref,
                                                        const std::string& page) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<HeadingVotes>> {
    if (!store_.find(tx, ref, visible(principal))) return no_set(ref);
    return store_.votes(tx, ref, page, principal.ref);
  });
}

Status QualityService::vote(const auth::Principal& principal, const std::string& ref, const std::string& page,
                            const std::string& heading, bool is_useful) {
  CHECK_OK(auth::check_signed_in(principal, "a vote is one a person."));
  if (heading.size() > longest_heading || !is_utf8(heading))
    return invalid_input("docs.invalid_vote", "This is no heading of a page.")
        .with_field("/heading", fmt::format("must be at most {} bytes", longest_heading));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto set = store_.find(tx, ref, visible(principal));
    if (!set) return no_set(ref);
    if (std::none_of(set->pages.begin(), set->pages.end(), [&](const PageChange& each) { return each.path == page; }))
      return not_found("docs.page_not_found", fmt::format("The documentation of {} has no page '{}'.", ref, page))
          .with_hint(fmt::format("See its pages with: towpath docs show {}", ref));
    store_.vote(tx, ref, page, heading, principal.ref, is_useful);
    return ok();
  });
}

void QualityService::missed(const auth::Principal& principal, const std::string& text) {
  const std::string counted = counted_text(text);
  if (counted.empty()) return;
  // The words salt it: who searched one thing cannot be recognised in another.
  const std::string person = sha256_hex(fmt::format("{}\n{}", counted, principal.ref));
  const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.add_missed(tx, counted, person, day_before(std::chrono::days(0)));
    return ok();
  });
  if (!done.has_value()) throw std::runtime_error(done.error().message());
}

void QualityService::clean_up() {
  const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove_missed_before(tx, day_before(looked_back));
    return ok();
  });
  if (!done.has_value()) throw std::runtime_error(done.error().message());
}

}  // namespace towpath::docs
