#include "work_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <system_error>

#include "base/product.h"
#include "drivers/driver_json.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;
using boost::json::object;

constexpr const char* lock_file = ".terraform.lock.hcl";
constexpr std::uintmax_t largest_lock = 256u << 10;

[[noreturn]] void cannot(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) cannot("make a folder for terraform");
}

/// Never through a link, never over something: the folder is new.
void write_file(const fs::path& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) cannot("write a file for terraform");
  for (std::size_t done = 0; done < text.size();) {
    const auto wrote = ::write(fd, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      ::close(fd);
      cannot("write a file for terraform");
    }
    done += static_cast<std::size_t>(wrote);
  }
  if (::close(fd) != 0) cannot("write a file for terraform");
}

std::string read_file(const fs::path& file, std::uintmax_t most) {
  std::error_code error;
  if (fs::is_symlink(file, error) || !fs::is_regular_file(file, error) || fs::file_size(file, error) > most || error)
    return "";
  std::ifstream in(file, std::ios::binary);
  std::string out(std::istreambuf_iterator<char>(in), {});
  return out;
}

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
                                                      ModuleSource& source) {
  make_folder(folder);
  std::unique_ptr<WorkFolder> out(new WorkFolder(std::move(folder)));
  const fs::path top = out->path_ / "module";
  make_folder(top);
  out->module_ = "module";
  if (inputs.git) {
    CHECK_OK(source.export_to(inputs.git->repository, inputs.git->revision, top));
    if (!inputs.git->path.empty()) out->module_ /= inputs.git->path;
    std::error_code error;
    const fs::path real = fs::canonical(out->path_ / out->module_, error), root = fs::canonical(top);
    const bool is_inside = !error && (real == root || real.string().starts_with(root.string() + "/"));
    if (!is_inside || !fs::is_directory(real, error))
      return invalid_inputs(
          request, fmt::format("the repository '{}' has no folder '{}'", inputs.git->repository, inputs.git->path));
  }
  for (const auto& [name, text] : inputs.files) {
    fs::path at = top;
    for (const fs::path& part : fs::path(name).parent_path())
      if (at /= part; !fs::exists(at)) make_folder(at);
    write_file(top / name, text);
  }
  const fs::path module = out->path_ / out->module_;
  out->has_own_lock_ = fs::symlink_status(module / lock_file).type() != fs::file_type::not_found;
  if (!out->has_own_lock_ && !provider_lock.empty()) write_file(module / lock_file, provider_lock);
  const fs::path ours = module / fmt::format("zzzz_{}_override.tf.json", product::binary);
  std::error_code ignored;
  fs::remove(ours, ignored);
  write_file(ours, override_of(inputs));
  write_file(out->path_ / variables_file, values_of(inputs));
  return out;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string WorkFolder::provider_lock() const { return read_file(path_ / module_ / lock_file, largest_lock); }

void WorkFolder::remove_variables() const {
  std::error_code ignored;
  fs::remove(path_ / variables_file, ignored);
}

}  // namespace towpath::delivery
