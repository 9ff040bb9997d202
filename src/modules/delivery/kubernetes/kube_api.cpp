#include "kube_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <tuple>

#include "base/product.h"
#include "base/strings.h"
#include "http/client.h"
#include "json/json.h"
#include "kube_json.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t most_answer = 16u << 20, longest_line = 8u << 20;
constexpr auto usual_timeout = 30s, stream_handshake = 10s;

/// Of an answer that asks to come again.
bool is_for_later(int status) { return status == 429 || status == 503 || status == 504; }

json::value parsed(std::string_view text) {
  towpath::json::Limits limits;
  limits.bytes = most_answer;
  auto value = towpath::json::parse(text, limits);
  return value ? std::move(*value) : json::value();
}

/// "fields .spec.replicas (kubectl), ..." of the causes of a conflict.
std::string owners(const json::value& status) {
  std::string out;
  for (const auto& cause : kube_list(status, "/details/causes")) {
    if (kube_text(cause, "/reason") != "FieldManagerConflict") continue;
    auto owner = kube_text(cause, "/message");  // conflict with "kubectl" using apps/v1 at 2026-...
    if (const auto first = owner.find('"'); first != owner.npos)
      owner = owner.substr(first + 1, owner.find('"', first + 1) - first - 1);
    out += fmt::format("{}{} belongs to '{}'", out.empty() ? "" : ", ", kube_text(cause, "/field"), owner);
  }
  return out;
}

}  // namespace

std::string field_manager() { return std::string(product::binary); }

json::value KubeAnswer::json() const { return parsed(body); }

bool KubeRef::operator<(const KubeRef& other) const {
  return std::tie(api_version, kind, name_space, name) <
         std::tie(other.api_version, other.kind, other.name_space, other.name);
}

std::string KubeRef::text() const {
  return name_space.empty() ? fmt::format("{} {}", kind, name) : fmt::format("{} {} in {}", kind, name, name_space);
}

KubeRef ref_of(const json::value& object) {
  return {kube_text(object, "/apiVersion"), kube_text(object, "/kind"), kube_text(object, "/metadata/namespace"),
          kube_text(object, "/metadata/name")};
}

Error refused_by_cluster(std::string_view server, std::string_view what, const KubeAnswer& answer,
                         std::string_view right) {
  const auto status = answer.json();
  auto message = shortened(kube_text(status, "/message"));
  while (message.ends_with(' ') || message.ends_with(':')) message.pop_back();  // a reason that was left empty
  if (answer.status == 401)
    return failed("delivery.cluster_denied",
                  fmt::format("The cluster at {} does not accept these credentials: cannot {}.", server, what))
        .with_hint("the token or client certificate of the kubeconfig is wrong or has expired: make a new one");
  if (answer.status == 403)
    return failed("delivery.cluster_denied",
                  fmt::format("The cluster at {} does not allow it: cannot {}: {}.", server, what, message))
        .with_hint(fmt::format("give the kubeconfig's user {} with a Role and a RoleBinding", right));
  if (const auto fields = answer.status == 409 ? owners(status) : std::string(); !fields.empty())
    return conflict("delivery.field_conflict",
                    fmt::format("Cannot {}: somebody else has set the same fields: {}.", what, shortened(fields)))
        .with_hint("take these fields out of one of both: out of what the other one applies, or out of the definition");
  return failed("delivery.cluster_refused",
                fmt::format("The cluster at {} cannot {}: {}", server, what,
                            message.empty() ? fmt::format("it answered {}", answer.status) : message));
}

bool LineStream::take(std::string_view bytes) {
  for (;;) {
    const auto end = bytes.find('\n');
    if (end == bytes.npos) break;
    bool goes_on = false;
    if (rest_.empty()) {
      goes_on = on_line_(bytes.substr(0, end));
    } else {
      rest_.append(bytes.substr(0, end));
      goes_on = on_line_(rest_);
      rest_.clear();
    }
    if (!goes_on) return false;
    bytes.remove_prefix(end + 1);
  }
  rest_.append(bytes);
  return rest_.size() <= longest_line;
}

Result<http::ClientRequest> KubeApi::request_to(const std::string& path) const {
  http::ClientRequest request;
  request.url = access_.server + path;
  request.connect_timeout = std::chrono::seconds(5);
  request.verify_tls = access_.verify_tls;
  request.tls.authorities = access_.authorities;
  request.tls.certificate = access_.certificate;
  request.tls.key = access_.key;
  request.bearer_token = access_.token;
  if (!access_.token_file.empty()) {
    std::ifstream in(access_.token_file);
    std::string token;
    if (!std::getline(in, token) || token.size() > 64u << 10)
      return invalid_input(
          "delivery.invalid_kubeconfig",
          fmt::format("The token file {} of the kubeconfig cannot be read or is empty.", access_.token_file.string()));
    request.bearer_token = Secret(std::string(trim(token)));
  }
  return request;
}

