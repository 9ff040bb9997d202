#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/strings.h"
#include "http/http.h"
#include "http/query_reader.h"
#include "request_text.h"

using namespace towpath;
using namespace towpath::http;

namespace {

Result<Response> answer(const Request& request) {
  QueryReader query(request);
  (void)query.limit();
  (void)query.integer("from");
  (void)query.flag("plan");
  (void)query.time("since");
  (void)query.ulid("after");
  CHECK_OK(query.finish());
  return no_content();
}

std::unique_ptr<Router> make_router() {
  auto router = std::make_unique<Router>();
  for (const char* pattern :
       {"/api/v1/runs", "/api/v1/runs/{id:ulid}", "/api/v1/runs/{id:ulid}/nodes/{key}/steps/{step:int}/log",
        "/api/v1/users/{name:slug}", "/api/v1/users/me", "/api/v1/repositories/{name}/tree/{path:path}"})
    router->add({.method = "GET", .pattern = pattern, .permission = "public", .handler = answer});
  return router;
}

}  // namespace

// The first line is an address, the rest a Cookie header: every address is answered, and what a handler gets is text
// without steps upwards.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto router = make_router();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  const std::string target = text.substr(0, line), cookie = line == text.npos ? "" : text.substr(line + 1);
  const auto question = target.find('?');

  Request request;
  request.method = "GET";
  request.target = target;
  const std::string path = target.substr(0, question);
  request.path = percent_decode(path).value_or("");
  if (question != target.npos) request.query = parse_query(std::string_view(target).substr(question + 1));
  request.cookies = parse_cookies(cookie);
  const auto match = router->match("GET", path);
  if (match.route)
    for (const auto& [name, value] : match.params) {
      if ((value.empty() && name != "path") || value.find('\0') != value.npos) std::abort();
      if (name == "path" && ("/" + value + "/").find("/../") != std::string::npos) std::abort();
    }
  const Response response = router->dispatch(match, request);
  const bool is_expected = response.status == 204 || response.status == 400 || response.status == 404 ||
                           response.status == 405 || response.status == 422;
  if (!is_expected || !is_utf8(response.body)) std::abort();
  (void)host_without_port(cookie);
  (void)accepts_gzip(cookie);
  (void)has_token(cookie, "upgrade");
  return 0;
}
