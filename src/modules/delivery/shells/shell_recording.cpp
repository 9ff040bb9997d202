#include "shell_recording.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view no_character = "\xef\xbf\xbd";  // U+FFFD

std::string line_of(double seconds, std::string_view kind, const std::string& text) {
  return fmt::format("[{:.6f}, {}, {}]\n", seconds, boost::json::serialize(boost::json::string(kind)),
                     boost::json::serialize(boost::json::string(text)));
}

/// How long a character is by its first byte; 0 for what begins none.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

}  // namespace

std::string text_from_bytes(std::string& rest, std::string_view bytes, bool is_last) {
  const std::string all = std::exchange(rest, {}) + std::string(bytes);
  std::string out;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t length = length_of(static_cast<unsigned char>(all[at]));
    const std::string_view character = std::string_view(all).substr(at, length);
    if (length > 0 && character.size() == length && is_utf8(character)) {
      out += character;
      at += length;
      continue;
    }
    // It may become one when more comes.
    if (!is_last && length > character.size()) {
      rest = all.substr(at);
      return out;
    }
    out += no_character;
    ++at;
  }
  return out;
}

ShellRecording::ShellRecording(const std::filesystem::path& file, const Head& head, const mask::Masker& masker,
                               const Clock& clock, std::uint64_t limit)
    : clock_(clock), begun_at_(clock.now()), limit_(limit), shown_(masker), typed_(masker) {
  std::filesystem::create_directories(file.parent_path());
  out_.open(file, std::ios::binary | std::ios::trunc);
  const boost::json::object first{
      {"version", 2},
      {"width", head.window.columns},
      {"height", head.window.rows},
      {"timestamp", std::chrono::duration_cast<std::chrono::seconds>(begun_at_.time_since_epoch()).count()},
      {"title", masker.mask(head.title)},
      {"env", boost::json::object{{"TERM", head.terminal_type}}}};
  const std::string line = boost::json::serialize(first) + "\n";
  out_ << line << std::flush;
  if (!out_) throw std::system_error(errno, std::generic_category(), "write the recording of a shell");
  written_ = line.size();
}

void ShellRecording::add(std::string_view kind, const std::string& text) {
  if (is_cut_ || text.empty()) return;
  const double seconds = std::chrono::duration<double>(clock_.now() - begun_at_).count();
  std::string line = line_of(seconds, kind, text);
  is_cut_ = written_ + line.size() > limit_;
  if (is_cut_) line = line_of(seconds, "m", fmt::format("The recording ends here: it reached {} bytes.", limit_));
  out_ << line << std::flush;
  if (!out_) throw std::system_error(errno, std::generic_category(), "write the recording of a shell");
  written_ += line.size();
}

void ShellRecording::add_bytes(std::string_view kind, Side& side, const std::string& bytes, bool is_last) {
  add(kind, text_from_bytes(side.rest, bytes, is_last));
}

void ShellRecording::shown(std::string_view bytes) { add_bytes("o", shown_, shown_.stream.feed(bytes), false); }

void ShellRecording::typed(std::string_view bytes, bool is_shown) {
  if (is_shown) return add_bytes("i", typed_, typed_.stream.feed(bytes), false);
  std::string hidden = typed_.stream.flush();
  for (const char c : bytes) hidden += static_cast<unsigned char>(c) < ' ' ? c : '*';
  add_bytes("i", typed_, hidden, false);
}

void ShellRecording::resized(process::WindowSize window) {
  add("r", fmt::format("{}x{}", window.columns, window.rows));
}

void ShellRecording::end(const std::string& how) {
  add_bytes("i", typed_, typed_.stream.flush(), true);
  add_bytes("o", shown_, shown_.stream.flush(), true);
  add("m", how);
}

}  // namespace towpath::delivery
