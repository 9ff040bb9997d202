#include "problem_page.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/html.h"
#include "base/product.h"
#include "base/strings.h"

namespace towpath::proxy {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string html(const Problem& problem) {
  return fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>{status} {title}</title><style>:root{{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}}"
      "main{{max-width:36rem;margin:15vh auto;padding:0 1rem}}h1{{font-size:1.5rem}}p{{margin:.5rem 0}}"
      "small{{opacity:.7}}</style><main><h1>{title}</h1><p>{detail}</p><p>{hint}</p><small>{status} · {code} · "
      "{product}</small></main>",
      fmt::arg("status", problem.status), fmt::arg("title", escaped(problem.title)),
      fmt::arg("detail", escaped(problem.detail)), fmt::arg("hint", escaped(problem.hint)),
      fmt::arg("code", problem.code), fmt::arg("product", product::name));
}

std::string json(const Problem& problem) {
  const std::string detail = is_utf8(problem.detail) ? problem.detail : std::string();
  return boost::json::serialize(boost::json::object{{"status", problem.status},
                                                    {"title", problem.title},
                                                    {"detail", detail},
                                                    {"code", problem.code},
                                                    {"hint", problem.hint}});
}

}  // namespace

std::string problem_response(const Problem& problem, std::string_view accept, bool is_head_request, bool keep_alive) {
  const bool wants_html = accept.find("text/html") != std::string_view::npos;
  const auto body = wants_html ? html(problem) : json(problem);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nX-Content-Type-Options: "
      "nosniff\r\n{}{}\r\n{}",
      problem.status, problem.title, wants_html ? "text/html; charset=utf-8" : "application/problem+json", body.size(),
      problem.retry_after_seconds > 0 ? fmt::format("Retry-After: {}\r\n", problem.retry_after_seconds) : "",
      keep_alive ? "" : "Connection: close\r\n", is_head_request ? "" : body);
}

}  // namespace towpath::proxy
