#include <doctest/doctest.h>

#include <string_view>

#include "asset_table.h"
#include "webui/assets.h"

namespace towpath::webui {

extern const std::span<const Asset> fixture_assets;  // tests/dist

namespace {

constexpr std::string_view script = "/assets/index-Dx4kXJAl.js";

std::string_view path_of(const Asset* asset) { return asset == nullptr ? "none" : asset->path; }

TEST_CASE("a file of the UI is found under its own path, every place of the portal gives the page") {
  struct Row {
    std::string_view asked, answered;
  };
  for (const auto& [asked, answered] :
       {Row{script, script}, Row{"/scheme.js", "/scheme.js"}, Row{"/", "/index.html"},
        Row{"/runs/01JD0QZ0V5T7KX9B3M2N4P6R8S", "/index.html"},
        Row{"/catalog/component/default/my.service", "/index.html"}, Row{"/apiary", "/index.html"}}) {
    CAPTURE(asked);
    CHECK(path_of(find_in(fixture_assets, asked)) == answered);
  }
}

TEST_CASE("the API, missing files and compressed forms are not pages of the portal") {
  for (std::string_view asked : {"/api", "/api/v1/nothing", "/assets", "/assets/old-12345678.js", "/robots.txt",
                                 "/assets/index-Dx4kXJAl.js.br"}) {
    CAPTURE(asked);
    CHECK(path_of(find_in(fixture_assets, asked)) == "none");
  }
}

TEST_CASE("a file carries its type, its bytes and a tag of its content") {
  const Asset* asset = find_in(fixture_assets, script);

  REQUIRE(asset != nullptr);
  CHECK(asset->content_type == "text/javascript; charset=utf-8");
  CHECK(asset->identity.starts_with("console.log(\"fixture\");\n"));
  CHECK(asset->identity.ends_with(");\n"));
  CHECK(asset->etag.starts_with("W/\""));
  CHECK(asset->etag != find_in(fixture_assets, "/scheme.js")->etag);
}

TEST_CASE("only what has a hash in its name may be cached for ever") {
  CHECK(cache_control(*find_in(fixture_assets, script)) == "public, max-age=31536000, immutable");
  CHECK(cache_control(*find_in(fixture_assets, "/")) == "no-cache");
  CHECK(cache_control(*find_in(fixture_assets, "/scheme.js")) == "no-cache");
}

TEST_CASE("an asset is sent in the smallest form the client admits") {
  struct Row {
    std::string_view accepted, encoding;
  };
  const Asset& asset = *find_in(fixture_assets, script);
  for (const auto& [accepted, encoding] :
       {Row{"gzip, deflate, br, zstd", "br"}, Row{"gzip", "gzip"}, Row{"GZIP;q=0.5", "gzip"},
        Row{"br;q=0, gzip", "gzip"}, Row{"br; q=0.000 ,gzip ;q=1", "gzip"}, Row{"*", "br"}, Row{"br;q=0, *", "gzip"},
        Row{"*;q=0", ""}, Row{"identity", ""}, Row{"", ""}, Row{", ,", ""}}) {
    CAPTURE(accepted);
    CHECK(encode(asset, accepted).encoding == encoding);
  }
  CHECK(encode(asset, "gzip").bytes == asset.gzip);
  CHECK(encode(asset, "").bytes == asset.identity);
}

TEST_CASE("a file without compressed forms is sent as it is") {
  const Asset& asset = *find_in(fixture_assets, "/scheme.js");

  CHECK(encode(asset, "br, gzip").encoding == "");
  CHECK(encode(asset, "br, gzip").bytes == asset.identity);
}

TEST_CASE("this binary has a page, of the portal or one that says how to build it") {
  const Asset* page = find("/");

  REQUIRE(page != nullptr);
  CHECK(page->content_type == "text/html; charset=utf-8");
  CHECK((page->identity.find("web/build.sh") == std::string_view::npos) == is_built());
}

}  // namespace
}  // namespace towpath::webui
