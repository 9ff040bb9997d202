#include "terraform_makings.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

#include "runtimes/line_cutter.h"

#include "terraform_program.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_id = 2048;

/// Of this life of the machine; "" where it has none to tell.
std::string boot_of_machine() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string out;
  std::getline(file, out);
  return out;
}

bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= longest_id &&
         std::none_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Nothing when it cannot be read to its end.
std::optional<BegunCreations> begun_in(const fs::path& journal) {
  std::error_code error;
  const auto size = fs::file_size(journal, error);
  std::ifstream file(journal, std::ios::binary);
  if (error || !file || size > largest_journal + longest_apply_line) return std::nullopt;
  BegunCreations out;
  {
    LineCutter lines([&](std::string_view line) { out.add(read_apply_line(line)); }, longest_apply_line);
    std::array<char, 64 * 1024> buffer;
    while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0)
      lines.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (file.bad()) return std::nullopt;
  return out;
}

}  // namespace

fs::path TerraformMakings::journal_of(const std::string& state, const std::string& run) const {
  return folder_ / fmt::format("{}-{}.jsonl", state, run);
}

void TerraformMakings::remove_journals(const std::string& state) const {
  std::error_code ignored;
  for (fs::directory_iterator each(folder_, ignored), end; !ignored && each != end; each.increment(ignored))
    if (each->path().filename().string().starts_with(state + "-")) fs::remove(each->path(), ignored);
}

void TerraformMakings::read_journal(const std::string& state, TerraformMaking& making,
                                    const mask::Masker& masker) const {
  const bool is_whole = making.boot == boot_of_machine();
  const auto begun = is_whole ? begun_in(journal_of(state, making.run)) : std::nullopt;
  if (begun) take_in(making, *begun);
  for (auto& [address, creation] : making.creations)
    if (masker.mask(creation.id) != creation.id) creation.id.clear();
  making.is_complete = begun.has_value();
  making.is_read = true;
}

Result<std::optional<TerraformMakings::Left>> TerraformMakings::keep_rest(const std::string& state,
                                                                          TerraformMaking making) {
  TRY(const auto text, states_.text(state));
  if (text) {
    TRY(const auto made, made_in(text->reveal()));
    leave_out_made(making, made);
  }
  if (making.creations.empty() && making.imports.empty())
    states_.forget_making(state, making.run);
  else
    CHECK_OK(states_.change_making(state, making.run, to_text(making)));
  remove_journals(state);
  if (making.creations.empty() && making.imports.empty()) return std::optional<Left>();
  return std::optional(Left{std::move(making), false});
}

Result<std::optional<TerraformMakings::Left>> TerraformMakings::look(const std::string& state,
                                                                     const mask::Masker& masker) {
  TRY(const auto kept, states_.making(state));
  if (!kept) return std::optional<Left>();
  TRY(TerraformMaking making, read_making(kept->text));
  if (kept->is_under_way) return std::optional(Left{std::move(making), true});
  if (!making.is_read) read_journal(state, making, masker);
  return keep_rest(state, std::move(making));
}

Result<std::optional<TerraformMakings::Left>> TerraformMakings::left(const std::string& state,
                                                                     const mask::Masker& masker) {
  const std::lock_guard lock(mutex_);
  return look(state, masker);
}

Result<fs::path> TerraformMakings::begin(const TerraformCredential& run, const std::string& state,
                                         std::map<std::string, TerraformCreation> creations,
                                         const std::optional<Left>& left) {
  TerraformMaking making;
  making.run = run.user;
  making.boot = boot_of_machine();
  making.creations = std::move(creations);
  if (left) {
    // What is still to be taken over is known by its creation, should it come to nothing.
    making.imports = left->making.imports;
    for (const auto& [address, id] : making.imports)
      if (const auto known = left->making.creations.find(address); known != left->making.creations.end())
        making.creations.insert(*known);
  }
  CHECK_OK(states_.keep_making(run, state, to_text(making), left ? left->making.run : ""));
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) ::chmod(folder_.c_str(), 0700);
  if (error) throw fs::filesystem_error("a folder for journals cannot be made", folder_, error);
  remove_journals(state);
  return journal_of(state, run.user);
}

Result<std::optional<TerraformMakings::Left>> TerraformMakings::end(const std::string& state, End how,
                                                                    const mask::Masker& masker) {
  const std::lock_guard lock(mutex_);
  TRY(const auto kept, states_.making(state));
  if (!kept) return std::optional<Left>();
  TRY(TerraformMaking making, read_making(kept->text));
  if (how == End::done) {
    states_.forget_making(state, making.run);
    remove_journals(state);
    return std::optional<Left>();
  }
  if (!making.is_read) read_journal(state, making, masker);
  if (how == End::in_order && making.is_complete)
    std::erase_if(making.creations,
                  [&](const auto& each) { return each.second.has_ended && !making.imports.contains(each.first); });
  return keep_rest(state, std::move(making));
}

Status TerraformMakings::answer(const std::string& state, const std::map<std::string, std::string>& ids,
                                const mask::Masker& masker) {
  const std::lock_guard lock(mutex_);
  TRY(auto rest, look(state, masker));
  if (rest && rest->is_under_way)
    return conflict("delivery.terraform_locked", "A run works on it just now.").with_hint("Wait for its end.");
  if (!rest) {
    if (ids.empty()) return ok();
    return conflict("delivery.not_in_question", "Its state knows all that was begun.").with_hint("Deploy again.");
  }
  TerraformMaking& making = rest->making;
  const auto open = in_doubt(making);
  Error wrong = invalid_input("delivery.invalid_imports", "What was said to be there cannot be taken over.")
                    .with_hint(
                        "Give the ids of what is in question, as its provider's documentation has them for "
                        "'import', or remove what is there and say that it is absent.");
  for (const auto& [address, id] : ids) {
    if (const auto said = making.imports.find(address); said != making.imports.end() && said->second == id) continue;
    const auto found = open.find(address);
    if (found == open.end())
      wrong.add_field("/imports/" + address, "is not in question");
    else if (found->second.is_replace)
      wrong.add_field("/imports/" + address,
                      "takes the place of what the state still knows by that address; remove "
                      "the new one, and leave it out here");
    else if (!is_plain(id))
      wrong.add_field("/imports/" + address, fmt::format("must be an id of 1 to {} bytes on one line", longest_id));
  }
  if (!wrong.fields().empty()) return wrong;
  std::erase_if(making.creations,
                [&](const auto& each) { return open.contains(each.first) && !ids.contains(each.first); });
  for (const auto& [address, id] : ids) making.imports[address] = id;
  TRY(const auto kept, keep_rest(state, making));
  (void)kept;
  return ok();
}

Status TerraformMakings::reopen(const std::string& state, TerraformMaking making) {
  const std::lock_guard lock(mutex_);
  making.imports.clear();
  return states_.change_making(state, making.run, to_text(making));
}

std::map<std::string, TerraformCreation> in_doubt(const TerraformMaking& making) {
  auto out = making.creations;
  std::erase_if(out, [&](const auto& each) { return making.imports.contains(each.first); });
  return out;
}

std::string in_words(const TerraformCreation& creation, bool is_complete) {
  const std::string place = !creation.is_replace      ? ""
                            : creation.before.empty() ? ", in the place of another"
                                                      : fmt::format(", in the place of '{}'", creation.before);
  if (!creation.id.empty()) return fmt::format("was created with the {} '{}'{}", creation.id_key, creation.id, place);
  if (creation.has_ended) return "its creation had ended" + place;
  return (is_complete ? "its creation had begun" : "its creation may have begun") + place;
}

}  // namespace towpath::delivery
