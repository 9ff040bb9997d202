#include "markdown/html_writer.h"

#include <cmark-gfm-core-extensions.h>
#include <fmt/core.h>

#include "base/html.h"
#include "base/strings.h"
#include "markdown/highlight.h"

namespace towpath::docs {
namespace {

/// What a code fence says after its marks: the language, and a title if there is one.
struct FenceInfo {
  std::string language, title;
};

FenceInfo read_fence(std::string_view info) {
  FenceInfo out;
  if (const auto title = info.find("title=\""); title != std::string_view::npos) {
    const auto start = title + 7;
    if (const auto end = info.find('"', start); end != std::string_view::npos)
      out.title = std::string(info.substr(start, end - start));
  }
  // ```{ .python .annotate } is written as well as ```python.
  while (!info.empty() && std::string_view(" {.").find(info.front()) != std::string_view::npos) info.remove_prefix(1);
  for (const char c : info) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                       c == '-' || c == '#' || c == '_';
    if (!plain || out.language.size() >= 32) break;
    out.language += c;
  }
  out.language = to_lower(out.language);
  return out;
}

/// In a tight list paragraphs have no tags of their own.
bool is_in_tight_list(cmark_node* paragraph) {
  cmark_node* item = cmark_node_parent(paragraph);
  cmark_node* list = item ? cmark_node_parent(item) : nullptr;
  return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0;
}

/// The author's own id at the end of a heading, as mkdocs reads it: "Title {#id}" or "Title {: #id }".
struct NamedHeading {
  std::string_view text, id;
};
NamedHeading split_heading(std::string_view text) {
  const auto brace = text.rfind('{');
  if (!text.ends_with('}') || brace == std::string_view::npos) return {text, {}};
  std::string_view inside = text.substr(brace + 1, text.size() - brace - 2);
  if (inside.starts_with(':')) inside.remove_prefix(1);
  inside = trim(inside);
  if (!inside.starts_with('#') && !inside.starts_with('.')) return {text, {}};
  if (inside.starts_with('.')) inside = {};
  return {trim(text.substr(0, brace)), inside.substr(inside.empty() ? 0 : 1, inside.find(' ') - 1)};
}

}  // namespace

HtmlWriter::HtmlWriter(const Document& document, const PagePlace& place)
    : document_(document), place_(place), raw_(out_.html, [this](std::string_view url) { return target_of(url); }) {}

Rendering HtmlWriter::write() {
  out_.title = title_of(document_);
  const NodeIter iter(cmark_iter_new(document_.root.get()));
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iter.get());
    if (skipped_) {
      if (node == skipped_ && event == CMARK_EVENT_EXIT) skipped_ = nullptr;
      continue;
    }
    if (event == CMARK_EVENT_ENTER)
      enter(node);
    else
      leave(node);
  }
  return std::move(out_);
}

LinkTarget HtmlWriter::target_of(std::string_view url) {
  LinkTarget target = resolve_link(url, place_);
  if (target.kind == LinkTarget::Kind::nowhere && !url.empty() && broken_.emplace(url).second)
    out_.broken_links.emplace_back(url);
  if (!target.fragment.empty()) out_.anchor_links.push_back({std::string(url), target.page, target.fragment});
  return target;
}

/// As mkdocs makes them: words joined by '-', a number after '_' when there is the same already. Letters beyond ASCII
/// stay, where mkdocs would drop them.
std::string HtmlWriter::heading_id(std::string_view title) {
  std::string id;
  for (const char c : to_lower(title)) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (plain)
      id += c;
    else if ((c == ' ' || c == '-') && !id.empty() && id.back() != '-')
      id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  if (id.empty()) id = "section";
  std::string unique = id;
  for (int& last = last_numbers_[id]; !ids_.insert(unique).second;) unique = fmt::format("{}_{}", id, ++last);
  return unique;
}

void HtmlWriter::enter(cmark_node* node) {
  std::string& html = out_.html;
  const cmark_node_type type = cmark_node_get_type(node);
  if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK) return enter_block(node, type);
  switch (type) {
    case CMARK_NODE_TEXT:
      append_escaped(html, text_or_empty(cmark_node_get_literal(node)));
      break;
    case CMARK_NODE_SOFTBREAK:
      html += '\n';
      break;
    case CMARK_NODE_LINEBREAK:
      html += "<br>\n";
      break;
    case CMARK_NODE_CODE:
      html += "<code>";
      append_escaped(html, text_or_empty(cmark_node_get_literal(node)));
      html += "</code>";
      break;
    case CMARK_NODE_HTML_INLINE:
      raw_.add(text_or_empty(cmark_node_get_literal(node)));
      break;
    case CMARK_NODE_EMPH:
      html += "<em>";
      break;
    case CMARK_NODE_STRONG:
      html += "<strong>";
      break;
    case CMARK_NODE_LINK:
      append_link_start(html, target_of(text_or_empty(cmark_node_get_url(node))),
                        text_or_empty(cmark_node_get_title(node)));
      ++links_open_;
      break;
    case CMARK_NODE_IMAGE:
      image(node);
      break;
    case CMARK_NODE_FOOTNOTE_REFERENCE:
      footnote_reference(node);
      break;
    default:
      enter_extension(node, cmark_node_get_type_string(node));
  }
}

