#include "http/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <new>
#include <utility>

#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"

#include "curl_exchange.h"

namespace towpath::http {
namespace {

using HeaderList = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

/// The handle of this thread, which keeps its connections; taken out while in use, so that a callback may fetch, too.
Handle take_handle(Handle& kept) {
  begin_curl();
  Handle handle = std::exchange(kept, Handle(nullptr, curl_easy_cleanup));
  if (!handle) handle.reset(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  curl_easy_reset(handle.get());
  return handle;
}

/// What the callbacks of one exchange work on.
struct Exchange {
  const ClientRequest& request;
  ClientResponse response;
  std::string pending;  ///< Of next_chunk, not yet sent.
  bool is_stopped_by_sink = false;
  bool is_address_refused = false;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  if (!exchange.request.on_data) {
    exchange.response.body.append(data, size);
  } else if (!exchange.request.on_data({data, size})) {
    exchange.is_stopped_by_sink = true;
    return 0;
  }
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& response = static_cast<Exchange*>(context)->response;
  const std::string_view line = trim({data, size});
  if (line.starts_with("HTTP/")) response.headers = {};  // of a redirect or "100 Continue" before
  const auto colon = line.find(':');
  if (colon != line.npos) response.headers.add(line.substr(0, colon), std::string(trim(line.substr(colon + 1))));
  return size;
}

std::size_t on_upload(char* data, std::size_t, std::size_t size, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  if (exchange.pending.empty()) exchange.pending = exchange.request.next_chunk();
  const std::size_t count = std::min(size, exchange.pending.size());
  exchange.pending.copy(data, count);
  exchange.pending.erase(0, count);
  return count;
}

/// Opens the socket of a connection, unless its address is one the caller does not want.
curl_socket_t on_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(context);
  char text[INET6_ADDRSTRLEN] = "";
  const void* bytes = address->family == AF_INET6
                          ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                          : &reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr;
  if ((address->family != AF_INET && address->family != AF_INET6) ||
      !::inet_ntop(address->family, bytes, text, sizeof text) || !exchange.request.may_connect(text)) {
    exchange.is_address_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int on_progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(context)->request.stop.stop_requested() ? 1 : 0;
}

}  // namespace

void begin_curl() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialised != CURLE_OK) throw std::bad_alloc();
}

Result<Target> target_of(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  const auto part = [&parsed](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return std::string();
    std::string out(text);
    curl_free(text);
    return out;
  };
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      (part(CURLUPART_SCHEME) != "http" && part(CURLUPART_SCHEME) != "https"))
    return invalid_input("http.url_invalid", fmt::format("'{}' is not an http or https address.", url));
  return Target{part(CURLUPART_HOST), part(CURLUPART_PORT)};
}

namespace {

HeaderList header_list(const ClientRequest& request) {
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) { list = curl_slist_append(list, line.c_str()); };
  for (const auto& [name, value] : request.headers.all()) add(name + ": " + value);
  if (!request.bearer_token.empty()) add("Authorization: Bearer " + request.bearer_token.reveal());
  add("Expect:");  // curl would wait for "100 Continue" with every body of 1 MiB
  if (request.next_chunk) add("Transfer-Encoding: chunked");
  return HeaderList(list, curl_slist_free_all);
}

template <class T>
void set(const Handle& handle, CURLoption option, T value) {
  curl_easy_setopt(handle.get(), option, value);
}

}  // namespace

void set_tls(const Handle& handle, const ClientTls& tls) {
  const auto set_text = [&handle](CURLoption option, const std::string& text) {
    if (text.empty()) return;
    curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};
    set(handle, option, &blob);
  };
  set_text(CURLOPT_CAINFO_BLOB, tls.authorities);
  set_text(CURLOPT_SSLCERT_BLOB, tls.certificate);
  set_text(CURLOPT_SSLKEY_BLOB, tls.key.reveal());
}

