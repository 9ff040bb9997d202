#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "shell_session.h"

namespace towpath::delivery {

/// The shells of this server by their run. Thread-safe.
class ShellSessions {
 public:
  ShellSessions(const Clock& clock, const ShellLimits& limits) : clock_(clock), limits_(limits) {}

  const ShellLimits& limits() const { return limits_; }

  /// The session of a run, made by whoever comes first: its person or its program.
  std::shared_ptr<ShellSession> of(const std::string& run, bool has_terminal);
  /// Nothing when there is none.
  std::shared_ptr<ShellSession> find(const std::string& run) const;
  void forget(const std::string& run);

  /// A place among those that may be open at once; given back when it goes.
  class Place {
   public:
    Place(ShellSessions& owner, std::string environment) : owner_(&owner), environment_(std::move(environment)) {}
    Place(Place&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), environment_(other.environment_) {}
    Place& operator=(Place&&) = delete;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      if (owner_) owner_->give_back(environment_);
    }

   private:
    ShellSessions* owner_;
    std::string environment_;
  };
  /// `environment` is its uid, `name` what people call it. Errors: delivery.too_many_shells.
  Result<Place> take_place(const std::string& environment, const std::string& name);

 private:
  void give_back(const std::string& environment);

  const Clock& clock_;
  const ShellLimits limits_;
  mutable std::mutex mutex_;  // guards all below
  // shared: connections hold theirs while the program of another run looks here
  std::map<std::string, std::shared_ptr<ShellSession>> sessions_;
  std::map<std::string, std::size_t> open_;  ///< By environment.
};

}  // namespace towpath::delivery
