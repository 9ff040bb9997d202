#include "pulumi_stack.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "configuration/run_log.h"
#include "configuration/shown_text.h"
#include "drivers/account_environment.h"
#include "drivers/driver_json.h"
#include "drivers/source_folder.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr const char *stack = "resource", *passphrase_file = "passphrase", *backend_folder = "backend",
                     *home_folder = "home", *settings_file = "Pulumi.resource.yaml";
constexpr std::size_t most_headlines = 3, longest_headline = 300, most_project = 256u << 10;
constexpr std::string_view headline = "error: ";

}  // namespace

PulumiRunFolder::PulumiRunFolder(fs::path path) : path_(std::move(path)) { make_private_folder(path_); }
PulumiRunFolder::~PulumiRunFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

PulumiStack::PulumiStack(process::Spawner& spawner, PulumiSetting setting, const ResourceRequest& request,
                         PulumiInputs inputs, const DriverContext& context)
    : spawner_(spawner),
      setting_(std::move(setting)),
      request_(request),
      inputs_(std::move(inputs)),
      context_(context),
      folder_(setting_.run) {
  for (const auto& [name, value] : inputs_.secret_variables)
    masker_.add(value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
  for (const auto& [name, secret] : request_.known_secrets) masker_.add(secret.reveal());
  mask_credentials(request_, masker_);
  masker_.add(setting_.passphrase.reveal());
}

Result<std::unique_ptr<PulumiStack>> PulumiStack::open(process::Spawner& spawner, PulumiSetting setting,
                                                       const ResourceRequest& request, PulumiInputs inputs,
                                                       const Secret& deployment, ModuleSource& modules,
                                                       const DriverContext& context) {
  std::unique_ptr<PulumiStack> out(new PulumiStack(spawner, std::move(setting), request, std::move(inputs), context));
  CHECK_OK(out->prepare(deployment, modules));
  return out;
}

fs::path PulumiStack::backend() const {
  return (setting_.changes ? setting_.resource : folder_.path()) / backend_folder;
}

Status PulumiStack::prepare(const Secret& deployment, ModuleSource& modules) {
  TRY(const fs::path inner, write_source(folder_.path() / "source", request_, {inputs_.files, inputs_.git}, modules));
  const fs::path work = inner.empty() ? fs::path("source") : "source" / inner;
  write_private_file(folder_.path() / passphrase_file, setting_.passphrase.reveal());
  // Both at once and for good: a sandbox gives what is in the folder to its user only the first time.
  for (const char* name : {home_folder, backend_folder})
    if (!fs::exists(setting_.resource / name)) make_private_folder(setting_.resource / name);
  if (!fs::exists(backend())) make_private_folder(backend());
  const bool is_left = !fs::is_empty(backend());

  TRY(const std::string project,
      read_pulumi_project(read_plain_file(folder_.path() / work / "Pulumi.yaml", most_project)));
  boost::json::object configuration;
  for (const auto& [name, value] : inputs_.variables) configuration[fmt::format("{}:{}", project, name)] = value;
  // One of the same name in a repository is another stack's.
  fs::remove(folder_.path() / work / settings_file);
  write_private_file(folder_.path() / work / settings_file,
                     boost::json::serialize(boost::json::object{{"config", std::move(configuration)}}) + "\n");
  program_ = std::make_unique<ConfigurationProgram>(
      spawner_, ConfigurationSetting{setting_.program, folder_.path(), setting_.resource, work, inputs_.env, false},
      context_.deadline);
  TRY(const std::string version, read({"version"}));
  say(context_, fmt::format("pulumi {}", shown(version.substr(0, version.find('\n')), 100)));
  CHECK_OK(run({"stack", "select", stack, "--create"}));
  if (is_left) {
    say(context_, "an update was interrupted; what it has written down is taken up again");
    CHECK_OK(run({"cancel", stack, "--yes"}));
  } else if (!deployment.empty()) {
    CHECK_OK(read({"stack", "import", "--stack", stack}, deployment.reveal()));
  }
  for (const auto& [name, value] : inputs_.secret_variables)
    CHECK_OK(read({"config", "set", "--secret", std::string(name), "--stack", stack},
                  value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value)));
  return run({"install"});
}

