#include "s3_request.h"

#include <fmt/format.h>

#include <charconv>

#include "s3_error.h"
#include "xml_text.h"

namespace towpath::buckets {

Result<int> S3Request::number(std::string_view name, int least, int most, int otherwise) const {
  const auto text = value_of(query, name);
  if (!text || text->empty()) return otherwise;
  int out = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), out);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || out < least || out > most)
    return invalid_argument(fmt::format("{} must be a whole number from {} to {}.", name, least, most));
  return out;
}

http::Response xml_answer(std::string_view root, std::string_view inner, int status) {
  http::Response out;
  out.status = status;
  out.content_type = "application/xml";
  out.body = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}</{}>", root,
      inner, root);
  return out;
}

std::string xml_field(std::string_view name, std::string_view text) {
  return fmt::format("<{}>{}</{}>", name, xml_escaped(text), name);
}

std::string xml_time(UtcTime time) {
  const std::string text = to_rfc3339(time);  // six digits of a second; S3 has three
  return text.substr(0, 23) + "Z";
}

}  // namespace towpath::buckets
