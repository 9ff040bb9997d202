#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::http {

/// Where mail goes out.
struct MailServer {
  std::string url = {};   ///< "smtp://host:port", with TLS as soon as the server offers it, or "smtps://host:port".
  std::string user = {};  ///< "" when the server asks for none.
  Secret password = {};   ///< Only sent over TLS, or to this machine.
  std::string from = {};  ///< "towpath@example.com".
  std::chrono::milliseconds timeout{30'000};
};

/// One plain text to one person.
struct Mail {
  std::string to;       ///< An address: "ann@example.com".
  std::string subject;  ///< One line, UTF-8.
  std::string text;     ///< UTF-8.
  std::string id;       ///< Of the message; the same one sent twice has it twice, so that readers see it once.
  UtcTime date;
};

/// Whether a text can stand between "<" and ">" of an envelope: printable ASCII without blanks, quotes and brackets,
/// one
/// "@" with something on both sides, at most 254 bytes (RFC 5321, 4.5.3.1.3; quoted local parts and SMTPUTF8 are not
/// taken).
bool is_mail_address(std::string_view text);

/// The message as it is sent (RFC 5322; subject and body as RFC 2047 and RFC 2045 have it, so that no text can add a
/// header). Lines end with CRLF.
std::string mail_text(const std::string& from, const Mail& mail);

/// Hands a mail to the server. Blocking.
/// Errors: http.mail_invalid (an address or the server's URL), http.mail_refused (the server said no for good),
/// http.mail_delayed (it said not now), http.unreachable, http.timeout, http.tls_failed.
Status send_mail(const MailServer& server, const Mail& mail);

}  // namespace towpath::http
