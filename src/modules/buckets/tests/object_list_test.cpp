#include "object_list.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace towpath;
using namespace towpath::buckets;

namespace {

/// Sorted keys, and how often they were looked at.
struct Keys {
  std::vector<std::string> keys;
  int reads = 0;

  explicit Keys(std::vector<std::string> given) : keys(std::move(given)) { std::sort(keys.begin(), keys.end()); }

  ListPage page(const ListQuery& query) {
    return list_page(query, [this](const std::string& after, bool is_inclusive, std::size_t limit) {
      ++reads;
      auto at = is_inclusive ? std::lower_bound(keys.begin(), keys.end(), after)
                             : std::upper_bound(keys.begin(), keys.end(), after);
      std::vector<ListedObject> out;
      for (; at != keys.end() && out.size() < limit; ++at) out.push_back({*at, 1, "e", {}});
      return out;
    });
  }
  /// Everything, page after page: keys, and prefixes in brackets.
  std::vector<std::string> all(ListQuery query) {
    std::vector<std::string> out;
    for (;;) {
      const ListPage page = this->page(query);
      CHECK(page.objects.size() + page.prefixes.size() <= query.limit);
      std::vector<std::string> here;
      for (const auto& object : page.objects) here.push_back(object.key);
      for (const auto& prefix : page.prefixes) here.push_back("[" + prefix + "]");
      std::sort(here.begin(), here.end(), [](const auto& a, const auto& b) {
        const auto bare = [](const std::string& text) {
          return text.front() == '[' ? text.substr(1, text.size() - 2) : text;
        };
        return bare(a) < bare(b);
      });
      out.insert(out.end(), here.begin(), here.end());
      if (!page.is_truncated) return out;
      query.after = page.last;
      query.is_after_all_of_it = page.is_last_prefix;
    }
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("keys are listed by prefix and delimiter, on pages of any size") {
  Keys keys({"a", "a/1", "a/2", "a/b/1", "b/", "b/1", "c", "photos/2026/x", "photos/2026/y", "photos/z", "\xC3\xA4"});
  for (const std::size_t limit : {1u, 2u, 3u, 1000u}) {
    CAPTURE(limit);
    CHECK(keys.all({.limit = limit}) == keys.keys);
    CHECK(keys.all({.delimiter = "/", .limit = limit}) == Texts{"a", "[a/]", "[b/]", "c", "[photos/]", "\xC3\xA4"});
    CHECK(keys.all({.prefix = "a/", .delimiter = "/", .limit = limit}) == Texts{"a/1", "a/2", "[a/b/]"});
    CHECK(keys.all({.prefix = "photos/2", .delimiter = "/", .limit = limit}) == Texts{"[photos/2026/]"});
    CHECK(keys.all({.prefix = "b/", .delimiter = "/", .limit = limit}) == Texts{"b/", "b/1"});
    CHECK(keys.all({.prefix = "none", .limit = limit}) == Texts{});
    CHECK(keys.all({.delimiter = "os/", .limit = limit}) ==
          Texts{"a", "a/1", "a/2", "a/b/1", "b/", "b/1", "c", "[photos/]", "\xC3\xA4"});
    CHECK(keys.all({.prefix = "a", .after = "a/1", .limit = limit}) == Texts{"a/2", "a/b/1"});
  }
}

TEST_CASE("a page behind a common prefix begins behind all that it stands for") {
  Keys keys({"a/1", "a/2", "b"});

  CHECK(keys.all({.delimiter = "/", .after = "a/"}) == Texts{"b"});
  CHECK(keys.all({.delimiter = "/", .after = "a/1"}) == Texts{"[a/]", "b"});
}

TEST_CASE("whether there is more is known at the end of a page") {
  Keys keys({"a", "b", "c/1", "c/2"});

  CHECK(keys.page({.limit = 3}).is_truncated);
  CHECK_FALSE(keys.page({.limit = 4}).is_truncated);
  CHECK_FALSE(keys.page({.delimiter = "/", .limit = 3}).is_truncated);
  CHECK(keys.page({.delimiter = "/", .limit = 2}).is_truncated);
  CHECK(keys.page({.limit = 0}).objects.empty());
}

TEST_CASE("thousands of keys below one common prefix cost a few looks") {
  Texts many{"z"};
  for (int i = 0; i < 20'000; ++i) many.push_back("deep/" + std::to_string(i));
  many.push_back("deep/\xF4\x8F\xBF\xBFodd");
  Keys keys(many);

  CHECK(keys.all({.delimiter = "/"}) == Texts{"[deep/]", "z"});
  CHECK(keys.reads < 6);
}
