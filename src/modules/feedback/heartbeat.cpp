#include "heartbeat.h"

namespace towpath::feedback {
namespace {

constexpr int working_days = 5;
constexpr std::chrono::days looked_back{90};

bool is_weekend(std::chrono::sys_days day) {
  const std::chrono::weekday weekday(day);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

}  // namespace

UtcTime five_working_days_after(UtcTime start) {
  auto day = std::chrono::floor<std::chrono::days>(start);
  auto time_of_day = start - day;
  if (is_weekend(day)) {  // it is first seen on Monday
    while (is_weekend(day)) day += std::chrono::days(1);
    time_of_day = {};
  }
  for (int left = working_days; left > 0;) {
    day += std::chrono::days(1);
    if (!is_weekend(day)) --left;
  }
  return day + time_of_day;
}

Heartbeat heartbeat_of(const std::vector<Reaction>& reactions, const std::optional<UtcTime>& last_shipped,
                       UtcTime now) {
  Heartbeat out;
  if (last_shipped) out.days_since_improvement = std::chrono::floor<std::chrono::days>(now - *last_shipped).count();
  std::int64_t in_time = 0;
  for (const Reaction& reaction : reactions) {
    const UtcTime due = five_working_days_after(reaction.created_at);
    if (!reaction.responded_at && now <= due) continue;  // still time
    ++out.answered_in_time_n;
    if (reaction.responded_at && *reaction.responded_at <= due) ++in_time;
  }
  if (out.answered_in_time_n > 0)
    out.answered_in_time = static_cast<double>(in_time) / static_cast<double>(out.answered_in_time_n);
  return out;
}

Result<Heartbeat> heartbeat(const Kernel& kernel, const Board& board, const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel.authorizer, principal, "feedback.read", {}));
  const UtcTime now = kernel.clock.now();
  return kernel.db.read([&](db::Tx& tx) -> Result<Heartbeat> {
    Heartbeat out = heartbeat_of(board.items.reactions(tx, now - looked_back, now + std::chrono::microseconds(1)),
                                 board.roadmap.last_shipped_at(tx), now);
    ItemFilter open;
    open.status = "new";
    out.open_feedback = board.items.count(tx, open);
    return out;
  });
}

}  // namespace towpath::feedback