ToolCall PulumiStack::call(const std::vector<std::string>& arguments) const {
  const ConfigurationPlaces places = program_->places();
  ToolCall out;
  out.arguments = arguments;
  for (const char* option : {"--non-interactive", "--color", "never"}) out.arguments.emplace_back(option);
  const fs::path seen = (setting_.changes ? places.seen_resource : places.seen_folder) / backend_folder;
  out.env = {{"PULUMI_BACKEND_URL", fmt::format("file://{}", seen.string())},
             {"PULUMI_HOME", (places.seen_resource / home_folder).string()},
             {"PULUMI_CONFIG_PASSPHRASE_FILE", (places.seen_folder / passphrase_file).string()},
             {"PULUMI_SKIP_UPDATE_CHECK", "true"}};
  for (auto& variable : account_environment(request_, inputs_.env)) out.env.push_back(std::move(variable));
  return out;
}

Status PulumiStack::run(const std::vector<std::string>& arguments) {
  RunLog log(masker_, context_);
  std::string problems;
  std::size_t count = 0;
  TRY(const auto exit, program_->run(
                           call(arguments),
                           [&](process::Stream, std::string_view line) {
                             log.write(line);
                             if (line.starts_with(headline) && ++count <= most_headlines)
                               problems += (problems.empty() ? "" : "; ") +
                                           masker_.mask(shown(line.substr(headline.size()), longest_headline));
                           },
                           context_.stop));
  if (exit.is_success()) return ok();
  return failed("delivery.pulumi_failed",
                fmt::format("'pulumi {}' for resource '{}' ended with {}{}{}", arguments.front(), request_.id,
                            process::describe(exit), problems.empty() ? "." : ": ", problems))
      .with_hint("What it printed is in the log.");
}

Result<std::string> PulumiStack::read(const std::vector<std::string>& arguments, std::string_view input) {
  RunLog log(masker_, context_);
  TRY(auto ran, program_->filter(
                    call(arguments), input, largest_pulumi_document, [&](std::string_view line) { log.write(line); },
                    context_.stop));
  if (ran.is_too_large)
    return failed("delivery.pulumi_answer",
                  fmt::format("'pulumi {}' printed more than {} bytes.", arguments.front(), largest_pulumi_document));
  if (!ran.exit.is_success())
    return failed("delivery.pulumi_failed", fmt::format("'pulumi {}' for resource '{}' ended with {}.",
                                                        arguments.front(), request_.id, process::describe(ran.exit)))
        .with_hint("What it printed is in the log.");
  return std::move(ran.out);
}

Result<DriverChanges> PulumiStack::preview(bool refreshes) {
  std::vector<std::string> arguments{"preview", "--json", "--stack", stack};
  if (refreshes) arguments.emplace_back("--refresh");
  TRY(const std::string printed, read(arguments));
  return read_pulumi_preview(printed);
}

Status PulumiStack::update() { return run({"up", "--yes", "--skip-preview", "--suppress-outputs", "--stack", stack}); }

Status PulumiStack::destroy() {
  return run({"destroy", "--yes", "--skip-preview", "--suppress-outputs", "--stack", stack});
}

Result<Secret> PulumiStack::deployment() {
  TRY(std::string printed, read({"stack", "export", "--stack", stack}));
  return Secret(std::move(printed));
}

Result<TerraformOutputs> PulumiStack::outputs() {
  TRY(const std::string masked, read({"stack", "output", "--json", "--stack", stack}));
  TRY(const std::string plain, read({"stack", "output", "--json", "--show-secrets", "--stack", stack}));
  return read_pulumi_outputs(masked, plain);
}

void PulumiStack::leave() const {
  for (const auto& entry : fs::directory_iterator(setting_.resource / backend_folder)) fs::remove_all(entry.path());
}

bool PulumiStack::is_left(const fs::path& resource) {
  return fs::exists(resource / backend_folder) && !fs::is_empty(resource / backend_folder);
}

}  // namespace towpath::delivery
