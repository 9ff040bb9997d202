#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/mail.h"

using namespace towpath;

// A subject and a text, divided by a NUL: nothing in them adds a header, ends the message or makes a line too long.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto middle = std::min(input.find('\0'), input.size());
  const http::Mail mail{"ann@example.com", std::string(input.substr(0, middle)), std::string(input.substr(middle)),
                        "id", UtcTime()};
  const std::string text = http::mail_text("towpath@example.com", mail);
  const std::size_t head = text.find("\r\n\r\n");
  if (head == text.npos) std::abort();
  std::size_t begin = 0, fields = 0;
  for (std::size_t end; (end = text.find("\r\n", begin)) != text.npos; begin = end + 2) {
    if (end - begin > 998 || text.substr(begin, end - begin) == ".") std::abort();
    if (begin <= head && text[begin] != ' ') ++fields;
  }
  constexpr std::size_t all_fields = 9;
  if (fields != all_fields) std::abort();
  (void)http::is_mail_address(input);
  return 0;
}
