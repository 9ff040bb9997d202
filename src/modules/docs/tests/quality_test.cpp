#include <doctest/doctest.h>

#include <map>

#include "db/testing/databases.h"
#include "doc_indexer.h"
#include "docs/check.h"
#include "docs_service.h"
#include "manual.h"
#include "module/testing/test_kernel.h"
#include "quality/quality_service.h"

namespace towpath::docs {
std::vector<db::Migration> migrations();  // generated

namespace {

UtcTime day(int number) { return parse_rfc3339("2026-01-01T12:00:00.000000Z").value() + std::chrono::days(number); }

/// One repository in memory, whatever it is asked for, with its history.
class OneFolder final : public DocFiles {
 public:
  std::map<std::string, std::string> files;
  std::map<std::string, UtcTime> changed;
  std::optional<UtcTime> code_changed;
  int asked = 0;

  Result<std::string> head(const std::string&) override { return commit; }
  Result<std::vector<FolderEntry>> folder(const std::string&, const std::string&, const std::string& path) override {
    std::map<std::string, bool> names;
    const std::string prefix = path.empty() ? "" : path + "/";
    for (const auto& [file, content] : files) {
      if (!file.starts_with(prefix)) continue;
      const auto slash = file.find('/', prefix.size());
      names[file.substr(prefix.size(), slash - prefix.size())] = slash != std::string::npos;
    }
    if (names.empty()) return not_found("test.no_folder", "There is no such folder.");
    std::vector<FolderEntry> out;
    for (const auto& [name, is_folder] : names) out.push_back({name, is_folder});
    return out;
  }
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return not_found("test.no_file", "There is no such file.");
    return found->second;
  }
  Result<std::optional<UtcTime>> changed_at(const std::string&, const std::string&, const std::string& path) override {
    ++asked;
    const auto found = changed.find(path);
    return found == changed.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::optional<UtcTime>> changed_beside(const std::string&, const std::string&,
                                                const std::vector<std::string>&) override {
    return code_changed;
  }
  std::string commit = "c1";
};

class OneSubject final : public DocSubjects {
 public:
  std::optional<DocSubject> find(const std::string& ref) override {
    if (ref != subject.ref) return std::nullopt;
    return subject;
  }
  DocSubjectPage list(const std::string&) override { return {{subject}, ""}; }
  DocSubject subject{"component:default/shop", "Component", "Shop", "group:default/shop", "shop", false, "shop",
                     "catalog-info.yaml",      "dir:."};
};

/// As identity decides for members.
class OwnedOnly final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    decision.or_public = true;
    return decision;
  }
};

auth::Principal person(const std::string& name, const std::string& group = "group:default/shop") {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = {out.ref, group};
  return out;
}

struct Shop {
  explicit Shop(db::Db& database) : kernel(database, rights) {
    files.files = {{"mkdocs.yml", "site_name: Shop\n"},
                   {"docs/index.md", "# Shop\n\nSee [the guide](guide.md#first-steps), [lost](gone.md).\n"},
                   {"docs/guide.md", "# Guide\n\n## First steps\n\n[back](index.md#nowhere) [here](#guide)\n"}};
  }
  void read() { REQUIRE(indexer.entity_changed("component:default/shop", "system").has_value()); }

  OwnedOnly rights;
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  OneFolder files;
  OneSubject subjects;
  ManualFiles manual;
  DocIndexer indexer{lent, files, subjects, manual};
  QualityService quality{lent};
  DocsService docs{lent, files, manual, quality};
  const auth::Principal ann = person("ann"), stranger = person("eve", "group:default/other");
  const std::string ref = "component:default/shop";
};

void on_each_database(const std::function<void(Shop&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Shop shop(database.db());
    test(shop);
  });
}

std::string findings_of(OneFolder files) {
  const auto verdict = check_docs(files);
  if (!verdict.has_value()) return verdict.error().code();
  std::string out;
  for (const DocFinding& each : verdict->findings) out += each.file + ": " + each.detail + "\n";
  return out;
}

}  // namespace

