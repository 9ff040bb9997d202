#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/time.h"
#include "mask/masker.h"
#include "process/terminal.h"

namespace towpath::delivery {

/// What a recording is kept as: an artifact of its run.
inline constexpr std::string_view recording_name = "recording.cast";

/// Writes a session to a file in the format asciicast v2 (docs.asciinema.org/manual/asciicast/v2): a head, then a line
/// for what was shown ("o"), typed ("i"), each new size ("r") and each mark ("m"), with the seconds since the
/// beginning. Secrets are masked before anything is written; what was typed where it was not shown becomes asterisks.
/// After `limit` bytes a mark says that it was cut, and nothing else is written. One thread.
class ShellRecording {
 public:
  struct Head {
    process::WindowSize window;
    std::string title, terminal_type;
  };
  /// The folder is made; a file that is there is replaced. `masker` and `clock` outlive it. Throws std::system_error.
  ShellRecording(const std::filesystem::path& file, const Head& head, const mask::Masker& masker, const Clock& clock,
                 std::uint64_t limit);

  void shown(std::string_view bytes);
  void typed(std::string_view bytes, bool is_shown);
  void resized(process::WindowSize window);
  /// What was held back, and a mark that says how it ended.
  void end(const std::string& how);

  bool is_cut() const { return is_cut_; }

 private:
  /// A direction: bytes on their way to become masked text.
  struct Side {
    explicit Side(const mask::Masker& masker) : stream(masker) {}
    mask::MaskedStream stream;
    std::string rest;  ///< The beginning of a character.
  };

  void add(std::string_view kind, const std::string& text);
  void add_bytes(std::string_view kind, Side& side, const std::string& bytes, bool is_last);

  const Clock& clock_;
  const UtcTime begun_at_;
  const std::uint64_t limit_;
  std::ofstream out_;
  std::uint64_t written_ = 0;
  bool is_cut_ = false;
  Side shown_, typed_;
};

/// UTF-8 out of bytes: what is none becomes U+FFFD. An unfinished character at the end stays in `rest`, unless
/// `is_last`.
std::string text_from_bytes(std::string& rest, std::string_view bytes, bool is_last);

}  // namespace towpath::delivery