namespace {

void set_up(const Handle& handle, Exchange& exchange, const Target& target, const HeaderList& headers) {
  const ClientRequest& request = exchange.request;
  set(handle, CURLOPT_URL, request.url.c_str());
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_FOLLOWLOCATION, request.follow_redirects ? 1L : 0L);
  set(handle, CURLOPT_MAXREDIRS, 5L);
  set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(handle, CURLOPT_ACCEPT_ENCODING, "");
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  set(handle, CURLOPT_SSL_VERIFYPEER, request.verify_tls ? 1L : 0L);
  set(handle, CURLOPT_SSL_VERIFYHOST, request.verify_tls ? 2L : 0L);
  set_tls(handle, request.tls);
  if (!request.unix_socket.empty()) set(handle, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  if (target.is_loopback() || !request.unix_socket.empty() || request.may_connect) set(handle, CURLOPT_PROXY, "");
  if (request.may_connect) {
    set(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, &exchange);
    set(handle, CURLOPT_FRESH_CONNECT, 1L);
  }
  // On a kept connection that turns out to be dead it would be sent again.
  if (request.may_have_arrived != nullptr) set(handle, CURLOPT_FRESH_CONNECT, 1L);
  static const std::string agent = fmt::format("{}/{}", product::binary, version());
  set(handle, CURLOPT_USERAGENT, agent.c_str());
  set(handle, CURLOPT_HTTPHEADER, headers.get());

  if (request.next_chunk) {
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_READFUNCTION, on_upload);
    set(handle, CURLOPT_READDATA, &exchange);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
             request.method == "PATCH") {
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(handle, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.method == "HEAD") set(handle, CURLOPT_NOBODY, 1L);
  set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());

  set(handle, CURLOPT_WRITEFUNCTION, on_body);
  set(handle, CURLOPT_WRITEDATA, &exchange);
  set(handle, CURLOPT_HEADERFUNCTION, on_header);
  set(handle, CURLOPT_HEADERDATA, &exchange);
  set(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  set(handle, CURLOPT_XFERINFODATA, &exchange);
  set(handle, CURLOPT_NOPROGRESS, 0L);
}

}  // namespace

Error to_error(CURLcode failure, const Target& target, const std::string& detail) {
  const std::string place = fmt::format("{}:{}", target.host, target.port);
  switch (failure) {
    case CURLE_OPERATION_TIMEDOUT:
      return unavailable("http.timeout", fmt::format("{} did not answer in time.", place));
    case CURLE_ABORTED_BY_CALLBACK:
      return unavailable("http.stopped", fmt::format("The exchange with {} was stopped.", place));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return unavailable("http.tls_failed", fmt::format("No trusted connection to {}: {}.", place, detail));
    default:
      return unavailable("http.unreachable", fmt::format("{} cannot be reached: {}.", place, detail));
  }
}

Result<ClientResponse> fetch(const ClientRequest& request) {
  thread_local Handle kept(nullptr, curl_easy_cleanup);
  TRY(const Target target, target_of(request.url));
  Handle handle = take_handle(kept);
  Exchange exchange{request, {}, {}};
  const HeaderList headers = header_list(request);
  set_up(handle, exchange, target, headers);
  char detail[CURL_ERROR_SIZE] = "";
  set(handle, CURLOPT_ERRORBUFFER, detail);

  const CURLcode outcome = curl_easy_perform(handle.get());
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (request.may_have_arrived != nullptr) {
    long sent = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_REQUEST_SIZE, &sent);
    *request.may_have_arrived = outcome == CURLE_OK || sent > 0;
  }
  set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  kept = std::move(handle);
  if (outcome != CURLE_OK && exchange.is_address_refused)
    return forbidden("http.address_refused",
                     fmt::format("{} leads to an address that must not be reached from here.", target.host));
  if (outcome != CURLE_OK && !exchange.is_stopped_by_sink)
    return to_error(outcome, target, detail[0] != '\0' ? detail : curl_easy_strerror(outcome));
  exchange.response.status = static_cast<int>(status);
  return std::move(exchange.response);
}

}  // namespace towpath::http
