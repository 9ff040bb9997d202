#include "http/mail.h"

#include <doctest/doctest.h>

#include "mail_sink.h"

namespace towpath::http {
namespace {

Mail hello() {
  return {"ann@example.com", "Ship it: grün", "It is there.\nLook.", "01JD8XZ4B6W7Y2E9P3T5V0QRST",
          parse_rfc3339("2026-11-29T10:00:00.000000Z").value()};
}

MailServer server_at(const std::string& url) {
  MailServer server;
  server.url = url;
  server.from = "towpath@example.com";
  server.timeout = std::chrono::seconds(10);
  return server;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_SUITE("mail") {
  TEST_CASE("a mail reaches its server as one plain text to one person") {
    MailSink sink;

    const Status sent = send_mail(server_at(sink.url()), hello());

    REQUIRE_MESSAGE(sent.has_value(), sent.error().message());
    const std::string mail = sink.mails().at(0);
    CHECK(contains(mail, "MAIL FROM:<towpath@example.com>"));
    CHECK(contains(mail, "RCPT TO:<ann@example.com>"));
    CHECK(contains(mail, "Subject: =?UTF-8?B?U2hpcCBpdDogZ3LDvG4=?="));
    CHECK(contains(mail, "Date: Sun, 29 Nov 2026 10:00:00 +0000"));
    CHECK(contains(mail, "Message-ID: <01JD8XZ4B6W7Y2E9P3T5V0QRST@example.com>"));
    CHECK(contains(mail, "\n\nSXQgaXMgdGhlcmUuCkxvb2su\n"));
  }

  TEST_CASE("no text becomes a header, and long ones stay within a line's length") {
    Mail mail = hello();
    mail.subject = "Hello\r\nBcc: eve@example.com" + std::string(500, 'x') + "üüüü";
    mail.text = ".\r\nQUIT\r\n" + std::string(5'000, 'y');

    const std::string text = mail_text("towpath@example.com", mail);

    CHECK_FALSE(contains(text, "Bcc"));
    CHECK_FALSE(contains(text, "QUIT"));
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find("\r\n", begin)) != text.npos; begin = end + 2) CHECK(end - begin <= 78);
  }

  TEST_CASE("an address is one address and nothing else") {
    for (const char* good : {"a@b", "ann.lee+x@example.com"}) CHECK(is_mail_address(good));
    for (const char* bad :
         {"", "ann", "@b", "a@", "a@b@c", "a@b>\r\nRCPT TO:<eve@c", "a b@c", "<a@b>", "\"a\"@b", "gr\xc3\xbcn@b"}) {
      CAPTURE(bad);
      CHECK_FALSE(is_mail_address(bad));
    }
    Mail mail = hello();
    mail.to = "ann@example.com>\r\nRCPT TO:<eve@example.com";
    CHECK(send_mail(server_at("smtp://127.0.0.1:1"), mail).error().code() == "http.mail_invalid");
  }

  TEST_CASE("says whether it is worth trying again") {
    const MailSink no("550 unknown"), later("451 try later");
    CHECK(send_mail(server_at(no.url()), hello()).error().code() == "http.mail_refused");
    CHECK(send_mail(server_at(later.url()), hello()).error().code() == "http.mail_delayed");
    CHECK(send_mail(server_at("smtp://127.0.0.1:1"), hello()).error().code() == "http.unreachable");
    for (const char* url : {"http://127.0.0.1", "smtp://user:secret@127.0.0.1", "file:///etc/passwd", ""}) {
      const Status refused = send_mail(server_at(url), hello());
      CHECK(refused.error().code() == "http.mail_invalid");
      CHECK_FALSE(contains(refused.error().message(), "secret"));
    }
  }
}

}  // namespace towpath::http
