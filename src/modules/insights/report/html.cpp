#include <fmt/core.h>

#include "base/html.h"
#include "document.h"

namespace towpath::insights::report {
namespace {

// Ink on paper: it is printed and read elsewhere, so it does not use the portal's tokens.
constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1e21;"
    "background:#fff}h1{font-size:1.7rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .4rem}p{margin:.4rem 0}"
    ".subtitle{color:#555}table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.6rem 0 1rem}"
    "caption{text-align:start;color:#555;padding-bottom:.3rem}"
    "th,td{border-bottom:1px solid #ddd;padding:.4rem .6rem .4rem 0;text-align:start;vertical-align:top}"
    "thead th{border-bottom:2px solid #888}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

std::string row_of(const std::vector<std::string>& cells, bool is_head) {
  std::string out = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const char* tag = is_head || i == 0 ? "th" : "td";
    const char* scope = is_head ? " scope=\"col\"" : i == 0 ? " scope=\"row\"" : "";
    out += fmt::format("<{}{}>{}</{}>", tag, scope, escape_xml(cells[i]), tag);
  }
  return out + "</tr>\n";
}

std::string table_of(const Block& block) {
  std::string out = "<table>\n";
  if (!block.text.empty()) out += fmt::format("<caption>{}</caption>\n", escape_xml(block.text));
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    if (i == 0) out += "<thead>\n";
    if (i == 1) out += "<tbody>\n";
    out += row_of(block.rows[i], i == 0);
    if (i == 0) out += "</thead>\n";
  }
  return out + (block.rows.size() > 1 ? "</tbody>\n</table>\n" : "</table>\n");
}

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string shown;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') shown += c;  // XML has no other controls
  std::string out;
  append_escaped(out, shown);
  return out;
}

std::string html_of(const Document& document) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n",
      escape_xml(document.title), style, escape_xml(document.title), escape_xml(document.subtitle));
  for (const Block& block : document.blocks) {
    if (block.kind == Block::Kind::heading) out += fmt::format("<h2>{}</h2>\n", escape_xml(block.text));
    if (block.kind == Block::Kind::paragraph) out += fmt::format("<p>{}</p>\n", escape_xml(block.text));
    if (block.kind == Block::Kind::table) out += table_of(block);
  }
  return out + "</body>\n</html>\n";
}

}  // namespace towpath::insights::report
