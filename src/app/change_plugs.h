#pragma once

#include "forge/changes.h"
#include "identity/identity.h"
#include "runs/runs.h"

namespace towpath::app {

/// Checks of a commit: the pipeline runs about it. Connected once the run engine exists.
class PipelineChecks final : public forge::CheckSource {
 public:
  void connect(runs::Runs& runs) { runs_ = &runs; }
  std::vector<forge::Check> checks(const std::string& repository, const std::string& commit) override;

 private:
  runs::Runs* runs_ = nullptr;
};

/// Reviewers and code owners from identity.
class KnownPeople final : public forge::People {
 public:
  explicit KnownPeople(identity::Identity& identity) : identity_(identity) {}
  bool exists(const std::string& ref) override;
  std::vector<std::string> owner_refs(const std::string& user_ref) override;
  forge::Signature signature(const std::string& user_ref) override;

 private:
  identity::Identity& identity_;
};

}  // namespace towpath::app