Error KubeApi::no_answer(const Error& why) const {
  return unavailable(std::string(cluster_unreachable),
                     fmt::format("The cluster at {} gave no answer: {}", access_.server, why.message()))
      .with_hint(why.code() == "http.tls_failed"
                     ? "see that certificate-authority of the kubeconfig has signed the server's certificate, and "
                       "that the certificate has the address"
                     : "see that it runs, and that this machine reaches the address in the kubeconfig");
}

Error KubeApi::not_ready(const KubeAnswer& answer) const {
  return unavailable(std::string(cluster_unreachable),
                     fmt::format("The cluster at {} is not ready to answer: {}", access_.server,
                                 shortened(kube_text(answer.json(), "/message"))))
      .with_hint("it may be starting or overloaded: try again");
}

Result<KubeAnswer> KubeApi::exchange(const char* method, const std::string& path, const char* type, std::string body,
                                     std::chrono::milliseconds timeout, std::stop_token stop,
                                     const std::function<bool(std::string_view)>& on_data) const {
  TRY(http::ClientRequest request, request_to(path));
  request.method = method;
  request.timeout = timeout;
  request.stop = std::move(stop);
  request.headers.set("Accept", "application/json");
  if (type != nullptr) request.headers.set("Content-Type", type);
  request.body = std::move(body);
  KubeAnswer answer;
  bool is_too_large = false;
  request.on_data = [&](std::string_view bytes) {
    if (on_data) return on_data(bytes);
    is_too_large = answer.body.size() + bytes.size() > most_answer;
    if (!is_too_large) answer.body.append(bytes);
    return !is_too_large;
  };
  const auto response = http::fetch(request);
  if (!response) return no_answer(response.error());
  if (is_too_large)
    return failed("delivery.cluster_refused",
                  fmt::format("The cluster at {} answered more than 16 MiB to {} {}.", access_.server, method, path));
  answer.status = response->status;
  if (is_for_later(answer.status)) return not_ready(answer);
  return answer;
}

Result<std::unique_ptr<http::WebSocketClient>> KubeApi::open_stream(std::string_view what, const std::string& path,
                                                                    const std::string& protocol,
                                                                    std::string_view right) const {
  TRY(http::ClientRequest request, request_to(path));
  request.timeout = stream_handshake;
  request.headers.set("Sec-WebSocket-Protocol", protocol);
  http::ClientResponse refusal;
  auto stream = http::WebSocketClient::connect(request, &refusal);
  if (!stream) {
    if (refusal.status == 0) return no_answer(stream.error());
    const KubeAnswer answer{refusal.status, std::move(refusal.body)};
    if (is_for_later(answer.status)) return not_ready(answer);
    return refused_by_cluster(access_.server, what, answer, right);
  }
  if ((*stream)->protocol() != protocol)
    return failed("delivery.cluster_refused",
                  fmt::format("The cluster at {} cannot {}: it does not speak {}.", access_.server, what, protocol));
  return stream;
}

Result<KubeAnswer> KubeApi::get(const std::string& path) const {
  return exchange("GET", path, nullptr, "", usual_timeout, {}, {});
}

Result<KubeAnswer> KubeApi::send(const char* method, const std::string& path, const char* type,
                                 const json::value& body) const {
  return exchange(method, path, type, json::serialize(body), usual_timeout, {}, {});
}

Status KubeApi::remove(std::string_view what, const std::string& path, const json::object& body) const {
  TRY(const auto answer, send("DELETE", path, "application/json", body));
  if (answer.is_ok() || answer.is_missing()) return ok();
  // Another deletion is under way, or a precondition did not hold: both are told by the answer.
  return refused_by_cluster(access_.server, what, answer);
}

Result<std::string> KubeApi::version() const {
  TRY(const auto answer, get("/version"));
  const auto version = kube_text(answer.json(), "/gitVersion");
  if (!answer.is_ok() || version.empty()) return refused_by_cluster(access_.server, "say its version", answer);
  return version;
}

