#include "changes/merge_rules.h"

#include <doctest/doctest.h>

namespace towpath::forge {
namespace {

Review said(const std::string& who, Verdict verdict, const std::string& commit = "head") {
  Review review;
  review.reviewer_ref = "user:default/" + who;
  review.verdict = verdict;
  review.commit = commit;
  return review;
}

std::vector<std::string> codes(MergeFacts facts) {
  mark_stale(facts.reviews, "head");
  std::vector<std::string> out;
  for (const MergeObstacle& obstacle : merge_obstacles(facts)) out.push_back(obstacle.code);
  return out;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a change into a branch without demands can be merged when it has commits and no conflict") {
  CHECK(codes({}).empty());
  MergeFacts facts;
  facts.has_commits = false;
  CHECK(codes(facts) == Codes{"nothing"});
  facts = {};
  facts.conflicts = {"a.txt"};
  CHECK(codes(facts) == Codes{"conflict"});
  facts = {};
  facts.may_merge = false;
  CHECK(codes(facts) == Codes{"permission"});
  facts = {};
  facts.state = ChangeState::closed;
  facts.conflicts = {"a.txt"};
  CHECK(codes(facts) == Codes{"state"});
}

TEST_CASE("approvals count once a person, for the present head only, and not after a later objection") {
  MergeFacts facts;
  facts.protection.required_approvals = 2;
  facts.reviews = {said("ann", Verdict::approve), said("ann", Verdict::approve)};
  CHECK(codes(facts) == Codes{"approvals"});
  facts.reviews.push_back(said("ben", Verdict::approve, "earlier"));
  CHECK(codes(facts) == Codes{"approvals"});
  facts.reviews.push_back(said("ben", Verdict::approve));
  CHECK(codes(facts).empty());
  facts.reviews.push_back(said("ann", Verdict::comment));
  CHECK(codes(facts).empty());
  facts.reviews.push_back(said("ann", Verdict::request_changes));
  CHECK(codes(facts) == Codes{"objection", "approvals"});
}

TEST_CASE("an objection stands until the same person approves, whatever is pushed") {
  MergeFacts facts;
  facts.reviews = {said("ann", Verdict::request_changes, "earlier"), said("ben", Verdict::approve)};
  CHECK(codes(facts) == Codes{"objection"});
  facts.reviews.push_back(said("ann", Verdict::approve));
  CHECK(codes(facts).empty());
}

TEST_CASE("required checks must have run and succeeded; others do not matter") {
  MergeFacts facts;
  facts.protection.required_checks = {"ci"};
  CHECK(codes(facts) == Codes{"check_missing"});
  facts.checks = {{"ci", "running", "1", "push", 1, {}, {}, true}, {"lint", "failed", "2", "push", 2, {}, {}, false}};
  CHECK(codes(facts) == Codes{"check_running"});
  facts.checks[0].state = "failed";
  CHECK(codes(facts) == Codes{"check_failed"});
  facts.checks[0].state = "succeeded";
  CHECK(codes(facts).empty());
}

TEST_CASE("each path with owners needs one of them, a member of an owning group counts, a stale approval does not") {
  const CodeOwners owners = CodeOwners::parse("*.sql @dba\n/web/ @alice @bob\n");
  const auto reference = [](const std::string& written) {
    return written == "@dba" ? "group:default/dba" : "user:default/" + written.substr(1);
  };
  const auto is_member = [](const std::string& user, const std::string& owner) {
    return user == owner || (user == "user:default/carol" && owner == "group:default/dba");
  };
  std::vector<Review> reviews{said("carol", Verdict::approve), said("bob", Verdict::approve, "earlier")};
  mark_stale(reviews, "head");

  MergeFacts facts;
  facts.owners = owner_demands(owners, {"a.sql", "web/x", "README.md"}, reviews, reference, is_member);

  REQUIRE(facts.owners.size() == 2);
  for (const OwnerDemand& demand : facts.owners)
    CHECK(demand.approved_by == (demand.paths.front() == "a.sql" ? "user:default/carol" : ""));
  CHECK(codes(facts).empty());
  facts.protection.requires_owner_approval = true;
  CHECK(codes(facts) == Codes{"owners"});
}

TEST_CASE("owners that are not known stand in the way where their approval is needed") {
  MergeFacts facts;
  facts.owners_unknown = "Git could not carry out 'git diff'.";
  CHECK(codes(facts).empty());
  facts.protection.requires_owner_approval = true;
  CHECK(codes(facts) == Codes{"owners"});
  CHECK(merge_obstacles(facts).front().message ==
        "It is not known whose approval is needed. Git could not carry out 'git diff'.");
}

TEST_CASE("open threads stand in the way only where the branch says so") {
  MergeFacts facts;
  facts.open_threads = 2;
  CHECK(codes(facts).empty());
  facts.protection.requires_resolved_threads = true;
  CHECK(codes(facts) == Codes{"threads"});
}

}  // namespace towpath::forge
