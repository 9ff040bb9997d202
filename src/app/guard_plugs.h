#pragma once

#include "change_plugs.h"
#include "forge/changes.h"
#include "standards/module.h"

namespace towpath::app {

/// What the forge and the run engine know about the commit a question is about: the newest run of each of its
/// workflows, and who approved the change that brought it.
class CommitFacts final : public standards::FactSource {
 public:
  CommitFacts(PipelineChecks& checks, forge::Changes& changes) : checks_(checks), changes_(changes) {}
  std::string facts(const gate::Question& question) override;

 private:
  PipelineChecks& checks_;
  forge::Changes& changes_;
};

}  // namespace towpath::app
