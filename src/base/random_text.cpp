#include "base/random_text.h"

#include <sys/random.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace towpath {

Secret random_text(std::size_t length) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  // Bytes above the last whole multiple are thrown away, so that no letter is likelier.
  constexpr auto usable = 256 / letters.size() * letters.size();
  std::string text;
  text.reserve(length);
  while (text.size() < length) {
    unsigned char byte = 0;
    if (getrandom(&byte, 1, 0) != 1) throw std::system_error(errno, std::generic_category(), "read random bytes");
    if (byte < usable) text += letters[byte % letters.size()];
  }
  return Secret(std::move(text));
}

}  // namespace towpath
