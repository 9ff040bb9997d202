#include "report/report_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "metric_routes.h"

namespace towpath::insights::report {
namespace {

constexpr const char* docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

boost::json::object value_of(const Document& document) {
  boost::json::array blocks;
  for (const Block& block : document.blocks) {
    boost::json::array rows;
    for (const auto& row : block.rows) {
      boost::json::array cells;
      for (const std::string& cell : row) cells.emplace_back(cell);
      rows.push_back(std::move(cells));
    }
    const char* kind = block.kind == Block::Kind::heading ? "heading"
                       : block.kind == Block::Kind::table ? "table"
                                                          : "paragraph";
    blocks.push_back(boost::json::object{{"kind", kind}, {"text", block.text}, {"rows", std::move(rows)}});
  }
  return {{"title", document.title},
          {"subtitle", document.subtitle},
          {"date", document.date},
          {"blocks", std::move(blocks)}};
}

http::Response file(std::string bytes, const char* type, const Document& document, const char* ending) {
  http::Response out;
  out.status = 200;
  out.body = std::move(bytes);
  out.headers.set("Content-Type", type);
  out.headers.set("Content-Disposition",
                  fmt::format("attachment; filename=\"value-report-{}.{}\"", document.date, ending));
  return out;
}

}  // namespace

void add_report_routes(http::Router& router, ReportService& reports) {
  router.add({.method = "GET",
              .pattern = "/api/v1/reports/value",
              .permission = "metric.read",
              .handler = [&reports](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest asked = metric_request(query);
                const std::string format = query.choice("format", {"json", "html", "docx"});
                CHECK_OK(query.finish());
                const Document document = document_of(reports.value(request.principal, asked));
                if (format == "html") return file(html_of(document), "text/html; charset=utf-8", document, "html");
                if (format == "docx") return file(docx_of(document), docx_type, document, "docx");
                return http::json_response(200, boost::json::serialize(value_of(document)));
              }});
}

}  // namespace towpath::insights::report
