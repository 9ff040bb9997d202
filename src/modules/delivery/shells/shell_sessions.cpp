#include "shell_sessions.h"

#include <fmt/core.h>

namespace towpath::delivery {

std::shared_ptr<ShellSession> ShellSessions::of(const std::string& run, bool has_terminal) {
  const std::lock_guard lock(mutex_);
  auto& session = sessions_[run];
  if (!session) session = std::make_shared<ShellSession>(clock_, limits_, has_terminal);
  return session;
}

std::shared_ptr<ShellSession> ShellSessions::find(const std::string& run) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(run);
  return found == sessions_.end() ? nullptr : found->second;
}

void ShellSessions::forget(const std::string& run) {
  std::shared_ptr<ShellSession> gone;  // it closes its connection outside of the lock
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(run); found != sessions_.end()) {
    gone = std::move(found->second);
    sessions_.erase(found);
  }
}

Result<ShellSessions::Place> ShellSessions::take_place(const std::string& environment, const std::string& name) {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const auto& [each, count] : open_) all += count;
  const auto mine = open_.find(environment);
  if (mine != open_.end() && mine->second >= limits_.per_environment)
    return conflict("delivery.too_many_shells",
                    fmt::format("{} shells are open in '{}', and more are not allowed at once.", mine->second, name))
        .with_hint("See whose they are: towpath run list --kind shell --state running");
  if (all >= limits_.per_server)
    return unavailable("delivery.too_many_shells",
                       fmt::format("{} shells are open on this server, and more are not allowed at once.", all))
        .with_hint("See whose they are: towpath run list --kind shell --state running");
  ++open_[environment];
  return Place(*this, environment);
}

void ShellSessions::give_back(const std::string& environment) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(environment);
  if (found != open_.end() && --found->second == 0) open_.erase(found);
}

}  // namespace towpath::delivery
