#include <libfyaml.h>

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/strings.h"
#include "scalar.h"
#include "scalar_text.h"
#include "yaml/yaml.h"

// libfyaml turns text into events; types, aliases, duplicate keys, limits and positions are decided here. Its own
// document builder is not used: it merges `<<`, loses unknown aliases and expands aliases without a limit.
namespace towpath::yaml {

namespace {

/// Nodes are copied, compared and destroyed by recursion, so no caller may raise the limit above this.
constexpr std::size_t deepest = 64;

struct DiagDeleter {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};
struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};

std::string_view token_text(fy_token* token) {
  if (!token) return {};
  std::size_t size = 0;
  const char* text = fy_token_get_text(token, &size);
  return text ? std::string_view(text, size) : std::string_view();
}

/// What a tree costs: its nodes, the bytes of its strings and keys, and its levels of nesting.
struct Cost {
  std::size_t nodes = 0, bytes = 0, height = 0;
};

Cost measure(const Node& node) {
  Cost cost{1, node.string() ? node.string()->size() : 0, 0};
  const auto add = [&cost](const Cost& child) {
    cost.nodes += child.nodes;
    cost.bytes += child.bytes;
    cost.height = std::max(cost.height, child.height);
  };
  for (const Node& item : node.items()) add(measure(item));
  for (const Entry& entry : node.entries()) {
    cost.bytes += entry.key.size();
    add(measure(entry.value));
  }
  if (!node.is_scalar()) ++cost.height;
  return cost;
}

class Loader {
 public:
  Loader(std::string_view text, std::string_view file_name, const Limits& limits)
      : with_line_end_(text.empty() || text.ends_with('\n') ? "" : std::string(text) + '\n'),
        text_(with_line_end_.empty() ? text : with_line_end_),
        file_name_(file_name),
        limits_(limits),
        depth_limit_(std::min(limits.depth, deepest)) {}

  Result<std::vector<Document>> load() {
    if (!is_utf8(text_)) return invalid_input("yaml.invalid", fmt::format("{}: the text is not UTF-8", file_name_));
    if (const auto nul = text_.find('\0'); nul != text_.npos)
      return problem(place_of(nul), "a NUL character is not allowed");

    fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = nullptr;
    const std::unique_ptr<fy_diag, DiagDeleter> diag(fy_diag_create(&diag_config));
    if (!diag) throw std::bad_alloc();
    fy_diag_set_collect_errors(diag.get(), true);
    fy_parse_cfg config{};
    config.flags = FYPCF_QUIET;
    config.diag = diag.get();
    const std::unique_ptr<fy_parser, ParserDeleter> parser(fy_parser_create(&config));
    if (!parser || fy_parser_set_string(parser.get(), text_.data(), text_.size()) != 0) throw std::bad_alloc();

    while (fy_event* event = fy_parser_parse(parser.get())) {
      Status status = handle(*event);
      fy_parser_event_free(parser.get(), event);
      CHECK_OK(status);
    }
    if (fy_parser_get_stream_error(parser.get())) return syntax_error(diag.get());
    return std::move(documents_);
  }

 private:
  /// A collection that is still open.
  struct Frame {
    Position at;
    bool is_mapping = false;
    std::string anchor;
    std::vector<Node> items;
    std::vector<Entry> entries;
    bool has_key = false;                  ///< Of the last entry: its value comes next.
    std::unordered_set<std::string> keys;  ///< Filled only for large mappings.
  };

  Status handle(fy_event& event) {
    CHECK_OK(handle_by_type(event));
    if (const fy_mark* mark = fy_event_end_mark(&event)) previous_end_ = mark->input_pos;
    return ok();
  }

  Status handle_by_type(fy_event& event) {
    if (const fy_mark* mark = fy_event_start_mark(&event)) at_ = {mark->line + 1, mark->column + 1};
    switch (event.type) {
      case FYET_DOCUMENT_START:
        documents_.push_back({Node(at_, {}), true});
        anchors_.clear();
        return ok();
      case FYET_MAPPING_START:
        return open(true, token_text(event.mapping_start.anchor));
      case FYET_SEQUENCE_START:
        return open(false, token_text(event.sequence_start.anchor));
      case FYET_MAPPING_END:
      case FYET_SEQUENCE_END:
        return close();
      case FYET_SCALAR:
        return scalar(event.scalar);
      case FYET_ALIAS:
        return alias(token_text(event.alias.anchor));
      default:
        return ok();
    }
  }

