#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

/// A mail server (RFC 5321) on a free port of this machine that keeps what it gets, one connection after the other.
/// `receiver_answer` is what it says to RCPT TO.
class MailSink {
 public:
  explicit MailSink(std::string receiver_answer = "250 fine")
      : receiver_answer_(std::move(receiver_answer)), listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listening_, 8) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
  }
  ~MailSink() {
    thread_.request_stop();
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  MailSink(const MailSink&) = delete;
  MailSink& operator=(const MailSink&) = delete;

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  /// Envelope lines and the message, one text for each mail.
  std::vector<std::string> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int connection = ::accept(listening_, nullptr, nullptr);
      if (connection < 0) return;
      talk(connection);
      ::close(connection);
    }
  }

  void talk(int connection) {
    const auto say = [&](const std::string& line) {
      const std::string bytes = line + "\r\n";
      (void)!::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    };
    std::string pending, mail;
    bool is_data = false;
    say("220 sink");
    for (;;) {
      const auto end = pending.find("\r\n");
      if (end == pending.npos) {
        pollfd wanted{connection, POLLIN, 0};
        char bytes[4096];
        if (::poll(&wanted, 1, 10'000) <= 0) return;
        const auto count = ::recv(connection, bytes, sizeof bytes, 0);
        if (count <= 0) return;
        pending.append(bytes, static_cast<std::size_t>(count));
        continue;
      }
      const std::string line = pending.substr(0, end);
      pending.erase(0, end + 2);
      if (is_data) {
        mail += line + "\n";
        if (line != ".") continue;
        is_data = false;
        const std::lock_guard lock(mutex_);
        mails_.push_back(std::move(mail));
        mail.clear();
        say("250 kept");
      } else if (line.starts_with("DATA")) {
        is_data = true;
        say("354 go on");
      } else if (line.starts_with("RCPT")) {
        mail += line + "\n";
        say(receiver_answer_);
      } else if (line.starts_with("MAIL")) {
        mail = line + "\n";
        say("250 fine");
      } else if (line.starts_with("QUIT")) {
        say("221 bye");
        return;
      } else {
        say(line.starts_with("EHLO") ? "250 sink" : "500 what?");
      }
    }
  }

  const std::string receiver_answer_;
  const int listening_;
  unsigned short port_ = 0;
  mutable std::mutex mutex_;  // guards mails_
  std::vector<std::string> mails_;
  std::jthread thread_;
};