void HtmlWriter::enter_block(cmark_node* node, cmark_node_type type) {
  std::string& html = out_.html;
  if (type == CMARK_NODE_FOOTNOTE_DEFINITION && footnotes_ == 0) raw_.close_open();  // the notes end the page
  // The other three have no exit; what HTML blocks leave open ends with the block around them.
  if (type != CMARK_NODE_HTML_BLOCK && type != CMARK_NODE_CODE_BLOCK && type != CMARK_NODE_THEMATIC_BREAK) raw_.enter();
  switch (type) {
    case CMARK_NODE_DOCUMENT:
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      if (const auto callout = document_.callouts.find(node); callout != document_.callouts.end())
        begin_callout(callout->second);
      else
        html += "<blockquote>\n";
      break;
    case CMARK_NODE_LIST:
      begin_list(node);
      break;
    case CMARK_NODE_ITEM:
      begin_item(node);
      break;
    case CMARK_NODE_CODE_BLOCK:
      code_block(node);
      break;
    case CMARK_NODE_HTML_BLOCK:
      raw_.add(text_or_empty(cmark_node_get_literal(node)));
      break;
    case CMARK_NODE_PARAGRAPH:
      if (!is_in_tight_list(node)) html += "<p>";
      break;
    case CMARK_NODE_HEADING:
      begin_heading(node);
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      html += "<hr>\n";
      break;
    case CMARK_NODE_FOOTNOTE_DEFINITION:
      begin_footnote();
      break;
    default:
      enter_extension(node, cmark_node_get_type_string(node));
  }
}

void HtmlWriter::leave(cmark_node* node) {
  std::string& html = out_.html;
  const cmark_node_type type = cmark_node_get_type(node);
  if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK && type != CMARK_NODE_HTML_BLOCK &&
      type != CMARK_NODE_CODE_BLOCK && type != CMARK_NODE_THEMATIC_BREAK)
    raw_.leave();
  switch (type) {
    case CMARK_NODE_DOCUMENT:
      if (footnotes_ > 0) html += "</ol></section>\n";
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      if (const auto callout = document_.callouts.find(node); callout == document_.callouts.end())
        html += "</blockquote>\n";
      else if (callout->second.form == Callout::Form::box || callout->second.form == Callout::Form::tab)
        html += "</div>\n";
      else
        html += "</details>\n";
      break;
    case CMARK_NODE_LIST:
      html += cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "</ol>\n" : "</ul>\n";
      break;
    case CMARK_NODE_ITEM:
      html += "</li>\n";
      break;
    case CMARK_NODE_PARAGRAPH:
      html += is_in_tight_list(node) ? "" : "</p>\n";
      break;
    case CMARK_NODE_HEADING:
      html += fmt::format("</h{}>\n", cmark_node_get_heading_level(node));
      break;
    case CMARK_NODE_FOOTNOTE_DEFINITION:
      html += "</li>\n";
      break;
    case CMARK_NODE_EMPH:
      html += "</em>";
      break;
    case CMARK_NODE_STRONG:
      html += "</strong>";
      break;
    case CMARK_NODE_LINK:
      html += "</a>";
      --links_open_;
      break;
    default:
      leave_extension(node, cmark_node_get_type_string(node));
  }
}

void HtmlWriter::begin_callout(const Callout& callout) {
  std::string& html = out_.html;
  const bool folds = callout.form == Callout::Form::folded || callout.form == Callout::Form::unfolded;
  if (callout.form == Callout::Form::tab)
    html += "<div class=\"doc-tab\">\n";
  else
    html += fmt::format("<{} class=\"admonition {}\"{}>\n", folds ? "details" : "div", callout.type,
                        callout.form == Callout::Form::unfolded ? " open" : "");
  if (callout.title.empty() && !folds) return;
  html += folds ? "<summary>" : "<p class=\"admonition-title\">";
  append_escaped(html, callout.title.empty() ? callout.type : callout.title);
  html += folds ? "</summary>\n" : "</p>\n";
}

void HtmlWriter::begin_heading(cmark_node* node) {
  const int level = cmark_node_get_heading_level(node);
  // The id an author gave stands in the last text of the heading; it is no part of what is shown.
  if (cmark_node* last = cmark_node_last_child(node); last && cmark_node_get_type(last) == CMARK_NODE_TEXT) {
    const std::string text(text_or_empty(cmark_node_get_literal(last)));
    const NamedHeading named = split_heading(text);
    if (named.text.size() != text.size()) {
      const std::string id(named.id), kept(named.text);
      cmark_node_set_literal(last, kept.c_str());
      if (!id.empty()) {
        const std::string title = plain_text(node), unique = heading_id(id);
        out_.toc.push_back({level, unique, title});
        out_.html += fmt::format("<h{} id=\"{}\">", level, unique);
        return;
      }
    }
  }
  const std::string title = plain_text(node), id = heading_id(title);
  out_.toc.push_back({level, id, title});
  out_.html += fmt::format("<h{} id=\"{}\">", level, id);
}

