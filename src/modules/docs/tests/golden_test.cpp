#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "markdown/rendering.h"
#include "support/test_paths.h"

namespace towpath::docs {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The HTML, then what else a rendering has.
std::string described(const Rendering& page) {
  std::string out = page.html + "\n<!--\ntitle: " + page.title + "\n";
  for (const Heading& heading : page.toc)
    out += "toc: " + std::to_string(heading.level) + " #" + heading.id + " " + heading.title + "\n";
  for (const std::string& link : page.broken_links) out += "broken: " + link + "\n";
  return out + "-->\n";
}

}  // namespace

TEST_CASE("pages become the HTML in tests/golden/docs") {
  const fs::path folder = testing::source_folder() / "tests/golden/docs";
  const FileNames pages{"index.md", "guide/other.md", "guide/page.md", "ops/index.md"};
  const FileNames assets{"img/a b.png", "img/a.png", "img/logo.png", "guide/img/a.png", "guide/img/logo.png"};
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    CAPTURE(entry.path().filename().string());
    const auto page = render_page(text_of(entry.path() / "in.md"),
                                  {"guide/page.md", "/docs/component/default/shop/", "/assets/", pages, assets});
    REQUIRE(page.has_value());
    const std::string html = described(*page);

    if (std::getenv("TOWPATH_GOLDEN_UPDATE")) std::ofstream(entry.path() / "expected.html", std::ios::binary) << html;

    CHECK(html == text_of(entry.path() / "expected.html"));
    ++cases;
  }
  CHECK(cases >= 7);
}

}  // namespace towpath::docs