Result<KubeKind> KubeApi::kind(const std::string& api_version, const std::string& name) const {
  const auto known = [&]() -> std::optional<KubeKind> {
    const std::lock_guard lock(mutex_);
    for (const auto& each : kinds_[api_version])
      if (each.kind == name) return each;
    return std::nullopt;
  };
  if (auto found = known()) return std::move(*found);
  const bool is_core = api_version.find('/') == api_version.npos;
  TRY(const auto answer, get((is_core ? "/api/" : "/apis/") + api_version));
  if (!answer.is_ok() && !answer.is_missing())
    return refused_by_cluster(access_.server, "say which kinds it has", answer);
  std::vector<KubeKind> all;
  const auto whole = answer.json();
  for (const auto& each : kube_list(whole, "/resources")) {
    auto plural = kube_text(each, "/name");
    if (plural.find('/') == plural.npos)  // a part of another, such as deployments/scale
      all.push_back({api_version, kube_text(each, "/kind"), std::move(plural), kube_flag(each, "/namespaced")});
  }
  {
    const std::lock_guard lock(mutex_);
    kinds_[api_version] = std::move(all);
  }
  if (auto found = known()) return std::move(*found);
  return failed("delivery.cluster_refused",
                fmt::format("The cluster at {} knows no kind '{}' of {}.", access_.server, name, api_version))
      .with_hint("see 'kubectl api-resources'; is the operator that brings this kind installed?");
}

Result<std::string> KubeApi::path(const KubeRef& ref) const {
  TRY(const auto served, kind(ref.api_version, ref.kind));
  const bool is_core = ref.api_version.find('/') == ref.api_version.npos;
  std::string out = (is_core ? "/api/" : "/apis/") + ref.api_version;
  if (served.is_namespaced) out += "/namespaces/" + http::percent_encode(ref.name_space);
  out += "/" + served.plural;
  if (!ref.name.empty()) out += "/" + http::percent_encode(ref.name);
  return out;
}

Result<json::value> KubeApi::apply(const json::object& object, Write write, bool is_forced) const {
  const auto ref = ref_of(object);
  TRY(const auto place, path(ref));
  const auto query = fmt::format("?fieldManager={}&force={}{}", field_manager(), is_forced,
                                 write == Write::dry_run ? "&dryRun=All" : "");
  TRY(const auto answer, send("PATCH", place + query, "application/apply-patch+yaml", object));
  if (!answer.is_ok()) return refused_by_cluster(access_.server, "apply the " + ref.text(), answer);
  return answer.json();
}

Result<std::optional<json::value>> KubeApi::find(const KubeRef& ref) const {
  TRY(const auto place, path(ref));
  TRY(const auto answer, get(place));
  if (answer.is_missing()) return std::optional<json::value>();
  if (!answer.is_ok()) return refused_by_cluster(access_.server, "look at the " + ref.text(), answer);
  return std::optional(answer.json());
}

Result<json::array> KubeApi::list(const std::string& place, const std::string& selector) const {
  TRY(const auto answer, get(place + (selector.empty() ? "" : "?labelSelector=" + http::percent_encode(selector))));
  if (!answer.is_ok()) return refused_by_cluster(access_.server, "list what is at " + place, answer);
  const auto whole = answer.json();
  return kube_list(whole, "/items");
}

Status KubeApi::watch(const std::string& place, const std::string& selector, std::chrono::seconds longest,
                      std::stop_token stop,
                      const std::function<bool(std::string_view, const json::value&)>& on_event) const {
  std::string failure;
  bool is_over = false;
  LineStream lines([&](std::string_view line) {
    const auto event = parsed(line);
    const auto type = kube_text(event, "/type");
    const auto* object = towpath::json::at_pointer(event, "/object");
    if (type.empty()) failure.append(line.substr(0, 4'096));
    if (type == "ERROR") failure = json::serialize(*object);
    if (!failure.empty()) return false;
    if (type != "BOOKMARK" && object != nullptr) is_over = !on_event(type, *object);
    return !is_over;
  });
  std::string whole;  // an answer that is no stream of events is short and ends without a line feed
  const auto query = fmt::format("?watch=true&timeoutSeconds={}{}{}", longest.count(),
                                 selector.empty() ? "" : "&labelSelector=", http::percent_encode(selector));
  auto answer = exchange("GET", place + query, nullptr, "", longest + 10s, stop, [&](std::string_view bytes) {
    if (whole.size() < 4'096) whole.append(bytes.substr(0, 4'096));
    return lines.take(bytes);
  });
  if (is_over || stop.stop_requested()) return ok();
  if (!answer) return answer.error();
  if (!answer->is_ok() || !failure.empty()) {
    answer->body = failure.empty() ? whole : failure;
    return refused_by_cluster(access_.server, "tell what changes at " + place, *answer);
  }
  return ok();
}

}  // namespace towpath::delivery
