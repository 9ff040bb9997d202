#include "request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/optional.hpp>
#include <utility>

#include "base/strings.h"

#include "request_text.h"

namespace towpath::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

Error malformed(std::string_view what) {
  return invalid_input("http.malformed_request", "The request is not well-formed HTTP/1.1: " + std::string(what) + ".");
}

Error to_error(const error_code& failure) {
  using beast::http::error;
  if (failure == error::header_limit)
    return invalid_input("http.headers_too_large", "The request line and headers are larger than this server accepts.");
  if (failure == error::bad_version)
    return invalid_input("http.version_unsupported", "This server speaks HTTP/1.1 and HTTP/1.0.");
  return malformed(failure.message());
}

/// Headers that exist once. Repeated, they are how two readers come to disagree.
bool is_single(std::string_view lower_name) { return lower_name == "host" || lower_name == "authorization"; }

}  // namespace

class RequestParser::Parser final : public beast::http::basic_parser<true> {
 public:
  Request request;
  std::string body;
  int version = 0;
  bool has_repeated_header = false;
  bool expects_continue = false;

 private:
  using Text = beast::string_view;

  void on_request_impl(beast::http::verb, Text method, Text target, int number, error_code& failure) override {
    request.method = std::string(method);
    request.target = std::string(target);
    version = number;
    if (number != 10 && number != 11) failure = beast::http::error::bad_version;
  }
  void on_field_impl(beast::http::field, Text name, Text value, error_code&) override {
    if (is_header_done()) return;  // a trailer must not pass for a header that was checked
    const std::string_view key(name.data(), name.size());
    if (is_single(to_lower(key)) && request.headers.has(key)) has_repeated_header = true;
    if (to_lower(key) == "expect") expects_continue = to_lower({value.data(), value.size()}) == "100-continue";
    request.headers.add(key, std::string(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(Text bytes, error_code&) override { return keep(bytes); }
  void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, error_code&) override { return keep(bytes); }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, Text, int, error_code&) override {}

  std::size_t keep(Text bytes) {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
};

RequestParser::RequestParser(std::size_t header_limit)
    : header_limit_(header_limit), parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(header_limit));
  parser_->body_limit(boost::none);  // the route's limit is checked by who takes the body
}

RequestParser::~RequestParser() = default;

Status RequestParser::put(std::string& in) {
  const bool was_header_done = is_header_done();
  while (!in.empty() && !is_done()) {
    error_code failure;
    const std::size_t used = parser_->put(boost::asio::buffer(in), failure);
    in.erase(0, used);
    if (failure == beast::http::error::need_more) {
      if (in.size() > header_limit_) return malformed("a line is too long");
      break;
    }
    if (failure) return to_error(failure);
    if (!was_header_done && is_header_done()) break;
  }
  if (was_header_done || !is_header_done()) return ok();
  if (parser_->has_repeated_header) return malformed("a header is repeated");
  const std::string& target = parser_->request.target;
  if (!target.starts_with('/') && target != "*" && target.find("://") == target.npos)
    return malformed("the target is not a path");
  return ok();
}

bool RequestParser::is_header_done() const { return parser_->is_header_done(); }
bool RequestParser::is_done() const { return parser_->is_done(); }
bool RequestParser::keep_alive() const { return parser_->keep_alive(); }

bool RequestParser::is_http11() const { return parser_->version == 11; }

bool RequestParser::expects_continue() const { return is_http11() && parser_->expects_continue; }

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = parser_->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

std::string RequestParser::take_body() { return std::exchange(parser_->body, {}); }

Request RequestParser::take_request() {
  Request request = std::move(parser_->request);
  // The absolute form, which clients send to proxies, means the same here (RFC 9112 section 3.2.2).
  std::string_view target = request.target;
  if (const auto scheme = target.find("://"); scheme != target.npos && !target.starts_with('/')) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == target.npos ? "/" : target.substr(slash);
  }
  const auto question = target.find('?');
  if (question != target.npos) request.query = parse_query(target.substr(question + 1));
  request.path = std::string(target.substr(0, question));
  for (const auto& [name, value] : request.headers.all())
    if (to_lower(name) == "cookie") request.cookies.merge(parse_cookies(value));
  return request;
}

}  // namespace towpath::http
