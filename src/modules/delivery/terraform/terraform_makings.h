#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "delivery/terraform.h"
#include "mask/masker.h"

#include "terraform_making.h"

namespace towpath::delivery {

/// What applies may have created that no state knows, because they were killed before it was written: a row says
/// before an apply what it is to create, and a journal, which terraform writes itself, what it began. Both stay until
/// the end is known: by the state, by the program, or by a person. Thread-safe.
class TerraformMakings {
 public:
  /// `folder`: for the journals, made at first need (0700). `states` outlive it.
  TerraformMakings(TerraformStates& states, std::filesystem::path folder)
      : states_(states), folder_(std::move(folder)) {}

  struct Left {
    TerraformMaking making;
    bool is_under_way = false;  ///< Then nothing of `making` counts yet.
  };
  /// What is left of the last apply whose end is not known; nothing is the usual case. What the state knows by now is
  /// left out for good. An id in which `masker` finds a secret is forgotten. Errors: those of TerraformStates.
  Result<std::optional<Left>> left(const std::string& state, const mask::Masker& masker);

  /// Before an apply that is to create something, in the place of what is `left`: where its journal is to be written.
  /// Errors: those of keep_making().
  Result<std::filesystem::path> begin(const TerraformCredential& run, const std::string& state,
                                      std::map<std::string, TerraformCreation> creations,
                                      const std::optional<Left>& left);

  enum class End {
    done,      ///< All of it.
    in_order,  ///< It failed at something, was told of each end, and has written its state.
    killed
  };
  /// After its end: what is not known now. Errors: as left().
  Result<std::optional<Left>> end(const std::string& state, End how, const mask::Masker& masker);

  /// A person says that this is there, ids by address, and nothing else of what is in doubt. Errors:
  /// delivery.not_in_question, delivery.invalid_imports (names each that is not in doubt, or cannot be taken over).
  Status answer(const std::string& state, const std::map<std::string, std::string>& ids, const mask::Masker& masker);
  /// What was said cannot be: it is in doubt again.
  Status reopen(const std::string& state, TerraformMaking making);

 private:
  Result<std::optional<Left>> look(const std::string& state, const mask::Masker& masker);
  std::filesystem::path journal_of(const std::string& state, const std::string& run) const;
  void remove_journals(const std::string& state) const;
  /// Takes the journal in, as far as it can be trusted.
  void read_journal(const std::string& state, TerraformMaking& making, const mask::Masker& masker) const;
  Result<std::optional<Left>> keep_rest(const std::string& state, TerraformMaking making);

  TerraformStates& states_;
  const std::filesystem::path folder_;
  std::mutex mutex_;  ///< One at a time: the journal is taken into the row and removed by whoever looks first.
};

/// Those nobody has said anything of.
std::map<std::string, TerraformCreation> in_doubt(const TerraformMaking& making);

/// What is known of the creation of one of them: "its creation had begun".
std::string in_words(const TerraformCreation& creation, bool is_complete);

}  // namespace towpath::delivery
