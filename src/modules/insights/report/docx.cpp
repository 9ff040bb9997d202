#include <fmt/core.h>

#include "document.h"

// The least a word processor needs (ECMA-376 part 1, 11.3): the list of content types, the relations, the document, its
// styles and its properties.

namespace towpath::insights::report {
namespace {

constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view main_namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr int text_width = 9638;  // A4 with margins of 2 cm, in twentieths of a point

std::string run_of(const std::string& text, std::string_view properties = "") {
  return fmt::format("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                     properties.empty() ? "" : fmt::format("<w:rPr>{}</w:rPr>", properties), escape_xml(text));
}

std::string paragraph_of(const std::string& text, std::string_view style) {
  return fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>{}</w:p>", style, run_of(text));
}

std::string table_of(const Block& block) {
  if (block.rows.empty()) return {};
  const std::size_t columns = block.rows.front().size();
  const int width = text_width / static_cast<int>(columns);
  std::string out = block.text.empty() ? std::string() : paragraph_of(block.text, "Caption");
  out +=
      "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
      "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>";
  for (std::size_t i = 0; i < columns; ++i) out += fmt::format("<w:gridCol w:w=\"{}\"/>", width);
  out += "</w:tblGrid>";
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    out += "<w:tr><w:trPr><w:cantSplit/>";
    out += r == 0 ? "<w:tblHeader/></w:trPr>" : "</w:trPr>";
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string text = c < block.rows[r].size() ? block.rows[r][c] : std::string();
      out += fmt::format("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr><w:p>{}</w:p></w:tc>", width,
                         run_of(text, r == 0 ? "<w:b/>" : ""));
    }
    out += "</w:tr>";
  }
  return out + "</w:tbl>" + paragraph_of("", "Normal");  // a table must not be the last thing in a body
}

std::string style(std::string_view id, std::string_view name, std::string_view paragraph, std::string_view run) {
  return fmt::format(
      "<w:style w:type=\"paragraph\" w:styleId=\"{}\"{}><w:name "
      "w:val=\"{}\"/>{}<w:pPr>{}</w:pPr><w:rPr>{}</w:rPr></w:style>",
      id, id == "Normal" ? " w:default=\"1\"" : "", name, id == "Normal" ? "" : "<w:basedOn w:val=\"Normal\"/>",
      paragraph, run);
}

std::string styles() {
  std::string borders;
  for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
    borders += fmt::format("<w:{} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"BBBBBB\"/>", side);
  return fmt::format("{}<w:styles xmlns:w=\"{}\">", head, main_namespace) +
         style("Normal", "Normal", "<w:spacing w:after=\"80\"/>",
               "<w:rFonts w:ascii=\"Liberation Sans\" w:hAnsi=\"Liberation Sans\" w:cs=\"Liberation Sans\"/>"
               "<w:sz w:val=\"20\"/>") +
         style("Title", "Title", "<w:spacing w:after=\"60\"/>", "<w:b/><w:sz w:val=\"36\"/>") +
         style("Subtitle", "Subtitle", "<w:spacing w:after=\"240\"/>", "<w:color w:val=\"555555\"/>") +
         style("Heading1", "heading 1",
               "<w:keepNext/><w:spacing w:before=\"320\" w:after=\"100\"/><w:outlineLvl w:val=\"0\"/>",
               "<w:b/><w:sz w:val=\"26\"/>") +
         style("Caption", "caption", "<w:keepNext/>", "<w:color w:val=\"555555\"/>") +
         fmt::format(
             "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>{}"
             "</w:tblBorders><w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/>"
             "</w:tblCellMar></w:tblPr></w:style></w:styles>",
             borders);
}

std::string body_of(const Document& document) {
  std::string out = fmt::format("{}<w:document xmlns:w=\"{}\"><w:body>", head, main_namespace);
  out += paragraph_of(document.title, "Title") + paragraph_of(document.subtitle, "Subtitle");
  for (const Block& block : document.blocks) {
    if (block.kind == Block::Kind::heading) out += paragraph_of(block.text, "Heading1");
    if (block.kind == Block::Kind::paragraph) out += paragraph_of(block.text, "Normal");
    if (block.kind == Block::Kind::table) out += table_of(block);
  }
  return out +
         "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" "
         "w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
}

std::string properties_of(const Document& document) {
  return fmt::format(
      "{}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dcterms:created "
      "xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
      head, escape_xml(document.title), escape_xml(document.date));
}

constexpr std::string_view content_types =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
constexpr std::string_view package_relations =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/><Relationship Id=\"rId2\" "
    "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>";
constexpr std::string_view document_relations =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" "
    "Target=\"styles.xml\"/></Relationships>";

}  // namespace

std::string docx_of(const Document& document) {
  const std::string declaration(head);
  return zip_of({{"[Content_Types].xml", declaration + std::string(content_types)},
                 {"_rels/.rels", declaration + std::string(package_relations)},
                 {"docProps/core.xml", properties_of(document)},
                 {"word/_rels/document.xml.rels", declaration + std::string(document_relations)},
                 {"word/document.xml", body_of(document)},
                 {"word/styles.xml", styles()}});
}

}  // namespace towpath::insights::report
