#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace towpath::insights {

/// A finished piece of work, as the number a metric counts. Never about who did it.
struct Fact {
  std::string kind, id;
  std::string component, owner_ref, env_type;  ///< "" where they do not apply.
  std::string label;                           ///< What its kind is broken down by.
  UtcTime begun_at, ended_at;
  double value = 0;      ///< In the unit of the kind.
  bool flagged = false;  ///< What the kind's share counts.
};

// Kinds, the unit of their value, what they are flagged for, and their label.
namespace fact_kind {
constexpr std::string_view queue = "queue";              ///< A run until it starts; minutes; label: kind of run.
constexpr std::string_view pipeline = "pipeline";        ///< A pipeline; minutes; flagged: it did not succeed.
constexpr std::string_view golden_path = "golden_path";  ///< A run of one; minutes; flagged: it did not succeed.
constexpr std::string_view work = "work";                ///< A run that succeeded; minutes; label: kind of run.
constexpr std::string_view change = "change";            ///< Opened to merged; hours; flagged: pushed past review.
constexpr std::string_view capability = "capability";    ///< A merged change that says its type; flagged: feat.
constexpr std::string_view pickup = "pickup";            ///< Opened to the first review by another; hours.
constexpr std::string_view review = "review";            ///< That review to the merge; hours.
constexpr std::string_view approval = "approval";        ///< Of a production deployment, asked for to decided; hours;
                                                         ///< label: approved or denied; flagged: denied.
constexpr std::string_view wait = "wait";                ///< For people; hours; label: review or approval.
constexpr std::string_view merge_wait = "merge_wait";    ///< Merged to the production deployment that has it; hours.
constexpr std::string_view feature = "feature";          ///< A feat change, opened to live in production; hours.
constexpr std::string_view deployment = "deployment";    ///< To production, asked for to finished; minutes.
constexpr std::string_view incident = "incident";        ///< In production, opened to closed; hours.
constexpr std::string_view resource = "resource";        ///< Provisioned; label: its type.
constexpr std::string_view preview = "preview";          ///< A preview environment was made.
constexpr std::string_view touch = "touch";              ///< Something done by hand; label: what.
constexpr std::string_view first_live = "first_live";    ///< A component's first production deployment; days.
constexpr std::string_view first_team = "first_team";    ///< A team's, since the team was made; days.
}  // namespace fact_kind

}  // namespace towpath::insights