  Status open(bool is_mapping, std::string_view anchor) {
    if (frames_.size() >= depth_limit_)
      return too_large(at_, fmt::format("nested deeper than {} levels", depth_limit_));
    Frame frame;
    frame.at = at_;
    frame.is_mapping = is_mapping;
    frame.anchor = anchor;
    if (!anchor.empty()) anchors_.erase(frame.anchor);
    frames_.push_back(std::move(frame));
    return ok();
  }

  Status close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    Node node = frame.is_mapping ? Node(frame.at, std::move(frame.entries)) : Node(frame.at, std::move(frame.items));
    return add(std::move(node), frame.anchor);
  }

  Status scalar(const fy_event_scalar_data& scalar) {
    Position at = at_;
    const bool is_written = scalar.value != nullptr;
    const fy_scalar_style style = is_written ? fy_token_scalar_style(scalar.value) : FYSS_PLAIN;
    // The mark of a quoted scalar is behind its opening quote.
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) --at.column;
    std::string text = scalar_text(scalar, style);
    // A value that is not there is shown where its key is.
    if (!is_written && !frames_.empty() && frames_.back().has_key) at = frames_.back().entries.back().key_at;
    const bool is_content = (is_written && !(text.empty() && style == FYSS_PLAIN)) || scalar.tag || scalar.anchor;
    Node::Value value = scalar.tag            ? resolve_tagged(token_text(scalar.tag), text)
                        : style == FYSS_PLAIN ? resolve_plain(text)
                                              : Node::Value(std::move(text));
    return add(Node(at, std::move(value)), std::string(token_text(scalar.anchor)), is_content);
  }

  std::string scalar_text(const fy_event_scalar_data& scalar, fy_scalar_style style) const {
    if (style == FYSS_PLAIN) return std::string(token_text(scalar.value));
    const std::size_t start = fy_token_start_mark(scalar.value)->input_pos;
    const std::string_view source = text_.substr(start);
    if (style == FYSS_SINGLE_QUOTED) return decode_single_quoted(source);
    if (style == FYSS_DOUBLE_QUOTED) return decode_double_quoted(source);
    // A block scalar begins on the line below its header, which stands behind the key, the dash, the anchor and the
    // tag.
    const BlockStyle block = style == FYSS_LITERAL ? BlockStyle::literal : BlockStyle::folded;
    std::size_t from = previous_end_;
    for (fy_token* token : {scalar.anchor, scalar.tag})
      if (token) from = std::max(from, fy_token_end_mark(token)->input_pos);
    std::string_view header = trim(text_.substr(from, start - from));
    header.remove_prefix(header.find_last_of("\r\n") + 1);  // npos + 1 is 0.
    const int parent = frames_.empty() ? -1 : frames_.back().at.column - 1;
    return decode_block(source, block, find_block_header(header, block), parent);
  }

  Status alias(std::string_view name) {
    const Position at{at_.line, std::max(1, at_.column - 1)};  // The mark is behind the '*'.
    const auto known = anchors_.find(std::string(name));
    if (known == anchors_.end()) {
      Error error = problem(at, fmt::format("the alias *{} has no anchor &{} before it", name, name));
      return std::move(error).with_hint("If it is meant as text, put it in quotes.");
    }
    const Cost cost = measure(known->second);
    if (frames_.size() + cost.height > depth_limit_)
      return too_large(at, fmt::format("nested deeper than {} levels", depth_limit_));
    CHECK_OK(charge_copy(at, cost));
    Node copy(at, known->second.value());
    return add(std::move(copy), "");
  }

  Status charge_copy(Position at, const Cost& cost) {
    nodes_ += cost.nodes;
    copied_bytes_ += cost.bytes;
    if (nodes_ > limits_.nodes)
      return too_large(at, fmt::format("more than {} values, with aliases written out", limits_.nodes));
    if (copied_bytes_ > limits_.bytes)
      return too_large(at, fmt::format("more than {} bytes of text, with aliases written out", limits_.bytes));
    return ok();
  }

  Status add(Node node, const std::string& anchor, bool is_content = true) {
    if (++nodes_ > limits_.nodes) return too_large(at_, fmt::format("more than {} values", limits_.nodes));
    if (!anchor.empty()) {
      // The copy for later aliases counts too: anchors inside anchors would otherwise cost their depth for free.
      CHECK_OK(charge_copy(node.at(), measure(node)));
      anchors_.insert_or_assign(anchor, node);
    }
    if (frames_.empty()) {
      documents_.back().root = std::move(node);
      documents_.back().is_empty = !is_content;
      return ok();
    }
    Frame& parent = frames_.back();
    if (!parent.is_mapping) {
      parent.items.push_back(std::move(node));
    } else if (parent.has_key) {
      parent.entries.back().value = std::move(node);
      parent.has_key = false;
    } else {
      return add_key(parent, node);
    }
    return ok();
  }

  Status add_key(Frame& parent, const Node& node) {
    std::string key = key_text(node);
    constexpr std::size_t few = 16;  // Up to here comparing beats hashing.
    bool is_new = true;
    if (parent.entries.size() < few) {
      is_new = std::none_of(parent.entries.begin(), parent.entries.end(),
                            [&key](const Entry& entry) { return entry.key == key; });
    } else {
      if (parent.keys.empty())
        for (const Entry& entry : parent.entries) parent.keys.insert(entry.key);
      is_new = parent.keys.insert(key).second;
    }
    if (!is_new) return problem(node.at(), fmt::format("the key \"{}\" appears twice in one mapping", key));
    parent.entries.push_back({std::move(key), node.at(), Node()});
    parent.has_key = true;
    return ok();
  }

  std::string_view line_text(int line) const {
    std::string_view rest = text_;
    for (int i = 1; i < line; ++i) {
      const auto end = rest.find('\n');
      if (end == rest.npos) return {};
      rest.remove_prefix(end + 1);
    }
    return trim(rest.substr(0, rest.find('\n')));
  }

  Position place_of(std::size_t offset) const {
    const std::string_view before = text_.substr(0, offset);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
    const auto characters = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_start), before.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(characters) + 1};
  }

  Error problem(Position at, std::string_view what) const {
    std::string line(line_text(at.line));
    std::replace_if(
        line.begin(), line.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }, '?');
    constexpr std::size_t longest = 120;
    if (line.size() > longest) {
      std::size_t cut = longest;
      while ((static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
      line = line.substr(0, cut) + "...";
    }
    std::string message = fmt::format("{}:{}:{}: {}", file_name_, at.line, at.column, what);
    if (!line.empty()) message += " in: " + line;
    Error error = invalid_input("yaml.invalid", std::move(message));
    if (line.find("{{") != line.npos)
      return std::move(error).with_hint("Put a value that holds {{ }} in quotes: key: \"{{ value }}\".");
    if (line.find("{%") != line.npos) return std::move(error).with_hint("Put a value that holds {% %} in quotes.");
    if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>"))
      return std::move(error).with_hint("Resolve the merge conflict and remove its markers.");
    if (what.find("tab character") != what.npos)
      return std::move(error).with_hint("Indent with blanks, not with tabs.");
    if (what.find("nested block mapping") != what.npos || what.find("plain scalar cannot start") != what.npos)
      return std::move(error).with_hint("Put a value that holds ': ' or starts with a special character in quotes.");
    return error;
  }

  Error too_large(Position at, std::string_view what) const {
    return invalid_input("yaml.too_large", fmt::format("{}:{}:{}: {}", file_name_, at.line, at.column, what));
  }

  Error syntax_error(fy_diag* diag) const {
    void* iterator = nullptr;
    const fy_diag_error* first = fy_diag_errors_iterate(diag, &iterator);
    if (!first) return problem(at_, "not valid YAML");
    return problem({std::max(1, first->line), std::max(1, first->column)}, trim(first->msg));
  }

  std::string with_line_end_;  ///< The text when it lacks a last line break: the last line of a block text has one all
                               ///< the same.
  std::string_view text_;
  std::string_view file_name_;
  Limits limits_;
  std::size_t depth_limit_;
  Position at_;                   ///< Of the last event that has a place.
  std::size_t previous_end_ = 0;  ///< Offset of the end of the last event.
  std::vector<Frame> frames_;
  std::unordered_map<std::string, Node> anchors_;  ///< Of the current document; only complete nodes.
  std::vector<Document> documents_;
  std::size_t nodes_ = 0;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

Result<std::vector<Document>> parse(std::string_view text, std::string_view file_name, const Limits& limits) {
  if (text.size() > limits.bytes)
    return invalid_input("yaml.too_large", fmt::format("{}: the text has {} bytes, the limit is {}", file_name,
                                                       text.size(), limits.bytes));
  return Loader(text, file_name, limits).load();
}

Result<Node> parse_one(std::string_view text, std::string_view file_name, const Limits& limits) {
  TRY(std::vector<Document> documents, parse(text, file_name, limits));
  if (documents.empty()) return Node();
  if (documents.size() > 1) {
    const Position at = documents[1].root.at();
    return invalid_input("yaml.invalid",
                         fmt::format("{}:{}:{}: only one document is expected here", file_name, at.line, at.column))
        .with_hint("Remove what follows the second '---'.");
  }
  return std::move(documents[0].root);
}

}  // namespace towpath::yaml