TEST_SUITE("the quality of documentation") {
  TEST_CASE("no link of the product's own manual leads nowhere") {
    ManualFiles manual;

    const auto verdict = check_docs(manual);

    REQUIRE(verdict.has_value());
    CHECK(verdict->pages > 10);
    for (const DocFinding& each : verdict->findings) FAIL_CHECK(each.file, ": ", each.detail);
  }

  TEST_CASE("links to pages, files and headings that are not there are found, each once") {
    OneFolder files;
    files.files = {
        {"mkdocs.yml", "nav:\n  - index.md\n  - missing.md\n"},
        {"docs/index.md",
         "# Home\n\n[a](gone.md) [a](gone.md) [b](other.md#no) [c](#none) [d](javascript:alert(1)) ![p](no.png)\n"
         "[fine](other.md#there_1) [fine](#home) [fine](x.txt) [fine](https://example.com/no#no) [fine](other.md)\n"},
        {"docs/other.md", "# Other\n\n## There\n\n## There\n\n<a id=\"old-name\"></a> [f](#old-name) [g](/#home)\n"},
        {"docs/x.txt", ""}};

    CHECK(findings_of(files) ==
          ": The navigation names 'missing.md', which is no page here.\n"
          "docs/index.md: 'gone.md' leads nowhere.\n"
          "docs/index.md: 'javascript:alert(1)' leads nowhere.\n"
          "docs/index.md: 'no.png' leads nowhere.\n"
          "docs/index.md: 'other.md#no' leads to a heading that is not there.\n"
          "docs/index.md: '#none' leads to a heading that is not there.\n");
    files.files = {{"catalog-info.yaml", ""}};
    CHECK(findings_of(files) == "docs.no_documentation");
  }

  TEST_CASE("broken links are kept at each push, and go when they are mended or the set goes") {
    on_each_database([](Shop& s) {
      s.read();
      const SetQuality before = s.quality.quality(s.ann, s.ref).value();
      REQUIRE(before.broken_links.size() == 2);
      CHECK(before.broken_links[0].page == "guide.md");
      CHECK(before.broken_links[0].link == "index.md#nowhere");
      CHECK(before.broken_links[0].reason == "no_anchor");
      CHECK(before.broken_links[1].reason == "no_target");
      CHECK(s.quality.report(s.ann)->sets.at(0).broken_links == 2);

      s.files.files["docs/gone.md"] = "# Found\n";
      s.files.commit = "c2";
      s.read();
      CHECK(s.quality.quality(s.ann, s.ref)->broken_links.size() == 1);

      s.files.files.clear();
      s.files.commit = "c3";
      s.read();
      CHECK(s.quality.quality(s.ann, s.ref).error().code() == "docs.set_not_found");
      CHECK(s.quality.report(s.ann)->sets.empty());
    });
  }

  TEST_CASE("a page is stale when the code changed more than 90 days after it; unknown is not stale") {
    on_each_database([](Shop& s) {
      s.files.changed = {{"docs/index.md", day(0)}, {"docs/guide.md", day(11)}};
      s.files.code_changed = day(100);
      s.files.files["docs/new.md"] = "# New\n";
      s.read();

      const SetQuality quality = s.quality.quality(s.ann, s.ref).value();
      std::map<std::string, bool> stale;
      for (const PageChange& page : quality.pages) stale[page.path] = page.is_stale;
      CHECK(stale == std::map<std::string, bool>{{"guide.md", false}, {"index.md", true}, {"new.md", false}});
      const SetSummary summary = s.quality.report(s.ann)->sets.at(0);
      CHECK(summary.stale_pages == 1);
      CHECK(summary.docs_changed_at == day(11));
      CHECK(summary.code_changed_at == day(100));
    });
  }

  TEST_CASE("the history is asked only about pages whose text is another") {
    on_each_database([](Shop& s) {
      s.files.changed = {{"docs/index.md", day(0)}, {"docs/guide.md", day(5)}};
      s.read();
      CHECK(s.files.asked == 2);

      s.files.files["docs/guide.md"] = "# Guide\n\nAnew.\n";
      s.files.changed["docs/guide.md"] = day(9);
      s.files.commit = "c2";
      s.read();

      CHECK(s.files.asked == 3);
      CHECK(s.quality.quality(s.ann, s.ref)->pages.at(0).changed_at == day(9));
      CHECK(s.quality.quality(s.ann, s.ref)->pages.at(1).changed_at == day(0));
    });
  }

  TEST_CASE("whether a heading was useful is one vote a person, who is not told") {
    on_each_database([](Shop& s) {
      s.read();
      REQUIRE(s.quality.vote(s.ann, s.ref, "guide.md", "first-steps", true).has_value());
      REQUIRE(s.quality.vote(s.ann, s.ref, "guide.md", "first-steps", false).has_value());
      REQUIRE(s.quality.vote(person("ben"), s.ref, "guide.md", "first-steps", true).has_value());

      const auto votes = s.quality.votes(s.ann, s.ref, "guide.md").value();
      REQUIRE(votes.size() == 1);
      CHECK(votes[0].useful == 1);
      CHECK(votes[0].not_useful == 1);
      CHECK(votes[0].mine == false);
      CHECK(s.quality.votes(s.ann, s.ref, "index.md")->empty());
      CHECK(s.quality.vote(s.ann, s.ref, "gone.md", "", true).error().code() == "docs.page_not_found");
      CHECK(s.quality.vote(s.ann, s.ref, "guide.md", std::string(301, 'x'), true).error().code() ==
            "docs.invalid_vote");
    });
  }

  TEST_CASE("who may not read a set learns nothing of its quality") {
    on_each_database([](Shop& s) {
      s.read();
      CHECK(s.quality.report(s.stranger)->sets.empty());
      CHECK(s.quality.quality(s.stranger, s.ref).error().code() == "docs.set_not_found");
      CHECK(s.quality.votes(s.stranger, s.ref, "").error().code() == "docs.set_not_found");
      CHECK(s.quality.vote(s.stranger, s.ref, "guide.md", "", true).error().code() == "docs.set_not_found");
    });
  }

  TEST_CASE("what is searched in vain is shown when five people did, and nothing says who") {
    on_each_database([](Shop& s) {
      s.read();
      const auto search = [&](const std::string& who, const std::string& text) {
        REQUIRE(s.docs.search(person(who), {.text = text, .set = "", .after = "", .limit = 10}).has_value());
      };
      for (int i = 0; i < 4; ++i) search("p" + std::to_string(i), "  Canary  releases ");
      for (int i = 0; i < 20; ++i) search("p0", "canary releases");  // one person, however often
      CHECK(s.quality.report(s.ann)->missed_searches.empty());

      for (const char* text : {"can", "canary", "canary releases"}) search("p4", text);
      for (int i = 0; i < 5; ++i) search("p" + std::to_string(i), "canary rel");  // as they type
      for (int i = 0; i < 5; ++i) search("p" + std::to_string(i), "guide");       // finds something

      const auto missed = s.quality.report(s.ann)->missed_searches;
      REQUIRE(missed.size() == 1);
      CHECK(missed[0].text == "canary releases");
      CHECK(missed[0].searches == 25);
      s.lent.db.read([](db::Tx& tx) {
        CHECK(tx.query_one("SELECT COUNT(*) FROM docs_missed_people WHERE text = 'canary releases'")->integer(0) == 0);
        return 0;
      });

      s.kernel.clock.advance(std::chrono::hours(24 * 91));
      s.quality.clean_up();
      CHECK(s.quality.report(s.ann)->missed_searches.empty());
    });
  }
}

}  // namespace towpath::docs
