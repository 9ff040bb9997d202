#pragma once

#include <string>
#include <vector>

namespace towpath::insights::report {

/// A document in its simplest form: what HTML and OOXML are both made of. The same document gives the same bytes.
struct Block {
  enum class Kind { heading, paragraph, table };
  Kind kind = Kind::paragraph;
  std::string text;                            ///< Of a heading and a paragraph; the caption of a table.
  std::vector<std::vector<std::string>> rows;  ///< Of a table; the first one is its head.
};

struct Document {
  std::string title, subtitle;
  std::string date;  ///< "2026-11-29": what the file says of its making; never the present moment.
  std::vector<Block> blocks;
};

/// A page that stands alone: no script, no picture, nothing from elsewhere.
std::string html_of(const Document& document);

/// WordprocessingML in a package (ECMA-376, transitional): paragraphs, headings and tables.
std::string docx_of(const Document& document);

/// An entry of a ZIP archive.
struct ZipEntry {
  std::string name, bytes;
};
/// A ZIP archive (APPNOTE 6.3.10) of entries without compression, all dated 1980-01-01: nothing in it depends on the
/// moment, the machine or the version of a library.
std::string zip_of(const std::vector<ZipEntry>& entries);

/// &, <, >, " and ' as entities; what XML 1.0 has no character for is left out.
std::string escape_xml(std::string_view text);

}  // namespace towpath::insights::report
