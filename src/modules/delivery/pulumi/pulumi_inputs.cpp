#include "pulumi_inputs.h"

#include <boost/json.hpp>

#include "drivers/driver_json.h"

namespace towpath::delivery {
namespace {

using boost::json::object;

/// Where the state is and what guards it is this server's business.
const std::vector<std::string_view> reserved_prefixes = {"PULUMI_"};
constexpr const char* example = "program: |\n  name: shop\n  runtime: yaml\n  outputs: {greeting: hello}";

Result<PulumiInputs> read(const ResourceRequest& request, const object& from) {
  PulumiInputs out;
  CHECK_OK(read_source(request, from, "program", "Pulumi.yaml", example, out));
  CHECK_OK(read_values(request, from, reserved_prefixes, out));
  if (!out.git && !out.files.contains("Pulumi.yaml"))
    return invalid_inputs(request, "the definition's 'program' has no file Pulumi.yaml").with_hint(example);
  return out;
}

}  // namespace

Result<PulumiInputs> read_pulumi_inputs(const ResourceRequest& request) {
  TRY(const object from, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", from,
                     {"program", "git", "variables", "secretVariables", "outputs", "secrets", "env"}));
  TRY(PulumiInputs out, read(request, from));
  CHECK_OK(add_secret_inputs(request, out));
  return out;
}

Secret keep(const PulumiInputs& inputs) { return Secret(boost::json::serialize(source_object(inputs, "program"))); }

Result<PulumiInputs> read_kept_pulumi(const ResourceRequest& request, const Secret& text) {
  TRY(const object from, read_object(request, "kept configuration", text.reveal()));
  return read(request, from);
}

}  // namespace towpath::delivery
