#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::standards {

/// An exception that somebody asked for and somebody else agreed to, with an end.
struct Waiver {
  std::string id;
  std::string target;       ///< What is waived: "policy:default/cost-limit", "check:default/readiness/owner".
  std::string title;        ///< Of the target.
  std::string subject;      ///< The entity it is for.
  std::string environment;  ///< "" for every environment.
  std::string reason;
  std::string control;           ///< What is done instead.
  std::string owner_ref;         ///< Who answers for the subject.
  std::string target_owner_ref;  ///< Who answers for the target, and may agree.
  std::string requested_by, decided_by, comment;
  std::string
      state;  ///< requested -> approved | rejected; approved -> revoked | expired; requested -> withdrawn | expired.
  UtcTime requested_at, expires_at;
  std::optional<UtcTime> decided_at, ended_at;
  bool may_decide = false, may_end = false;  ///< By the principal that asked for this.
  std::string why_not;                       ///< In words, when it may not decide on a request.
};

struct WaiverFilter {
  std::string state = {}, target = {}, subject = {};  ///< "" for any; "due" is approved and near its end.
  bool mine = false;                                  ///< Asked for by the principal, or of what it owns.
  bool awaits_me = false;                             ///< Requests that the principal may decide.
  std::string after = {};
  std::size_t limit = 50;
};

struct WaiverPage {
  std::vector<Waiver> items;  ///< Newest first.
  std::string next;
  std::int64_t total = 0;
};

struct NewWaiver {
  std::string target, subject, environment, reason, control;
  int days = 0;
};

/// Waivers of policies and of checks. Thread-safe, blocking.
class Waivers {
 public:
  virtual ~Waivers() = default;
  virtual Result<WaiverPage> list(const auth::Principal& principal, const WaiverFilter& filter) = 0;
  /// Errors: standards.waiver_not_found (also when the principal may not see it).
  virtual Result<Waiver> get(const auth::Principal& principal, const std::string& id) = 0;
  /// Errors: standards.invalid_waiver (a field each), standards.unknown_target, standards.duplicate_waiver,
  /// catalog.entity_not_found, auth.forbidden.
  virtual Result<Waiver> request(const auth::Principal& principal, const NewWaiver& waiver) = 0;
  /// By a second person who answers for the target. Errors: standards.four_eyes, standards.waiver_closed,
  /// standards.reason_needed (a no without a comment), auth.forbidden.
  virtual Result<Waiver> decide(const auth::Principal& principal, const std::string& id, bool approve,
                                const std::string& comment) = 0;
  /// Ends one that is in force, or takes a request back. Errors: standards.waiver_closed, auth.forbidden.
  virtual Result<Waiver> end(const auth::Principal& principal, const std::string& id, const std::string& comment) = 0;

  /// What is waived now: for what, of what, where ("" for every environment), and by which waiver.
  struct InForce {
    std::string subject, target, environment, id;
    UtcTime expires_at;
  };
  /// Of a subject, of all with ""; the one that ends last comes first. For whoever evaluates; the caller authorises.
  virtual std::vector<InForce> in_force(const std::string& subject) = 0;

  /// Whose waivers are counted: those `seen_by` lets through by the subject's owner, of one subject or one owner where
  /// these are not "".
  struct CountScope {
    auth::Decision seen_by;
    std::string subject, owner_ref;
  };
  /// Nothing of who asked and who agreed.
  struct Counted {
    std::string id, title, subject, environment;
    UtcTime since, expires_at;
  };
  /// All that are in force now, those that end first before the others. For whoever counts; the caller authorises.
  virtual std::vector<Counted> counted(const CountScope& scope) = 0;
};

/// Something that can be waived, as its own module knows it.
struct Waivable {
  std::string title, owner_ref;
  int longest_days = 90;
  bool is_per_environment = true;  ///< False: it is waived everywhere or not at all.
};

/// Where targets other than policies come from; plugged by src/app. Thread-safe, blocking.
class WaivableSource {
 public:
  virtual ~WaivableSource() = default;
  /// Nothing when it knows no such target.
  virtual std::optional<Waivable> find(const std::string& target) = 0;
};

}  // namespace towpath::standards
