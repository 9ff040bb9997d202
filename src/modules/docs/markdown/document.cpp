#include "markdown/document.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <fmt/core.h>

#include <mutex>

#include "base/strings.h"
#include "markdown/page_source.h"
#include "yaml/yaml.h"

namespace towpath::docs {
namespace {

constexpr int deepest_block = 100;
// cmark's time for a table row grows with the square of its cells: 17 s for a page that is one row.
constexpr std::size_t widest_row = 500;

struct ParserDeleter {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};

std::unique_ptr<cmark_node, NodeDeleter> parse_tree(const std::string& text) {
  // cmark-gfm 0.29.0.gfm.6 keeps the special characters of its extensions in tables of the whole process (inlines.c,
  // SPECIAL_CHARS) and changes them while it parses, so only one page is parsed at a time.
  static std::mutex mutex;  // guards cmark's global tables
  const std::lock_guard lock(mutex);
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, ParserDeleter> parser(
      cmark_parser_new(CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE));
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return std::unique_ptr<cmark_node, NodeDeleter>(cmark_parser_finish(parser.get()));
}

bool is_block(cmark_node* node) { return (cmark_node_get_type(node) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK; }

Status check_width(std::string_view text) {
  for (std::size_t i = 0, bars = 0; i < text.size(); ++i) {
    bars = text[i] == '\n' ? 0 : bars + (text[i] == '|' ? 1 : 0);
    if (bars > widest_row)
      return invalid_input("docs.page_too_complex",
                           fmt::format("A line of this page has more than {} '|'.", widest_row));
  }
  return ok();
}

Status check_depth(cmark_node* root) {
  const NodeIter iter(cmark_iter_new(root));
  int depth = 0;
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iter.get());
    if (!is_block(node) || !cmark_node_first_child(node)) continue;
    depth += event == CMARK_EVENT_ENTER ? 1 : -1;
    if (depth > deepest_block)
      return invalid_input("docs.page_too_complex",
                           fmt::format("The blocks of this page nest more than {} deep.", deepest_block));
  }
  return ok();
}

/// The callout a block quote's first paragraph names, by our mark or by GitHub's "[!NOTE]"; the words are taken out.
std::optional<Callout> take_callout(cmark_node* quote, const std::vector<Callout>& lifted) {
  cmark_node* paragraph = cmark_node_first_child(quote);
  if (!paragraph || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return std::nullopt;
  cmark_node* first = cmark_node_first_child(paragraph);
  if (!first || cmark_node_get_type(first) != CMARK_NODE_TEXT) return std::nullopt;
  const std::string_view text = text_or_empty(cmark_node_get_literal(first));
  cmark_node* second = cmark_node_next(first);
  if (const int number = marked_callout(text); number >= 0 && !second) {
    if (static_cast<std::size_t>(number) >= lifted.size()) return std::nullopt;
    cmark_node_free(paragraph);
    return lifted[static_cast<std::size_t>(number)];
  }
  if (second && cmark_node_get_type(second) != CMARK_NODE_SOFTBREAK &&
      cmark_node_get_type(second) != CMARK_NODE_LINEBREAK)
    return std::nullopt;
  for (const char* word : {"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}) {
    if (text != fmt::format("[!{}]", word)) continue;
    Callout out;
    out.type = to_lower(word);
    out.title = std::string(1, word[0]) + out.type.substr(1);
    cmark_node_free(first);
    if (second)
      cmark_node_free(second);
    else
      cmark_node_free(paragraph);
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::string one_line(std::string_view text) {
  constexpr std::size_t longest = 300;
  std::string out;
  for (const char c : text) {
    // Cut between characters, never inside one.
    if (out.size() >= longest && (static_cast<unsigned char>(c) & 0xC0) != 0x80) break;
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
  }
  return out;
}

PageSource split_front_matter(std::string_view markdown) {
  if (markdown.starts_with("\xEF\xBB\xBF")) markdown.remove_prefix(3);
  PageSource out{"", markdown};
  if (!markdown.starts_with("---\n") && !markdown.starts_with("---\r\n")) return out;
  const auto start = markdown.find('\n') + 1;
  for (auto line = start; line < markdown.size();) {
    const auto end = std::min(markdown.find('\n', line), markdown.size());
    const std::string_view text = trim(markdown.substr(line, end - line));
    if (text == "---" || text == "...") {
      const auto root = yaml::parse_one(markdown.substr(start, line - start), "front matter");
      if (!root.has_value() || !root->is_mapping()) return out;
      if (const yaml::Node* title = root->find("title"); title && title->is_scalar())
        out.title = one_line(title->text());
      out.body = markdown.substr(std::min(end + 1, markdown.size()));
      return out;
    }
    line = end + 1;
  }
  return out;
}

Result<Document> parse_page(std::string_view markdown) {
  if (markdown.size() > largest_page)
    return invalid_input("docs.page_too_large",
                         fmt::format("A page may have {} bytes; this one has {}.", largest_page, markdown.size()))
        .with_hint("Split it into several pages.");
  if (!is_utf8(markdown))
    return invalid_input("docs.page_not_text", "This page is not UTF-8 text.").with_hint("Save it as UTF-8.");
  CHECK_OK(check_width(markdown));
  PageSource source = split_front_matter(markdown);
  const LiftedPage lifted = lift_callouts(source.body);
  Document out{std::move(source.title), parse_tree(lifted.text), {}};
  CHECK_OK(check_depth(out.root.get()));
  cmark_consolidate_text_nodes(out.root.get());
  std::vector<cmark_node*> quotes;
  const NodeIter iter(cmark_iter_new(out.root.get()));
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;)
    if (event == CMARK_EVENT_ENTER && cmark_node_get_type(cmark_iter_get_node(iter.get())) == CMARK_NODE_BLOCK_QUOTE)
      quotes.push_back(cmark_iter_get_node(iter.get()));
  for (cmark_node* quote : quotes)
    if (auto callout = take_callout(quote, lifted.callouts)) out.callouts.emplace(quote, std::move(*callout));
  return out;
}

std::string plain_text(cmark_node* node) {
  std::string out;
  const NodeIter iter(cmark_iter_new(node));
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* each = cmark_iter_get_node(iter.get());
    const cmark_node_type type = cmark_node_get_type(each);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
      out += text_or_empty(cmark_node_get_literal(each));
    else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
      out += ' ';
  }
  return out;
}

std::string title_of(const Document& document) {
  if (!document.front_title.empty()) return document.front_title;
  for (cmark_node* node = cmark_node_first_child(document.root.get()); node; node = cmark_node_next(node))
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 1)
      return one_line(plain_text(node));
  return "";
}

Result<PageText> read_page_text(std::string_view markdown) {
  TRY(const Document document, parse_page(markdown));
  PageText out{title_of(document), ""};
  const NodeIter iter(cmark_iter_new(document.root.get()));
  const auto end_line = [&out] {
    if (!out.text.empty() && out.text.back() != '\n') out.text += '\n';
  };
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iter.get());
    if (event == CMARK_EVENT_EXIT) {
      if (is_block(node)) end_line();
      continue;
    }
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
        out.text += text_or_empty(cmark_node_get_literal(node));
        break;
      case CMARK_NODE_CODE_BLOCK:
        out.text += text_or_empty(cmark_node_get_literal(node));
        end_line();
        break;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK:
        out.text += ' ';
        break;
      default:
        if (const auto callout = document.callouts.find(node); callout != document.callouts.end())
          out.text.append(callout->second.title).append("\n");
    }
  }
  return out;
}

}  // namespace towpath::docs
