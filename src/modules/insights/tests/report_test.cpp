#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "day.h"
#include "report/value_report.h"

namespace towpath::insights::report {
namespace {

UtcTime at(const char* day) { return midnight_of(day).value(); }

Metric value(double number, std::size_t n, const char* unit) {
  Metric out;
  out.value = number;
  out.unit = unit;
  out.n = n;
  return out;
}

ValueReport report() {
  ValueReport out;
  out.whose = "payments & <friends>";
  out.from = at("2026-09-01");
  out.to = at("2026-11-30");
  for (const MetricDefinition& metric : metric_definitions()) {
    MetricAnswer answer{&metric, {}, {}, std::nullopt};
    answer.now.metric.unit = answer.before.metric.unit = metric.unit;
    answer.now.metric.reason = answer.before.metric.reason = metric.reasons.front();
    if (metric.key == "change-lead-time") {
      answer.now.metric = value(30, 120, "hours");
      answer.before.metric = value(60, 80, "hours");
      answer.target = MetricTarget{"change-lead-time",        "", "", 24, "2027-03-31", "group:default/platform",
                                   "Review on the same day.", {}};
    }
    if (metric.key == "hours-saved") {
      answer.now.metric = value(40, 3, "hours");
      answer.now.high = 90;
    }
    if (metric.key == "change-fail-rate") {
      answer.now.metric = value(0.1, 50, "share");
      answer.before.metric = value(0.15, 40, "share");
    }
    out.metrics.push_back(std::move(answer));
  }
  BeforeAndAfter history{"shop-before", "shop", at("2025-01-01"), at("2026-01-01"), {}, Dora()};
  history.before.lead_time = value(240, 300, "hours");
  history.before.deployment_frequency = value(0.1, 36, "per day");
  history.before.change_failure_rate = value(0.25, 36, "share");
  history.now->lead_time = value(30, 120, "hours");
  history.now->deployment_frequency = value(1.5, 135, "per day");
  history.now->change_failure_rate = value(0.1, 135, "share");
  out.baseline = PooledBaseline{{"shop-before"}, history.from, history.to, history.before};
  out.histories.push_back(std::move(history));
  return out;
}

/// The text of the table row that begins with `first`, cells joined by '|'.
std::string row(const Document& document, const std::string& first) {
  for (const Block& block : document.blocks)
    for (const auto& cells : block.rows)
      if (cells.front() == first) {
        std::string out;
        for (const std::string& cell : cells) out += (out.empty() ? "" : "|") + cell;
        return out;
      }
  return "";
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int i = size - 1; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
  return out;
}

}  // namespace

TEST_SUITE("the value report") {
  TEST_CASE("a figure stands beside the time before, the time before adoption and how many cases it rests on") {
    const Document document = document_of(report());

    CHECK(document.subtitle == "payments & <friends>, 2026-09-01 to 2026-11-29");
    CHECK(row(document, "Change lead time") == "Change lead time|30.0 hours|2.5 days|-50 %|10.0 days|120 commits");
    CHECK(row(document, "Change fail rate") == "Change fail rate|10 %|15 %|-5 points|25 %|50 deployments");
    CHECK(row(document, "Hours saved") == "Hours saved|40.0 hours to 3.8 days|no value|||3 runs (few)");
    CHECK(row(document, "shop").find("before: 2025-01-01 to 2026-01-01|10.0 days|0.10 a day|25 %|36 deployments") !=
          std::string::npos);
  }

  TEST_CASE("every figure has its formula, and says why it has no value") {
    const std::string html = html_of(document_of(report()));

    CHECK(html.find("Formula: median(deployment finished - commit authored)") != std::string::npos);
    CHECK(html.find("No value: Nothing here reports it.") != std::string::npos);
    CHECK(html.find("Review on the same day.") != std::string::npos);
  }

  TEST_CASE("a page stands alone, and what people wrote stays text in it") {
    const std::string html = html_of(document_of(report()));

    CHECK(html.find("payments &amp; &lt;friends&gt;") != std::string::npos);
    CHECK(html.find("<friends>") == std::string::npos);
    for (const char* outside : {"http:", "https:", "<script", "<img", "<link", "url("})
      CHECK(html.find(outside) == std::string::npos);
    CHECK(escape_xml("a\x01"
                     "b\x1f\tc") == "ab\tc");
  }

  TEST_CASE("the same report gives the same bytes, and another one others") {
    ValueReport other = report();
    other.metrics.front().now.metric.n = 7;
    other.whose = "search";

    CHECK(docx_of(document_of(report())) == docx_of(document_of(report())));
    CHECK(html_of(document_of(report())) == html_of(document_of(report())));
    CHECK(docx_of(document_of(report())) != docx_of(document_of(other)));
  }

  TEST_CASE("the package is a ZIP archive whose directory names what stands there") {
    const std::string zip = zip_of({{"a.txt", "hello"}, {"folder/b.xml", "<b/>"}});

    CHECK(zip.substr(0, 4) == "PK\x03\x04");
    const std::size_t end = zip.size() - 22;
    CHECK(zip.substr(end, 4) == "PK\x05\x06");
    CHECK(number_at(zip, end + 10, 2) == 2);
    const std::size_t directory = number_at(zip, end + 16, 4);
    CHECK(zip.substr(directory, 4) == "PK\x01\x02");
    CHECK(number_at(zip, directory + 16, 4) == 0x3610a686);  // CRC-32 of "hello"
    CHECK(number_at(zip, directory + 24, 4) == 5);
    CHECK(zip.substr(number_at(zip, directory + 42, 4) + 30, 5) == "a.txt");
  }

  TEST_CASE("LibreOffice opens the document and finds its tables") {
    if (std::system("command -v soffice >/dev/null 2>&1") != 0) {
      MESSAGE("skipped: there is no soffice on this machine (Debian: libreoffice-writer-nogui)");
      return;
    }
    const auto folder = std::filesystem::temp_directory_path() / ("report-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "report.docx", std::ios::binary) << docx_of(document_of(report()));

    const std::string command = "cd '" + folder.string() + "' && HOME='" + folder.string() +
                                "' timeout 120 soffice --headless --convert-to txt:Text report.docx >/dev/null 2>&1";
    CHECK(std::system(command.c_str()) == 0);
    std::ifstream in(folder / "report.txt");
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::filesystem::remove_all(folder);

    CHECK(text.find("What the platform is worth") != std::string::npos);
    CHECK(text.find("payments & <friends>") != std::string::npos);
    CHECK(text.find("120 commits") != std::string::npos);
    CHECK(text.find("Review on the same day.") != std::string::npos);
  }
}

}  // namespace towpath::insights::report
