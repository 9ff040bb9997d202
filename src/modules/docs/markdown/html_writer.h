#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "markdown/document.h"
#include "markdown/rendering.h"
#include "markdown/safe_html.h"

namespace towpath::docs {

/// Writes a document as HTML. Every byte of the output is either a tag written here or escaped text: cmark's own
/// renderer is not used. One use, one thread; document and place outlive it.
class HtmlWriter {
 public:
  HtmlWriter(const Document& document, const PagePlace& place);
  Rendering write();

 private:
  void enter(cmark_node* node);
  void leave(cmark_node* node);
  void enter_block(cmark_node* node, cmark_node_type type);
  void enter_extension(cmark_node* node, std::string_view type);
  void leave_extension(cmark_node* node, std::string_view type);
  void begin_callout(const Callout& callout);
  void begin_heading(cmark_node* node);
  void begin_list(cmark_node* node);
  void begin_item(cmark_node* node);
  void begin_table_cell(cmark_node* node);
  void begin_footnote();
  void footnote_reference(cmark_node* node);
  void code_block(cmark_node* node);
  void image(cmark_node* node);
  LinkTarget target_of(std::string_view url);
  std::string heading_id(std::string_view title);

  const Document& document_;
  const PagePlace& place_;
  Rendering out_;
  SafeHtml raw_;
  cmark_node* skipped_ = nullptr;  ///< An image whose inside is already written.
  int links_open_ = 0;
  int footnotes_ = 0;
  int column_ = 0;  ///< Of the next cell of a table row.
  std::set<std::string> ids_;
  std::map<std::string, int> last_numbers_;  ///< By id without its number.
  std::set<std::string> broken_;
  std::map<std::string, int> footnote_uses_;
};

}  // namespace towpath::docs
