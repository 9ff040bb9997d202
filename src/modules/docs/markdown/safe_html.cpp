#include "markdown/safe_html.h"

#include <algorithm>
#include <array>

#include "base/html.h"
#include "base/strings.h"

namespace towpath::docs {
namespace {

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 50> allowed{
    "a",       "abbr", "b",     "blockquote", "br", "caption",    "cite",   "code", "dd",     "del",
    "details", "div",  "dl",    "dt",         "em", "figcaption", "figure", "h1",   "h2",     "h3",
    "h4",      "h5",   "h6",    "hr",         "i",  "img",        "ins",    "kbd",  "li",     "mark",
    "ol",      "p",    "pre",   "q",          "s",  "samp",       "small",  "span", "strong", "sub",
    "summary", "sup",  "table", "tbody",      "td", "th",         "thead",  "tr",   "u",      "ul"};
/// Tags that mean nothing without what is not allowed: left out, where others are shown as text.
constexpr std::array<std::string_view, 6> left_out{"center", "font", "picture", "source", "tt", "var"};
/// Tags open at a time; what would nest deeper is left out, its text stays.
constexpr std::size_t deepest_html = 100;
constexpr std::array<std::string_view, 3> without_end{"br", "hr", "img"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "120" or "50%".
bool is_length(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_anchor_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

/// The character references that an address can hide behind; others stay as written.
std::string without_references(std::string_view text) {
  std::string out = replace_all(text, "&amp;", "&");
  // A numeric reference has no place in an honest address: it becomes text that has no meaning there.
  return replace_all(out, "&#", "%26%23");
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  append_escaped(out, value);
  out += '"';
}

/// Length of a character reference at the start of `text`, 0 when there is none.
std::size_t reference_length(std::string_view text) {
  std::size_t i = 1;
  while (i < text.size() && i < 32 && (is_letter(text[i]) || is_digit(text[i]) || (i == 1 && text[i] == '#'))) ++i;
  return i > 2 && i < text.size() && text[i] == ';' ? i + 1 : 0;
}

}  // namespace

struct SafeHtml::Tag {
  std::string name;
  bool is_end = false;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t length = 0;

  std::string_view value(std::string_view attribute) const {
    for (const auto& [key, text] : attributes)
      if (key == attribute) return text;
    return {};
  }
  bool has(std::string_view attribute) const {
    return std::any_of(attributes.begin(), attributes.end(), [&](const auto& each) { return each.first == attribute; });
  }

  /// Reads a tag at the start of `text`; length 0 when it is none.
  static Tag read(std::string_view text) {
    Tag tag;
    std::size_t i = 1;
    const auto skip_blanks = [&] {
      while (i < text.size() && is_blank(text[i])) ++i;
    };
    if (i < text.size() && text[i] == '/') {
      tag.is_end = true;
      ++i;
    }
    const std::size_t name_at = i;
    while (i < text.size() && (is_letter(text[i]) || (i > name_at && (is_digit(text[i]) || text[i] == '-')))) ++i;
    if (i == name_at) return {};
    tag.name = to_lower(text.substr(name_at, i - name_at));
    for (;;) {
      skip_blanks();
      if (i >= text.size()) return {};
      if (text[i] == '>') {
        tag.length = i + 1;
        return tag;
      }
      if (text[i] == '/') {
        ++i;
        continue;
      }
      const std::size_t key_at = i;
      while (i < text.size() && !is_blank(text[i]) &&
             std::string_view("=/><\"'`").find(text[i]) == std::string_view::npos)
        ++i;
      if (i == key_at) return {};
      std::string key = to_lower(text.substr(key_at, i - key_at)), value;
      skip_blanks();
      if (i < text.size() && text[i] == '=') {
        ++i;
        skip_blanks();
        if (i >= text.size()) return {};
        if (const char quote = text[i]; quote == '"' || quote == '\'') {
          const auto end = text.find(quote, i + 1);
          if (end == std::string_view::npos) return {};
          value = std::string(text.substr(i + 1, end - i - 1));
          i = end + 1;
        } else {
          const std::size_t value_at = i;
          while (i < text.size() && !is_blank(text[i]) && text[i] != '>') ++i;
          value = std::string(text.substr(value_at, i - value_at));
        }
      }
      tag.attributes.emplace_back(std::move(key), std::move(value));
    }
  }
};

void append_link_start(std::string& out, const LinkTarget& target, std::string_view title) {
  out += "<a";
  if (target.kind == LinkTarget::Kind::nowhere)
    out += " class=\"doc-broken\"";
  else
    append_attribute(out, "href", target.href);
  if (target.kind == LinkTarget::Kind::outside) out += " rel=\"noopener noreferrer\"";
  if (!title.empty()) append_attribute(out, "title", title);
  out += '>';
}

void append_image(std::string& out, const LinkTarget& target, std::string_view text, std::string_view attributes,
                  InsideLink inside_link) {
  if (target.kind == LinkTarget::Kind::asset) {
    out += "<img";
    append_attribute(out, "src", target.href);
    append_attribute(out, "alt", text);
    out.append(attributes).append(" loading=\"lazy\">");
    return;
  }
  const bool is_link = target.kind == LinkTarget::Kind::outside && inside_link == InsideLink::no;
  if (is_link)
    append_link_start(out, target, "");
  else
    out += "<span class=\"doc-image\">";
  append_escaped(out, text.empty() ? std::string_view("image") : text);
  out += is_link ? "</a>" : "</span>";
}

void SafeHtml::leave() {
  close_down_to(marks_.back());
  marks_.pop_back();
}

void SafeHtml::close_down_to(std::size_t count) {
  while (open_.size() > count) {
    out_.append("</").append(open_.back()).append(">");
    open_.pop_back();
  }
}

void SafeHtml::add(std::string_view html) {
  while (!html.empty()) {
    const auto markup = html.find('<');
    add_text(html.substr(0, markup));
    if (markup == std::string_view::npos) return;
    html.remove_prefix(markup);
    html.remove_prefix(add_markup(html));
  }
}

/// Answers how much of `rest`, which begins with '<', it has dealt with.
std::size_t SafeHtml::add_markup(std::string_view rest) {
  const auto through = [&](std::string_view end) {
    const auto at = rest.find(end);
    return at == std::string_view::npos ? rest.size() : at + end.size();
  };
  if (rest.starts_with("<!--")) return through("-->");
  if (rest.starts_with("<!") || rest.starts_with("<?")) return through(">");
  const Tag tag = Tag::read(rest);
  if (tag.length == 0) {
    out_ += "&lt;";
    return 1;
  }
  add_tag(tag, rest.substr(0, tag.length));
  return tag.length;
}

void SafeHtml::add_tag(const Tag& tag, std::string_view source) {
  if (is_one_of(left_out, tag.name)) return;
  if (!is_one_of(allowed, tag.name)) return append_escaped(out_, source);
  if (tag.is_end) {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    for (std::size_t i = open_.size(); i > floor; --i)
      if (open_[i - 1] == tag.name) return close_down_to(i - 1);
    return;
  }
  if (open_.size() >= deepest_html) return;
  std::string attributes;
  for (const char* name : {"width", "height", "colspan", "rowspan"})
    if (is_length(tag.value(name))) append_attribute(attributes, name, tag.value(name));
  if (tag.name == "img")
    return append_image(out_, resolve_(without_references(tag.value("src"))), tag.value("alt"), attributes,
                        std::find(open_.begin(), open_.end(), "a") == open_.end() ? InsideLink::no : InsideLink::yes);
  if (tag.name == "a" && tag.has("href")) {
    append_link_start(out_, resolve_(without_references(tag.value("href"))), tag.value("title"));
    out_.pop_back();  // the '>': more attributes may follow
  } else {
    out_.append("<").append(tag.name);
    if (tag.has("title")) append_attribute(out_, "title", tag.value("title"));
  }
  if (tag.name == "a")
    for (const char* name : {"id", "name"})
      if (is_anchor_name(tag.value(name))) {
        append_attribute(out_, "id", tag.value(name));
        break;
      }
  for (const char* where : {"left", "center", "right"})
    if (to_lower(tag.value("align")) == where) append_attribute(out_, "class", std::string("align-") + where);
  if (tag.name == "details" && tag.has("open")) out_ += " open";
  out_.append(attributes).append(">");
  if (!is_one_of(without_end, tag.name)) open_.push_back(tag.name);
}

void SafeHtml::add_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t reference = text[i] == '&' ? reference_length(text.substr(i)) : 0;
    if (reference > 0)
      out_ += text.substr(i, reference);
    else
      append_escaped(out_, text.substr(i, 1));
    i += std::max<std::size_t>(reference, 1);
  }
}

}  // namespace towpath::docs
