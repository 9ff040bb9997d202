#include "work_folder.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <system_error>

#include "base/product.h"
#include "drivers/source_folder.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;
using boost::json::object;

constexpr const char* lock_file = ".terraform.lock.hcl";
constexpr std::uintmax_t largest_lock = 256u << 10;

/// Makes the module keep its state here, whatever backend it names, and lets the program refuse variables that the
/// module does not have and treat secret ones as such. An override file replaces what others say
/// (developer.hashicorp.com/terraform/language/files/override); the last by name wins.
std::string override_of(const TerraformInputs& inputs) {
  object variables;
  for (const auto& [name, unused] : inputs.variables) variables[name] = object{};
  for (const auto& [name, unused] : inputs.secret_variables) variables[name] = object{{"sensitive", true}};
  object out{{"terraform", object{{"backend", object{{"http", object{}}}}}}};
  if (!variables.empty()) out["variable"] = std::move(variables);
  return boost::json::serialize(out);
}

std::string values_of(const TerraformInputs& inputs) {
  object out = inputs.variables;
  for (const auto& [name, secret] : inputs.secret_variables) out[name] = secret;
  return boost::json::serialize(out);
}

}  // namespace

Result<std::unique_ptr<WorkFolder>> WorkFolder::write(fs::path folder, const ResourceRequest& request,
                                                      const TerraformInputs& inputs, const std::string& provider_lock,
                                                      const std::string& imports, ModuleSource& source) {
  make_private_folder(folder);
  std::unique_ptr<WorkFolder> out(new WorkFolder(std::move(folder)));
  TRY(const fs::path inner, write_source(out->path_ / "module", request, {inputs.files, inputs.git}, source));
  out->module_ = inner.empty() ? fs::path("module") : "module" / inner;
  const fs::path module = out->path_ / out->module_;
  out->has_own_lock_ = fs::symlink_status(module / lock_file).type() != fs::file_type::not_found;
  if (!out->has_own_lock_ && !provider_lock.empty()) write_private_file(module / lock_file, provider_lock);
  const fs::path ours = module / fmt::format("zzzz_{}_override.tf.json", product::binary);
  std::error_code ignored;
  fs::remove(ours, ignored);
  write_private_file(ours, override_of(inputs));
  const fs::path blocks = module / fmt::format("zzzz_{}_imports.tf", product::binary);
  fs::remove(blocks, ignored);
  if (!imports.empty()) write_private_file(blocks, imports);
  write_private_file(out->path_ / variables_file, values_of(inputs));
  return out;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string WorkFolder::provider_lock() const { return read_plain_file(path_ / module_ / lock_file, largest_lock); }

bool WorkFolder::has_lost_state() const {
  return fs::symlink_status(path_ / module_ / "errored.tfstate").type() != fs::file_type::not_found;
}

void WorkFolder::remove_variables() const {
  std::error_code ignored;
  fs::remove(path_ / variables_file, ignored);
}

}  // namespace towpath::delivery
