#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "markdown/callouts.h"
#include "markdown/page_source.h"
#include "markdown/rendering.h"

using namespace towpath;
using namespace towpath::docs;

namespace {

/// True when every '<' begins a tag from the lists of HtmlWriter and SafeHtml, and no attribute can run anything.
bool is_harmless(std::string_view html) {
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    std::string_view tag = html.substr(at + 1, html.find('>', at) - at - 1);
    if (tag.starts_with('/')) tag.remove_prefix(1);
    const std::string name(tag.substr(0, tag.find(' ')));
    for (const char* danger :
         {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "base", "link", "meta"})
      if (name == danger) return false;
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") != std::string::npos) return false;
    for (const char* danger : {" on", " style=", "=\"javascript:", "=\"data:", "=\"vbscript:"})
      // In a title or a text any words may stand: only names of attributes and the beginnings of addresses count.
      if (const auto found = tag.find(danger);
          found != std::string_view::npos && tag.find("title=\"") == tag.npos && tag.find("alt=\"") == tag.npos)
        return false;
  }
  return true;
}

}  // namespace

// A page. What is rendered is text, holds no tag that can run, and renders the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const FileNames pages{"index.md", "a.md", "dir/README.md"}, assets{"x.png", "dir/y z.svg"};
  const PagePlace place{"dir/page.md", "/docs/c/d/n/", "/assets/", pages, assets};
  const LiftedPage lifted = lift_callouts(text);
  if (lifted.text.size() > 16 * text.size() + 4096) std::abort();
  const auto page = render_page(text, place);
  if (!page.has_value()) {
    if (page.error().code().empty() || page.error().message().empty()) std::abort();
    return 0;
  }
  if (!is_utf8(page->html) || !is_harmless(page->html)) std::abort();
  const auto again = render_page(text, place);
  if (!again.has_value() || again->html != page->html) std::abort();
  const auto words = read_page_text(text);
  if (!words.has_value() || words->title != page->title || !is_utf8(words->text)) std::abort();
  return 0;
}
