#pragma once

#include "docs/docs.h"
#include "feedback/notices.h"
#include "forge/changes.h"
#include "forge/forge.h"
#include "identity/identity.h"
#include "runs/runs.h"
#include "scorecards/ports.h"

namespace towpath::app {

/// What scorecards are told from, out of the modules that know it.
class KnownFacts final : public scorecards::FactSources {
 public:
  KnownFacts(forge::Forge& forge, forge::Changes& changes, runs::Runs& runs, docs::Docs& docs)
      : forge_(forge), changes_(changes), runs_(runs), docs_(docs) {}
  std::map<std::string, scorecards::Fact> repository(const scorecards::FactSubject& subject) override;
  scorecards::Fact pipeline(const scorecards::FactSubject& subject) override;
  scorecards::Fact docs(const scorecards::FactSubject& subject) override;

 private:
  scorecards::Fact workload(const forge::Repository& repository);

  forge::Forge& forge_;
  forge::Changes& changes_;
  runs::Runs& runs_;
  docs::Docs& docs_;
};

/// Tells people through the bell; a group stands for everybody in it.
class TeamBell final : public scorecards::Bell {
 public:
  explicit TeamBell(identity::Identity& identity) : identity_(identity) {}
  void connect(feedback::Notices& notices) { notices_ = &notices; }
  std::set<std::string> people(const std::string& ref) override;
  void tell(db::Tx& tx, const std::set<std::string>& people, const std::string& title, const std::string& text,
            const std::string& link) override;

 private:
  identity::Identity& identity_;
  feedback::Notices* notices_ = nullptr;
};

}  // namespace towpath::app
