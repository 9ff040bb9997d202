#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::platform {

/// How a capability is provided.
enum class Mode {
  builtin,   ///< By Towpath.
  external,  ///< By another system, at Capability::url.
  off,
};
std::string_view to_string(Mode mode);
/// Nothing for a word that names no mode.
std::optional<Mode> mode_from(std::string_view word);

/// How much of the platform shows on the first day: `mvp` is what a team needs to begin with, `full` is everything.
enum class Profile { mvp, full };
std::string_view to_string(Profile profile);
std::optional<Profile> profile_from(std::string_view word);

/// How much a part was asked for in the last 30 days. Teams are counted, people never.
struct Usage {
  std::int64_t requests = 0, teams = 0;
  std::string last_day;  ///< "2026-11-29"; "" when it was not used in the last 60 days.
};

/// Something the platform offers. Shipped for each part of the product; what an entity of the kind Capability says
/// about the same part wins, and entities without a part add what the platform team offers besides.
struct Capability {
  std::string key;  ///< The part, or the entity's name.
  std::string title, description;
  std::string answers;  ///< The pain it takes away.
  std::string part;     ///< "" where no part of the product does it.
  std::string entity_ref, owner_ref, lifecycle;
  Mode mode = Mode::builtin;
  std::string url;                 ///< Of the external system.
  std::vector<std::string> ring;   ///< Groups that see it; empty for everybody.
  std::vector<std::string> areas;  ///< Paths of the portal that belong to it.
  bool is_core = false;            ///< Others lean on it: it is always on, for everybody.
  std::string docs, support_channel, support_hours, service_level, price, version, deprecated_on, replacement;
  Usage usage;
};

/// What there is for somebody, in the order of the portal, and how much that is meant to be.
struct Offer {
  Profile profile = Profile::full;
  std::vector<Capability> capabilities;
};

/// What is to be changed about how a capability is provided.
struct ModeChange {
  Mode mode = Mode::builtin;
  std::string url;                ///< For external.
  std::vector<std::string> ring;  ///< Empty: everybody.
};

/// A role of the platform team and who has it.
struct TeamRole {
  std::string key, title;
  std::vector<std::string> held_by;  ///< References of users and groups; empty is a gap.
};

/// The platform as a product.
struct Product {
  Profile profile = Profile::full;
  std::string purpose;               ///< What it is for, in a sentence or two.
  std::string team;                  ///< The group that owns it; "" while none is named.
  std::vector<TeamRole> roles;       ///< All there are, in the order in which they are asked for.
  std::vector<std::string> offers;   ///< Scope: what belongs to it,
  std::vector<std::string> refuses;  ///< and what does not.
  std::string owner_skipped;         ///< Why no product owner is named; "" where one is or nobody said.
  /// When something the platform offers was last changed for the better; nothing when it never was.
  std::optional<UtcTime> improved_at;
};

struct ProductChange {
  std::optional<Profile> profile;
  std::optional<std::string> purpose, team, owner_skipped;
  std::optional<std::vector<std::string>> offers, refuses;
  /// Role by key; replaces who holds it.
  std::vector<std::pair<std::string, std::vector<std::string>>> roles;
};

/// The platform itself: what it offers to whom, and who answers for it. Thread-safe, blocking.
class Platform {
 public:
  virtual ~Platform() = default;

  /// What the principal sees. Who has platform.write sees what is off and other rings, too. Usage is filled in when
  /// asked for.
  virtual Result<Offer> offer(const auth::Principal& principal, bool with_usage) = 0;
  /// Errors: platform.capability_not_found; platform.is_core; platform.invalid_mode; platform.declared_elsewhere where
  /// a repository declares it; auth.forbidden.
  virtual Result<Capability> set_mode(const auth::Principal& principal, const std::string& key,
                                      const ModeChange& change) = 0;

  virtual Result<Product> product(const auth::Principal& principal) = 0;
  /// Errors: platform.invalid_product, with a pointer; auth.forbidden.
  virtual Result<Product> set_product(const auth::Principal& principal, const ProductChange& change) = 0;

  /// Whether the part that a route of the API belongs to is there for the principal; counts that it was asked for. Does
  /// not block. Errors: platform.switched_off, platform.is_external (names the place), platform.not_in_ring.
  virtual Status check_available(const auth::Principal& principal, std::string_view pattern) = 0;
};

}  // namespace towpath::platform
