#include "dump.h"

#include <cmath>

#include "base/json_string.h"
#include "base/strings.h"
#include "coerce.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

// A surrogate half on its own, in UTF-8: ED A0..BF 80..BF.
bool is_surrogate(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xED' && static_cast<unsigned char>(text[1]) >= 0xA0;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_surrogate(text.substr(at))) {
      append_json_byte(out, text[at]);
      continue;
    }
    const char16_t unit = to_utf16(text.substr(at, 3))[0];
    const char bytes[] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
    out += "\\u" + to_hex(std::string_view(bytes, 2));
    at += 2;
  }
  out += '"';
}

class Writer {
 public:
  Writer(std::string_view indentation, Meter& meter) : indentation_(indentation), meter_(meter) {}

  Status write(const Value& value) {
    CHECK_OK(meter_.step());
    switch (value.kind()) {
      case Kind::undefined:
      case Kind::null:
        out_ += "null";
        return ok();
      case Kind::boolean:
        out_ += *value.as_bool() ? "true" : "false";
        return ok();
      case Kind::number:
        out_ += std::isfinite(*value.as_number()) ? number_text(*value.as_number()) : "null";
        return ok();
      case Kind::string:
      case Kind::safe_string:
        CHECK_OK(meter_.work(value.as_text()->size()));
        append_quoted(out_, *value.as_text());
        return ok();
      case Kind::array:
        return write_array(*value.as_array());
      case Kind::object:
        return write_object(*value.as_object());
      case Kind::regex:
        out_ += "{}";
        return ok();
      case Kind::callable:
        return render_error("a function cannot be written as JSON");
    }
    return ok();
  }

  std::string take() { return std::move(out_); }

 private:
  Status write_array(const Array& items) {
    CHECK_OK(open('['));
    bool first = true;
    for (const Value& item : items) {
      CHECK_OK(separate(first));
      CHECK_OK(write(item));
    }
    close(']', first);
    return ok();
  }

  Status write_object(const Object& object) {
    CHECK_OK(open('{'));
    bool first = true;
    for (const auto& [key, value] : object) {
      if (value.is_undefined()) continue;
      CHECK_OK(separate(first));
      append_quoted(out_, key);
      out_ += indentation_.empty() ? ":" : ": ";
      CHECK_OK(write(value));
    }
    close('}', first);
    return ok();
  }

  Status open(char bracket) {
    out_ += bracket;
    return meter_.nested(++depth_);
  }

  Status separate(bool& first) {
    if (!first) out_ += ',';
    first = false;
    if (!indentation_.empty()) CHECK_OK(meter_.work(depth_ * indentation_.size()));
    new_line();
    return ok();
  }

  void close(char bracket, bool empty) {
    --depth_;
    if (!empty) new_line();
    out_ += bracket;
  }

  void new_line() {
    if (indentation_.empty()) return;
    out_ += '\n';
    for (std::size_t i = 0; i < depth_; ++i) out_ += indentation_;
  }

  std::string_view indentation_;
  Meter& meter_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<std::string> json_text(const Value& value, std::string_view indentation, Meter& meter) {
  Writer writer(indentation, meter);
  CHECK_OK(writer.write(value));
  return writer.take();
}

}  // namespace towpath::tmpl
