#pragma once

#include <cmark-gfm.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "markdown/callouts.h"

namespace towpath::docs {

struct NodeDeleter {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct IterDeleter {
  void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};
using NodeIter = std::unique_ptr<cmark_iter, IterDeleter>;

/// A parsed page: cmark's tree, and which of its block quotes are callouts.
struct Document {
  std::string front_title;
  std::unique_ptr<cmark_node, NodeDeleter> root;
  std::unordered_map<cmark_node*, Callout> callouts;  ///< Keys live in `root`.
};

/// Errors: docs.page_not_text (not UTF-8), docs.page_too_large, docs.page_too_complex.
Result<Document> parse_page(std::string_view markdown);

/// cmark's text fields are null when absent.
inline std::string_view text_or_empty(const char* text) { return text ? std::string_view(text) : std::string_view(); }

/// The text below a node without marks: what a heading or an image says.
std::string plain_text(cmark_node* node);

/// The title a document gives itself.
std::string title_of(const Document& document);

}  // namespace towpath::docs
