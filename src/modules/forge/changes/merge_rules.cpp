#include "changes/merge_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace towpath::forge {
namespace {

constexpr std::size_t names_in_words = 5;

/// "a, b and 3 more"
std::string in_words(const std::vector<std::string>& names) {
  if (names.size() <= names_in_words) return join(names, ", ");
  const std::span first(names.begin(), names_in_words);
  return fmt::format("{} and {} more", join(first, ", "), names.size() - names_in_words);
}

std::string name_of(const std::string& ref) { return ref.substr(ref.rfind('/') + 1); }

bool counts(const Review& review) { return review.verdict == Verdict::approve && !review.is_stale; }

void add_check_obstacles(const MergeFacts& facts, std::vector<MergeObstacle>& out) {
  for (const std::string& name : facts.protection.required_checks) {
    bool is_found = false;
    for (const Check& check : facts.checks) {
      if (check.name != name) continue;
      is_found = true;
      if (check.state == "succeeded") continue;
      const bool has_ended = check.state == "failed" || check.state == "cancelled" || check.state == "timed_out";
      out.push_back(
          has_ended ? MergeObstacle{"check_failed", fmt::format("The required check '{}' is {} in run #{}.", name,
                                                                check.state, check.run_number)}
                    : MergeObstacle{"check_running", fmt::format("The required check '{}' is {}.", name, check.state)});
    }
    if (!is_found)
      out.push_back({"check_missing", fmt::format("The required check '{}' has not run for this commit.", name)});
  }
}

void add_review_obstacles(const MergeFacts& facts, std::vector<MergeObstacle>& out) {
  const std::vector<Review> words = last_words(facts.reviews);
  for (const Review& review : words)
    if (review.verdict == Verdict::request_changes)
      out.push_back({"objection", fmt::format("{} requests changes.", name_of(review.reviewer_ref))});
  const auto given = std::count_if(words.begin(), words.end(), counts);
  const auto stale = std::count_if(words.begin(), words.end(), [](const Review& r) { return r.is_stale; });
  if (const std::int64_t needed = facts.protection.required_approvals; given < needed)
    out.push_back(
        {"approvals", fmt::format("{} {} needed and {} given{}.", needed, needed == 1 ? "approval is" : "approvals are",
                                  given == 0 ? "none is" : fmt::format("{} {}", given, given == 1 ? "is" : "are"),
                                  stale > 0 ? "; a push made earlier ones stale" : "")});
  if (!facts.protection.requires_owner_approval) return;
  if (!facts.owners_unknown.empty())
    out.push_back({"owners", "It is not known whose approval is needed. " + facts.owners_unknown});
  for (const OwnerDemand& demand : facts.owners)
    if (demand.approved_by.empty())
      out.push_back({"owners", fmt::format("{} must approve {}.",
                                           demand.owners.size() == 1 ? name_of(demand.owners.front())
                                                                     : "One of " + in_words(demand.owners),
                                           in_words(demand.paths))});
}

}  // namespace

std::vector<MergeObstacle> merge_obstacles(const MergeFacts& facts) {
  std::vector<MergeObstacle> out;
  if (facts.state != ChangeState::open) {
    out.push_back({"state", facts.state == ChangeState::merged ? "It is merged already." : "It is closed."});
    return out;
  }
  if (!facts.may_merge) out.push_back({"permission", "You may not merge into this repository."});
  if (!facts.has_common_history)
    out.push_back({"conflict", fmt::format("The branch and {} have no commit in common.", facts.target_branch)});
  else if (!facts.has_commits)
    out.push_back({"nothing", fmt::format("{} has all of its commits already.", facts.target_branch)});
  if (!facts.conflicts.empty())
    out.push_back(
        {"conflict", fmt::format("It conflicts with {} in {}.", facts.target_branch, in_words(facts.conflicts))});
  add_check_obstacles(facts, out);
  add_review_obstacles(facts, out);
  if (facts.protection.requires_resolved_threads && facts.open_threads > 0)
    out.push_back({"threads", facts.open_threads == 1
                                  ? "A thread is not resolved."
                                  : fmt::format("{} threads are not resolved.", facts.open_threads)});
  return out;
}

void mark_stale(std::vector<Review>& reviews, const std::string& head) {
  for (Review& review : reviews) review.is_stale = review.verdict == Verdict::approve && review.commit != head;
}

std::vector<Review> last_words(const std::vector<Review>& reviews) {
  std::vector<Review> out;
  for (const Review& review : reviews) {
    if (review.verdict == Verdict::comment) continue;
    std::erase_if(out, [&](const Review& earlier) { return earlier.reviewer_ref == review.reviewer_ref; });
    out.push_back(review);
  }
  return out;
}

std::vector<OwnerDemand> owner_demands(const CodeOwners& owners, const std::vector<std::string>& paths,
                                       const std::vector<Review>& reviews,
                                       const std::function<std::string(const std::string&)>& reference,
                                       const std::function<bool(const std::string&, const std::string&)>& is_member) {
  std::map<std::vector<std::string>, std::vector<std::string>> by_owners;
  for (const std::string& path : paths)
    if (const auto& found = owners.owners_of(path); !found.empty()) by_owners[found].push_back(path);
  const std::vector<Review> words = last_words(reviews);
  std::vector<OwnerDemand> out;
  for (auto& [written, owned] : by_owners) {
    OwnerDemand demand{{}, std::move(owned), ""};
    for (const std::string& each : written) {
      const std::string ref = reference(each);
      demand.owners.push_back(ref.empty() ? each : ref);
      for (const Review& review : words)
        if (demand.approved_by.empty() && !ref.empty() && counts(review) && is_member(review.reviewer_ref, ref))
          demand.approved_by = review.reviewer_ref;
    }
    out.push_back(std::move(demand));
  }
  return out;
}

}  // namespace towpath::forge