void HtmlWriter::begin_list(cmark_node* node) {
  if (cmark_node_get_list_type(node) != CMARK_ORDERED_LIST) {
    out_.html += "<ul>\n";
    return;
  }
  const int start = cmark_node_get_list_start(node);
  out_.html += start == 1 ? "<ol>\n" : fmt::format("<ol start=\"{}\">\n", start);
}

void HtmlWriter::begin_item(cmark_node* node) {
  if (std::string_view(cmark_node_get_type_string(node)) != "tasklist") {
    out_.html += "<li>";
    return;
  }
  out_.html += fmt::format("<li class=\"task\"><input type=\"checkbox\" disabled{}> ",
                           cmark_gfm_extensions_get_tasklist_item_checked(node) ? " checked" : "");
}

void HtmlWriter::enter_extension(cmark_node* node, std::string_view type) {
  std::string& html = out_.html;
  if (type == "table_header" || type == "table_row") column_ = 0;
  if (type == "table")
    html += "<div class=\"doc-table\"><table>\n";
  else if (type == "table_header")
    html += "<thead><tr>";
  else if (type == "table_row")
    html += std::string_view(cmark_node_get_type_string(cmark_node_previous(node))) == "table_header" ? "<tbody>\n<tr>"
                                                                                                      : "<tr>";
  else if (type == "table_cell")
    begin_table_cell(node);
  else if (type == "strikethrough")
    html += "<del>";
}

void HtmlWriter::leave_extension(cmark_node* node, std::string_view type) {
  std::string& html = out_.html;
  if (type == "table")
    html +=
        cmark_node_first_child(node) == cmark_node_last_child(node) ? "</table></div>\n" : "</tbody></table></div>\n";
  else if (type == "table_header")
    html += "</tr></thead>\n";
  else if (type == "table_row")
    html += "</tr>\n";
  else if (type == "table_cell")
    html += std::string_view(cmark_node_get_type_string(cmark_node_parent(node))) == "table_header" ? "</th>" : "</td>";
  else if (type == "strikethrough")
    html += "</del>";
}

void HtmlWriter::begin_table_cell(cmark_node* node) {
  cmark_node* row = cmark_node_parent(node);
  cmark_node* table = cmark_node_parent(row);
  const int column = column_++;
  const std::uint8_t* alignments = cmark_gfm_extensions_get_table_alignments(table);
  const char alignment =
      alignments && column < cmark_gfm_extensions_get_table_columns(table) ? static_cast<char>(alignments[column]) : 0;
  out_.html += std::string_view(cmark_node_get_type_string(row)) == "table_header" ? "<th" : "<td";
  if (alignment == 'l') out_.html += " class=\"align-left\"";
  if (alignment == 'c') out_.html += " class=\"align-center\"";
  if (alignment == 'r') out_.html += " class=\"align-right\"";
  out_.html += '>';
}

void HtmlWriter::footnote_reference(cmark_node* node) {
  const std::string number = std::string(text_or_empty(cmark_node_get_literal(node)));
  std::string escaped;
  append_escaped(escaped, number);
  const int use = ++footnote_uses_[number];
  const std::string id = use == 1 ? "fnref-" + escaped : fmt::format("fnref-{}-{}", escaped, use);
  out_.html += fmt::format("<sup class=\"footnote-ref\"><a href=\"#fn-{0}\" id=\"{1}\">{0}</a></sup>", escaped, id);
}

void HtmlWriter::begin_footnote() {
  if (++footnotes_ == 1) out_.html += "<section class=\"footnotes\"><ol>\n";
  // Definitions come at the end, in the order of their numbers.
  out_.html += fmt::format("<li id=\"fn-{0}\"><a href=\"#fnref-{0}\" class=\"footnote-back\">\u2191</a> ", footnotes_);
}

void HtmlWriter::code_block(cmark_node* node) {
  const FenceInfo info = read_fence(text_or_empty(cmark_node_get_fence_info(node)));
  std::string& html = out_.html;
  if (!info.title.empty()) {
    html += "<p class=\"doc-code-title\">";
    append_escaped(html, info.title);
    html += "</p>\n";
  }
  html += info.language.empty()
              ? std::string("<pre class=\"doc-code\" tabindex=\"0\"><code>")
              : fmt::format("<pre class=\"doc-code\" tabindex=\"0\" data-language=\"{}\"><code>", info.language);
  append_highlighted(html, text_or_empty(cmark_node_get_literal(node)), info.language);
  html += "</code></pre>\n";
}

void HtmlWriter::image(cmark_node* node) {
  append_image(out_.html, target_of(text_or_empty(cmark_node_get_url(node))), plain_text(node), "",
               links_open_ > 0 ? InsideLink::yes : InsideLink::no);
  skipped_ = node;
}

Result<Rendering> render_page(std::string_view markdown, const PagePlace& place) {
  TRY(const Document document, parse_page(markdown));
  return HtmlWriter(document, place).write();
}

}  // namespace towpath::docs
