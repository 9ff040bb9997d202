#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

#include "apply_lines.h"

namespace towpath::delivery {

/// One thing that an apply was to create and that may be there without its state knowing it.
struct TerraformCreation {
  std::string before;  ///< Id of what it takes the place of; "" for none, or when that has none.
  bool is_replace = false;
  std::string id_key, id;  ///< What it is called outside, if the program said so.
  bool has_ended = false;  ///< The program knew the end of its creation.
  bool operator==(const TerraformCreation&) const = default;
};

/// What is written down before an apply, and stays when nobody hears its end: what it may have created, by address.
struct TerraformMaking {
  std::string run;   ///< Of the driver; names its journal.
  std::string boot;  ///< Of the machine: what was not on its disk when it lost power is in no journal.
  /// All it was to create; once the journal was read, what it had begun.
  std::map<std::string, TerraformCreation> creations;
  bool is_read = false;     ///< The journal is taken in, and gone.
  bool is_complete = true;  ///< False when there was none to trust: then each of `creations` may have been begun.
  std::map<std::string, std::string> imports;  ///< What a person said is there: ids by address.
};

Secret to_text(const TerraformMaking& making);
/// Errors: delivery.terraform_answer.
Result<TerraformMaking> read_making(const Secret& text);

/// What `show -json` of a saved plan says would be created, also in the place of something, by address.
/// Errors: delivery.terraform_answer.
Result<std::map<std::string, TerraformCreation>> planned_creations(std::string_view plan);

/// Takes in what the journal says of what was begun.
void take_in(TerraformMaking& making, const BegunCreations& begun);

/// The ids ("" for none) of what a state has, by address. Errors: delivery.terraform_state_invalid.
Result<std::map<std::string, std::string>> made_in(std::string_view state);

/// Takes out what the state knows by now.
void leave_out_made(TerraformMaking& making, const std::map<std::string, std::string>& made);

/// Blocks of a module that have its next plan take over what is there. Addresses are the program's own.
std::string import_blocks(const std::map<std::string, std::string>& imports);

}  // namespace towpath::delivery
