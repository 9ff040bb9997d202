#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::buckets {

/// Text between tags; characters XML 1.0 cannot carry become question marks (keys with such come encoded, when the
/// client asks for that).
std::string xml_escaped(std::string_view text);

/// An element of a small document: its text, or its children. Attributes and name prefixes are left out.
struct XmlElement {
  std::string name;
  std::string text;
  std::vector<XmlElement> children;

  /// The text of the first child of that name; "" when there is none.
  std::string_view child(std::string_view wanted) const;
};

/// Reads what S3 clients send: elements, text, entities, comments. No document type, no processing instruction but the
/// declaration. At most `most_elements`, eight deep. Errors: buckets.malformed_xml.
Result<XmlElement> parse_xml(std::string_view text, std::size_t most_elements);

}  // namespace towpath::buckets
