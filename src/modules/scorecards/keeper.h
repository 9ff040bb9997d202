#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "definitions.h"
#include "evaluator.h"
#include "fact_reader.h"
#include "history_store.h"
#include "module/module.h"
#include "result_store.h"
#include "subject_store.h"

namespace towpath::scorecards {

/// Keeps results in step with what they are told from: an event about an entity looks at just it, a changed scorecard
/// at everything it covers, time at what time can change. Thread-safe, blocking.
class Keeper {
 public:
  /// Hints on it say that something is to be looked at by the clock, perhaps earlier than what was known.
  static constexpr std::string_view channel = "scorecards.looks";

  /// Without `waivers` nothing is waived.
  Keeper(const Kernel& kernel, catalog::Catalog& catalog, Definitions& definitions, FactReader& facts, Waivers* waivers)
      : kernel_(kernel),
        catalog_(catalog),
        definitions_(definitions),
        facts_(facts),
        waivers_(waivers),
        evaluator_(definitions.cel()) {}

  /// One event. Whatever it says is read again, so twice does no harm.
  void handle(const events::SealedEvent& event);
  /// Entities that came or went while nobody looked, and scorecards that are others now.
  void catch_up(std::stop_token stop);
  /// Every entity that a scorecard can cover, with the facts that are known.
  void evaluate_all(std::stop_token stop);
  void evaluate(const std::string& ref);
  /// What time may have changed by now; answers when it can change something next.
  std::optional<UtcTime> evaluate_due(std::stop_token stop);

 private:
  using Facts = std::map<std::string, Fact>;
  struct Evaluated {
    Subject subject;
    Evaluation evaluation;
  };

  void entity_changed(const std::string& ref);
  void entity_removed(const std::string& ref);
  void scorecards_changed(std::stop_token stop);
  void refresh_facts(const std::vector<std::string>& refs, Facts (FactReader::*read)(const Subject&) const);
  /// Nothing for what is not in the catalog.
  std::optional<catalog::Entity> entity(const std::string& ref) const;
  void evaluate_page(const std::vector<catalog::Entity>& entities, const Definitions::All& scorecards);
  void store(const std::vector<Evaluated>& all);
  void write(db::Tx& tx, const Evaluated& evaluated, UtcTime now);

  const Kernel& kernel_;
  catalog::Catalog& catalog_;
  Definitions& definitions_;
  FactReader& facts_;
  Waivers* const waivers_;
  const Evaluator evaluator_;
  SubjectStore subjects_;
  ResultStore results_;
  HistoryStore history_;
  std::mutex evaluating_;  ///< From reading what is known to writing the result: an older one never comes last.
};

/// An entity of the catalog as scorecards see it.
Subject subject_of(const catalog::Entity& entity);

}  // namespace towpath::scorecards
