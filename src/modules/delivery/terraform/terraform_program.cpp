#include "terraform_program.h"

#include <fmt/format.h>

#include "drivers/filter_process.h"
#include "runtimes/line_cutter.h"

#include "apply_lines.h"
#include "run_into_file.h"
#include "terraform_documents.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_logged = 1u << 20, most_headlines = 3, longest_headline = 300;
constexpr std::string_view headline = "Error: ";
/// Where a sandbox shows the folders; its /tmp is its own.
constexpr const char *sandbox_folder = "/tmp/module", *sandbox_cache = "/tmp/plugins";

}  // namespace

TerraformProgram::TerraformProgram(process::Spawner& spawner, TerraformSetting setting, const mask::Masker& masker,
                                   const DriverContext& context)
    : spawner_(spawner),
      setting_(std::move(setting)),
      masker_(masker),
      context_(context),
      until_(std::chrono::steady_clock::now() + context.deadline),
      is_sandboxed_(spawner.report().engine != process::SandboxReport::Engine::none),
      seen_folder_(is_sandboxed_ ? sandbox_folder : setting_.folder),
      seen_cache_(is_sandboxed_ ? sandbox_cache : setting_.plugin_cache) {}

process::Command TerraformProgram::command(const std::vector<std::string>& arguments) const {
  process::Command out;
  out.argv = {setting_.program.string()};
  out.argv.insert(out.argv.end(), arguments.begin(), arguments.end());
  out.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
             {"HOME", is_sandboxed_ ? "/tmp" : setting_.folder.string()},
             {"LANG", "C.UTF-8"},
             {"TF_IN_AUTOMATION", "1"},
             {"TF_INPUT", "0"},
             {"CHECKPOINT_DISABLE", "1"},
             {"TF_PLUGIN_CACHE_DIR", seen_cache_.string()}};
  out.env.insert(out.env.end(), setting_.env.begin(), setting_.env.end());
  out.cwd = seen_folder_ / setting_.module;
  using std::chrono::duration_cast, std::chrono::milliseconds;
  out.timeout = std::max(duration_cast<milliseconds>(until_ - std::chrono::steady_clock::now()), milliseconds(1));
  out.cancel = {std::chrono::seconds(30), milliseconds(0)};
  if (is_sandboxed_) {
    out.sandbox.level = process::SandboxLevel::namespaces;
    out.sandbox.mounts = {{setting_.folder, sandbox_folder, process::Access::read_write},
                          {setting_.plugin_cache, sandbox_cache, process::Access::read_write},
                          {setting_.program, setting_.program}};  // it may lie where a sandbox shows nothing
  }
  return out;
}

void TerraformProgram::log(std::string_view line) const {
  if (context_.log) context_.log(masker_.mask(line));
}

/// What a command prints, on its way to the log: masked, and not endless.
class TerraformProgram::Printed {
 public:
  explicit Printed(const TerraformProgram& program) : program_(program) {}

  void complain(std::string_view text) {
    if (++headlines_ <= most_headlines)
      errors_ += (errors_.empty() ? "" : "; ") + program_.masker_.mask(text.substr(0, longest_headline));
  }
  void show(std::string_view line) {
    const bool was_open = logged_ <= most_logged;
    logged_ += line.size() + 1;
    if (logged_ <= most_logged)
      program_.log(line);
    else if (was_open)
      program_.log("(it prints more than is kept)");
  }
  void take(std::string_view line) {
    if (line.starts_with(headline)) complain(line.substr(headline.size()));
    show(line);
  }
  const std::string& errors() const { return errors_; }

 private:
  const TerraformProgram& program_;
  std::size_t logged_ = 0, headlines_ = 0;
  std::string errors_;
};

Result<TerraformEnd> TerraformProgram::run(const std::vector<std::string>& arguments) const {
  TerraformEnd out;
  Printed printed(*this);
  const auto take = [&](std::string_view line) { printed.take(line); };
  {
    LineCutter lines(take), errors(take);
    TRY(out.exit, spawner_.run(
                      command(arguments),
                      [&](process::Stream stream, std::string_view bytes) {
                        (stream == process::Stream::out ? lines : errors).add(bytes);
                      },
                      context_.stop));
  }
  out.errors = printed.errors();
  return out;
}

Result<TerraformEnd> TerraformProgram::run_journaled(const std::vector<std::string>& arguments,
                                                     const std::filesystem::path& journal) const {
  TerraformEnd out;
  Printed printed(*this);
  const auto take = [&](std::string_view line) {
    const ApplyLine read = read_apply_line(line);
    for (const std::string& error : read.errors) printed.complain(error);
    for (const std::string& each : read.shown) printed.show(each);
  };
  {
    LineCutter lines(take, longest_apply_line), errors([&](std::string_view line) { printed.take(line); });
    TRY(const FileRun ran, run_into_file(
                               spawner_, command(arguments), journal, largest_journal,
                               [&](process::Stream stream, std::string_view bytes) {
                                 (stream == process::Stream::out ? lines : errors).add(bytes);
                               },
                               context_.stop));
    out.exit = ran.exit;
    out.is_too_large = ran.is_too_large;
  }
  out.errors = printed.errors();
  return out;
}

Result<std::string> TerraformProgram::read(const std::vector<std::string>& arguments) const {
  TRY(auto ran, run_filter(
                    spawner_, command(arguments), "", largest_terraform_document,
                    [&](std::string_view line) { log(line); }, context_.stop));
  if (ran.is_too_large)
    return failed("delivery.terraform_answer",
                  fmt::format("'{}' printed more than {} bytes.", arguments.front(), largest_terraform_document));
  if (!ran.exit.is_success())
    return failed("delivery.terraform_failed",
                  fmt::format("'{}' ended with {}.", arguments.front(), process::describe(ran.exit)))
        .with_hint("What it printed is in the log.");
  return std::move(ran.out);
}

}  // namespace towpath::delivery
