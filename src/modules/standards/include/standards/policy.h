#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::standards {

/// What happens when a policy is not met.
enum class Mode {
  advise,  ///< It is said, and nothing is stopped.
  soft,    ///< It stops, unless whoever does it says why it is done all the same.
  hard,    ///< It stops; only a waiver lets it through.
};
std::string_view to_string(Mode mode);
std::optional<Mode> mode_from(std::string_view word);

/// What a condition came to.
enum class Verdict {
  pass,
  fail,
  unknown,  ///< Something it reads is not there, or it could not be evaluated.
};
std::string_view to_string(Verdict verdict);
std::optional<Verdict> verdict_from(std::string_view word);

/// What a policy is about; a list that is empty does not restrict.
struct Match {
  std::vector<std::string> environment_types, kinds, types, owners, projects, subjects, tags;
};

/// An input with the verdict it has to come to; stands beside the policy and is run when that is saved.
struct PolicyTest {
  std::string name, input;  ///< JSON object.
  Verdict expected = Verdict::pass;
};

/// A guardrail. `ref` is its entity, "policy:default/<name>", also where it is shipped and nobody declared another.
struct Policy {
  std::string name, ref, title, description, owner_ref;
  bool is_shipped = true;  ///< False: an entity of the catalog says so.
  std::string version;     ///< 12 hex of the SHA-256 of `document`.
  std::vector<std::string> gates;
  Match match;
  std::string parameters = "{}";  ///< JSON object: the condition's `params`.
  std::string condition;          ///< CEL.
  Mode mode = Mode::advise;
  bool unknown_blocks = true;  ///< Unknown counts as not met.
  std::string message, hint;   ///< Templates over the input.
  int longest_waiver_days = 90;
  std::vector<PolicyTest> tests;
  std::string document;  ///< The whole descriptor, canonical JSON.
};

/// How a test of a policy went.
struct TestResult {
  std::string name;
  Verdict expected = Verdict::pass, actual = Verdict::pass;
  std::string reason;  ///< Of an unknown, or why it could not be run.
  bool passed() const { return expected == actual; }
};

/// One value a condition read.
struct Evidence {
  std::string pointer, value;  ///< The value as JSON; "" when it is not there.
};

/// One policy in one decision.
struct Finding {
  std::string policy, version, title, owner_ref;
  Mode mode = Mode::advise;
  Verdict verdict = Verdict::pass;
  bool unknown_blocks = true;
  std::string message, hint;  ///< Filled in, where it is not met.
  std::string reason;         ///< Of an unknown: what is not known.
  std::string waiver_id;      ///< The waiver that counts; "" for none.
  std::vector<Evidence> evidence;

  /// Whether it says no, as far as it itself goes.
  bool is_met() const { return verdict == Verdict::pass || (verdict == Verdict::unknown && !unknown_blocks); }
  /// Whether it stops what was asked for, as far as nobody overrides it.
  bool stops() const { return !is_met() && mode != Mode::advise && waiver_id.empty(); }
};

/// What came of a question.
enum class Outcome {
  allowed,     ///< Every policy is met.
  advised,     ///< Some say no, none of them stops.
  waived,      ///< What would stop is waived.
  overridden,  ///< What would stop was overridden with a reason.
  denied,
};
std::string_view to_string(Outcome outcome);
std::optional<Outcome> outcome_from(std::string_view word);

/// An answer at a gate, kept with what it was made of.
struct Decision {
  std::string id, gate, subject, cause, owner_ref, project_id, env_type, environment, actor;
  Outcome outcome = Outcome::allowed;
  std::string override_reason;
  std::string input;         ///< JSON object; "" when it was too large to keep.
  std::string input_digest;  ///< SHA-256 of the canonical input, 64 hex.
  std::vector<Finding> findings;
  UtcTime at;
};

struct DecisionFilter {
  std::string gate = {}, outcome = {}, subject = {}, cause = {}, policy = {};  ///< "" for any.
  std::string after = {};
  std::size_t limit = 50;
};

struct DecisionPage {
  std::vector<Decision> items;  ///< Newest first, without input.
  std::string next;
};

}  // namespace towpath::standards
