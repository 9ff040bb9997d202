#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../terraform/terraform_documents.h"
#include "../terraform/terraform_inputs.h"
#include "../terraform/terraform_making.h"
#include "../terraform/terraform_outcome.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

template <class T>
void check_refusal(const Result<T>& result) {
  if (!result.has_value() && (result.error().code().empty() || result.error().message().empty())) std::abort();
}

}  // namespace

// What terraform prints and sends, and what a definition says. What is refused says why; what is read keeps the limits
// that others rely on; a kept configuration reads back as the same module, and what an apply
// began is known as it was written down.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ResourceRequest request;
  request.id = "workloads.shop.db";
  request.type = "database";
  request.inputs = std::string(text);

  const auto plan = read_plan(text);
  check_refusal(plan);
  if (plan) {
    std::size_t counted = 0;
    for (const auto& [action, count] : plan->counts) counted += count;
    if (counted != plan->changes.size() + plan->left_out || plan->changes.size() > 200) std::abort();
  }
  const auto state = read_terraform_state(text);
  check_refusal(state);
  check_refusal(read_lock_id(text));
  const auto inputs = read_terraform_inputs(request);
  check_refusal(inputs);
  if (inputs) {
    const auto again = read_kept(request, keep({inputs.value(), "lock"}));
    if (!again || module_digest(again->inputs) != module_digest(inputs.value())) std::abort();
  }
  const auto outputs = read_outputs(text);
  check_refusal(outputs);
  if (outputs) {
    const auto outcome = outcome_of(request, TerraformInputs(), outputs.value());
    check_refusal(outcome);
    if (outcome)
      for (const auto& [name, output] : outputs.value())
        if (output.is_sensitive != outcome->secrets.contains(name)) std::abort();
  }
  parameters_of(request.inputs, {"module"});

  // What an apply says, line by line: what it is said to have begun stays in doubt until the state knows it.
  BegunCreations begun;
  for (std::size_t at = 0; at < text.size();
       at = text.find('\n', at) == text.npos ? text.size() : text.find('\n', at) + 1)
    begun.add(read_apply_line(text.substr(at, text.find('\n', at) - at)));
  TerraformMaking making;
  take_in(making, begun);
  if (making.creations.size() != begun.all().size()) std::abort();
  const auto kept = read_making(to_text(making));
  if (!kept || kept->creations != making.creations) std::abort();
  const auto made = made_in(text);
  check_refusal(made);
  if (made) {
    leave_out_made(making, made.value());
    for (const auto& [address, id] : made.value())
      if (making.creations.contains(address)) std::abort();
  }
  check_refusal(planned_creations(text));
  check_refusal(read_making(Secret(std::string(text))));
  return 0;
}
