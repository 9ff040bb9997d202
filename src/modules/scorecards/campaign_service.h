#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "campaign_store.h"
#include "definitions.h"
#include "module/module.h"
#include "scorecards/ports.h"

namespace towpath::scorecards {

/// A campaign as somebody sees it: numbers are over what the reader may see.
struct SeenCampaign {
  Campaign campaign;
  std::string scorecard_title;
  std::vector<std::pair<std::string, std::string>> checks;  ///< Id and title; of one that is gone its id twice.
  Progress progress;
};

struct CampaignPage {
  std::vector<SeenCampaign> items;
  std::string next;
  std::int64_t total = 0;
};

struct CampaignDetail {
  SeenCampaign seen;
  std::vector<TeamProgress> teams;    ///< One for each team that the reader may see.
  std::vector<ProgressPoint> points;  ///< Oldest first.
};

/// Campaigns: started by the platform team, seen by everybody, told to owners, and ended by themselves. Thread-safe,
/// blocking. Errors of all that name one: scorecards.campaign_not_found.
class CampaignService {
 public:
  /// Hints on it say that something is due perhaps earlier than what was known.
  static constexpr std::string_view channel = "scorecards.campaigns";

  CampaignService(const Kernel& kernel, Definitions& definitions, Bell& bell)
      : kernel_(kernel), definitions_(definitions), bell_(bell) {}

  Result<CampaignPage> list(const auth::Principal& principal, const std::string& state, const std::string& after,
                            std::size_t limit);
  Result<CampaignDetail> get(const auth::Principal& principal, const std::string& id);
  /// Errors: scorecards.not_found, scorecards.invalid_campaign, auth.forbidden.
  Result<CampaignDetail> start(const auth::Principal& principal, const NewCampaign& wanted);
  /// Errors: scorecards.campaign_over, scorecards.invalid_campaign, auth.forbidden.
  Result<CampaignDetail> end(const auth::Principal& principal, const std::string& id, const std::string& reason);

  /// A result of a check became another one: what asks for it is counted again, soon.
  void result_changed(const std::string& scorecard, const std::string& check);
  /// Counts again what is running, reminds, and ends what is due; answers when the next is due.
  std::optional<UtcTime> settle(std::stop_token stop);

 private:
  /// By reference of an owner: the people who are told.
  using Audience = std::map<std::string, std::set<std::string>>;
  /// Who answers for the campaign and, when they are to be reminded, who owns what does not meet it.
  Audience audience_of(const Campaign& campaign, bool with_owners) const;
  /// Counts it again; ends it when everything in scope meets it.
  void record(db::Tx& tx, Campaign& campaign, const Audience& audience, UtcTime now);
  void finish(db::Tx& tx, Campaign& campaign, const char* state, const std::string& reason, const std::string& actor,
              const Audience& audience);
  /// Owners of what does not meet it yet are told; `opening` begins the text.
  void remind(db::Tx& tx, const Campaign& campaign, const std::string& opening, const Audience& audience);
  void announce(db::Tx& tx, const char* type, const Campaign& campaign, const std::string& actor);
  SeenCampaign seen(Campaign campaign) const;
  CampaignDetail detail(db::Tx& tx, const auth::Principal& principal, Campaign campaign) const;
  auth::SqlCondition visible(const auth::Principal& principal) const;

  const Kernel& kernel_;
  Definitions& definitions_;
  Bell& bell_;
  CampaignStore store_;
  std::mutex mutex_;           // guards is_gathering_
  bool is_gathering_ = false;  ///< Results changed that are not counted yet.
};

}  // namespace towpath::scorecards
