#include "http/mail.h"

#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>

#include "base/base64.h"
#include "base/strings.h"

namespace towpath::http {
namespace {

constexpr std::size_t longest_address = 254;
constexpr std::size_t bytes_a_line = 57;  // 76 characters of base64 (RFC 2045, 6.8)
constexpr std::size_t bytes_a_word = 39;  // with "Subject: =?UTF-8?B?" and "?=" below the 76 of RFC 2047, 2

/// Words of RFC 2047, each whole characters.
std::string encoded_subject(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(bytes_a_word, text.size());
    while (size > 1 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", to_base64(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return out;
}

std::string encoded_body(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += bytes_a_line)
    out += to_base64(text.substr(at, bytes_a_line)) + "\r\n";
  return out;
}

struct Upload {
  std::string_view rest;
};

std::size_t on_upload(char* data, std::size_t, std::size_t size, void* context) {
  auto& rest = static_cast<Upload*>(context)->rest;
  const std::size_t count = std::min(size, rest.size());
  rest.copy(data, count);
  rest.remove_prefix(count);
  return count;
}

struct Place {
  std::string scheme, host, port;
};

/// Without the credentials somebody may have written into it.
Result<Place> place_of(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  const auto part = [&parsed](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    std::string out(text);
    curl_free(text);
    return out;
  };
  const bool is_read = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  Place out{part(CURLUPART_SCHEME), part(CURLUPART_HOST), part(CURLUPART_PORT)};
  if (!is_read || (out.scheme != "smtp" && out.scheme != "smtps") || !part(CURLUPART_USER).empty())
    return invalid_input("http.mail_invalid", "The mail server is not an address as smtp://host:port.")
        .with_hint("User and password are settings of their own.");
  if (out.port.empty()) out.port = out.scheme == "smtps" ? "465" : "25";
  return out;
}

Error to_error(CURLcode failure, long answer, const Place& place, const std::string& detail) {
  const std::string where = fmt::format("{}:{}", place.host, place.port);
  if (answer >= 500) return failed("http.mail_refused", fmt::format("{} refused the mail ({}).", where, answer));
  if (answer >= 400)
    return unavailable("http.mail_delayed", fmt::format("{} does not take the mail now ({}).", where, answer));
  switch (failure) {
    case CURLE_OPERATION_TIMEDOUT:
      return unavailable("http.timeout", fmt::format("{} did not answer in time.", where));
    case CURLE_LOGIN_DENIED:
      return failed("http.mail_refused", fmt::format("{} does not know the user or the password.", where));
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
      return unavailable("http.tls_failed", fmt::format("No trusted connection to {}: {}.", where, detail));
    default:
      return unavailable("http.unreachable", fmt::format("{} cannot be reached: {}.", where, detail));
  }
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= longest_address && at != text.npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == text.npos && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return c > ' ' && c < 0x7F &&
                  std::string_view("<>()[]\\,;:\"").find(static_cast<char>(c)) == std::string_view::npos;
         });
}

std::string mail_text(const std::string& from, const Mail& mail) {
  std::string subject = mail.subject;
  std::replace_if(
      subject.begin(), subject.end(), [](unsigned char c) { return c < ' '; }, ' ');
  const std::string domain = from.substr(std::min(from.find('@'), from.size() - 1) + 1);
  // RFC 5322 names days and months in English, whatever the locale.
  const auto seconds = std::chrono::floor<std::chrono::seconds>(mail.date);
  const std::string date = fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", seconds);
  return fmt::format(
      "From: <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
      "Auto-Submitted: auto-generated\r\n\r\n{}",
      from, mail.to, encoded_subject(subject), date, mail.id, domain, encoded_body(mail.text));
}

Status send_mail(const MailServer& server, const Mail& mail) {
  TRY(const Place place, place_of(server.url));
  if (!is_mail_address(mail.to) || !is_mail_address(server.from))
    return invalid_input("http.mail_invalid", "The address of a sender or receiver is none that mail can go to.");
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), curl_easy_cleanup);
  if (initialised != CURLE_OK || !handle) throw std::bad_alloc();
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };

  const std::string text = mail_text(server.from, mail), from = "<" + server.from + ">", to = "<" + mail.to + ">";
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> receivers(curl_slist_append(nullptr, to.c_str()),
                                                                     curl_slist_free_all);
  Upload upload{text};
  const bool is_here = place.host == "localhost" || place.host == "[::1]" || place.host.starts_with("127.");
  set(CURLOPT_URL, server.url.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
  set(CURLOPT_USE_SSL, static_cast<long>(server.password.empty() || is_here ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (is_here) set(CURLOPT_PROXY, "");
  if (!server.user.empty()) {
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_PASSWORD, server.password.reveal().c_str());
  }
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, receivers.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, on_upload);
  set(CURLOPT_READDATA, &upload);
  char detail[CURL_ERROR_SIZE] = "";
  set(CURLOPT_ERRORBUFFER, detail);

  const CURLcode outcome = curl_easy_perform(handle.get());
  if (outcome == CURLE_OK) return ok();
  long answer = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  return to_error(outcome, answer, place, detail[0] != '\0' ? detail : curl_easy_strerror(outcome));
}

}  // namespace towpath::http
