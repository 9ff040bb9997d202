#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../pulumi/pulumi_documents.h"
#include "../pulumi/pulumi_inputs.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

template <class T>
void check_refusal(const Result<T>& result) {
  if (!result.has_value() && (result.error().code().empty() || result.error().message().empty())) std::abort();
}

}  // namespace

// What pulumi prints, and what a definition says. What is refused says why; what is read keeps the limits that others
// rely on; a deployment that is kept is a state that can be read; a kept configuration reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ResourceRequest request;
  request.id = "workloads.shop.db";
  request.type = "database";
  request.inputs = std::string(text);

  const auto preview = read_pulumi_preview(text);
  check_refusal(preview);
  if (preview) {
    std::size_t counted = 0;
    for (const auto& [action, count] : preview->counts) counted += count;
    if (counted != preview->changes.size() + preview->left_out || preview->changes.size() > 200) std::abort();
    for (const DriverChange& change : preview->changes)
      if (change.subject.size() > 300) std::abort();
  }
  check_refusal(read_pulumi_project(text));
  const auto outputs = read_pulumi_outputs("{}", text);
  check_refusal(outputs);
  if (outputs)
    for (const auto& [name, output] : *outputs)
      if (!output.is_sensitive) std::abort();
  const auto state = as_state(text, {}, "0123", 1);
  check_refusal(state);
  if (state && (!read_terraform_state(state->reveal()).has_value() || !deployment_of(*state).has_value())) std::abort();
  const auto inputs = read_pulumi_inputs(request);
  check_refusal(inputs);
  if (inputs) {
    const Secret kept = keep(*inputs);
    const auto again = read_kept_pulumi(request, kept);
    if (!again || keep(*again).reveal() != kept.reveal()) std::abort();
  }
  return 0;
}
