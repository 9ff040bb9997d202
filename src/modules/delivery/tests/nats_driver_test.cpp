#include "drivers/nats_driver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>

#include "drivers/nats_client.h"
#include "service_host.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

class Host : public ServiceHost {
 public:
  Host() : ServiceHost("nats") {}
  static Host& shared() {
    static Host host;
    return host;
  }
  std::unique_ptr<NatsServer> server() { return std::make_unique<NatsServer>(folder(), shims(), spawner()); }
  std::unique_ptr<Driver> driver() { return make_nats_driver(server(), clock); }
  bool has_nats() { return can(server()->check()); }
};

const DriverContext context;

ResourceRequest fresh(Driver& driver) { return fresh_request(driver, "nats"); }
std::string object(const ResourceRequest& request) { return "tp_" + request.gu_id.substr(0, 16); }

/// A workload's connection: the text protocol of NATS, as much of it as the cases need.
class Workload {
 public:
  explicit Workload(const ResourceOutcome& outcome) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_of(outcome)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval time{10, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    if (connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
    line();
    say("CONNECT " + boost::json::serialize(boost::json::object{{"user", output(outcome, "username")},
                                                                {"pass", outcome.secrets.at("password").reveal()},
                                                                {"verbose", false},
                                                                {"pedantic", false},
                                                                {"lang", "cpp"},
                                                                {"version", "1"}}));
    signed_in_ = flush();
  }

  /// "PONG", or what the server says against it; "" without a server.
  const std::string& signed_in() const { return signed_in_; }

  /// "PONG" when the server has read all that was sent.
  std::string flush() {
    say("PING");
    return line();
  }
  void subscribe(const std::string& subject) { say("SUB " + subject + " " + std::to_string(++subscriptions_)); }
  void publish(const std::string& subject, const std::string& text, const std::string& reply = "") {
    say("PUB " + subject + " " + (reply.empty() ? "" : reply + " ") + std::to_string(text.size()) + "\r\n" + text);
  }
  /// The next message's text, or another line of the server.
  std::string next() {
    const auto head = line();
    return head.starts_with("MSG ") ? line() : head;
  }
  std::string request(const std::string& subject, const std::string& text = "") {
    const auto inbox = "_INBOX." + to_lower(new_ulid());
    subscribe(inbox);
    publish(subject, text, inbox);
    return next();
  }
  std::string make_stream() {
    return request("$JS.API.STREAM.CREATE.orders",
                   R"({"name":"orders","subjects":["orders.>"],"storage":"file","retention":"limits","num_replicas":1,)"
                   R"("max_consumers":-1,"max_msgs":-1,"max_bytes":-1,"max_age":0})");
  }
  /// How many messages the stream has; -1 when there is no stream.
  std::int64_t messages() {
    const auto answer = boost::json::parse(request("$JS.API.STREAM.INFO.orders"));
    if (answer.as_object().contains("error")) return -1;
    return answer.at("state").at("messages").to_number<std::int64_t>();
  }

 private:
  void say(const std::string& text) {
    const auto line = text + "\r\n";
    (void)!send(fd_.get(), line.data(), line.size(), MSG_NOSIGNAL);
  }
  std::string line() {
    for (;;) {
      if (const auto end = read_.find("\r\n"); end != read_.npos) {
        const auto found = read_.substr(0, end);
        read_.erase(0, end + 2);
        if (found.starts_with("INFO ") && !signed_in_.empty()) continue;  // It tells news of itself.
        return found;
      }
      char piece[4'096];
      const auto size = recv(fd_.get(), piece, sizeof piece, 0);
      if (size <= 0) return "closed";
      read_.append(piece, static_cast<std::size_t>(size));
    }
  }

  process::OwnedFd fd_;
  std::string read_, signed_in_;
  int subscriptions_ = 0;
};

/// Another program, which takes the port of a server that was killed as soon as it is free, and talks to nobody: the
/// server cannot be started again until this one ends.
class Usurper {
 public:
  explicit Usurper(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const int on = 1;
    setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(becomes_true([&] { return bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0; }));
    CHECK(listen(fd_.get(), 16) == 0);
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pollfd asked{fd_.get(), POLLIN, 0};
        if (poll(&asked, 1, 20) > 0) process::OwnedFd(accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      }
    });
  }

 private:
  process::OwnedFd fd_;
  std::jthread thread_;
};

/// An account with a stream of one message in it.
ResourceOutcome made_with_stream(Host& host, const ResourceRequest& request) {
  auto outcome = worked(host.driver()->apply(request, context));
  Workload workload(outcome);
  CHECK(workload.make_stream().find("stream_create_response") != std::string::npos);
  CHECK(workload.request("orders.new", "a").find(R"("seq":1)") != std::string::npos);
  return outcome;
}

bool is_let_in(const ResourceOutcome& outcome) {
  const auto said = Workload(outcome).signed_in();
  CHECK((said == "PONG" || said.starts_with("-ERR 'Authorization Violation'")));
  return said == "PONG";
}

std::size_t kept_of(Host& host, const ResourceRequest& request) {
  const auto all = host.server()->kept();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& name) { return name.starts_with(object(request)); }));
}

}  // namespace

TEST_CASE("the nats driver keeps the contract of drivers") {
  if (!Host::shared().has_nats()) return;
  const auto driver = Host::shared().driver();

  check_contract(*driver, resource_request("nats"), true);
}

TEST_CASE("subjects and streams of a NATS account are its own, and connections go on when another account comes") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto driver = host.driver();
  const auto one = worked(driver->apply(fresh(*driver), context));
  Workload first(one);
  REQUIRE(first.signed_in() == "PONG");
  const auto two = worked(driver->apply(fresh(*driver), context));
  Workload second(two), beside(one);
  REQUIRE(second.signed_in() == "PONG");

  first.subscribe("news.>");
  CHECK(first.flush() == "PONG");
  second.publish("news.today", "of two");
  CHECK(second.flush() == "PONG");
  beside.publish("news.today", "of one");
  CHECK(first.next() == "of one");
  CHECK(first.make_stream().find("stream_create_response") != std::string::npos);
  CHECK(first.request("orders.new", "a").find(R"("seq":1)") != std::string::npos);
  CHECK(first.messages() == 1);
  CHECK(second.messages() == -1);
  auto stolen = one;
  stolen.secrets = two.secrets;
  CHECK(Workload(stolen).signed_in().starts_with("-ERR 'Authorization Violation'"));
  CHECK(worked(nats_sign_in(port_of(one), "", Secret(), 2s)) == NatsSignIn::refused);
  CHECK(output(one, "url") == "nats://127.0.0.1:" + std::to_string(port_of(one)));
}

TEST_CASE("a NATS account that is deleted lets nobody in, its streams are kept aside, and purging removes them") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver), neighbour = fresh(*driver);
  const auto outcome = worked(driver->apply(request, context)), beside = worked(driver->apply(neighbour, context));
  Workload workload(outcome), other(beside);
  CHECK(workload.make_stream().find("stream_create_response") != std::string::npos);
  CHECK(workload.request("orders.new", "a").find(R"("seq":1)") != std::string::npos);
  const auto server = host.server();

  worked(driver->destroy(request, false, context));

  CHECK(workload.next() != "PONG");  // Its connection was ended.
  CHECK(Workload(outcome).signed_in().starts_with("-ERR 'Authorization Violation'"));
  CHECK(other.flush() == "PONG");
  CHECK(server->kept() == std::vector{object(request) + "_deleted_20261122"});
  worked(driver->apply(request, context));
  Workload again(outcome);
  CHECK(again.messages() == -1);
  CHECK(again.make_stream().find("stream_create_response") != std::string::npos);
  worked(driver->destroy(request, false, context));
  CHECK(server->kept().size() == 2);
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());
  worked(driver->remove_kept(today, context));
  CHECK(server->kept().size() == 2);
  worked(driver->destroy(request, true, context));
  CHECK(server->kept().empty());
  worked(driver->apply(request, context));
  CHECK(Workload(outcome).make_stream().find("stream_create_response") != std::string::npos);
  worked(driver->destroy(request, false, context));
  worked(driver->remove_kept(today + std::chrono::days(1), context));
  CHECK(server->kept().empty());
}

TEST_CASE("a NATS server that was killed is started again with its accounts and streams on its port") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto request = fresh(*host.driver());
  const auto outcome = worked(host.driver()->apply(request, context));
  {
    Workload workload(outcome);
    CHECK(workload.make_stream().find("stream_create_response") != std::string::npos);
    CHECK(workload.request("orders.new", "a").find(R"("seq":1)") != std::string::npos);
  }
  const auto before = host.state();
  CHECK(worked(host.driver()->observe(request, context)).has_value());
  CHECK(host.state().pid == before.pid);  // adopted, not started once more

  host.kill_all();
  const auto revived = worked(host.driver()->observe(request, context));

  REQUIRE(revived.has_value());
  CHECK(revived->outputs == outcome.outputs);
  CHECK(Workload(outcome).messages() == 1);
  CHECK(host.state().pid != before.pid);
}

TEST_CASE("a NATS account that the server does not know yet is not there, and is finished by the next try") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  const auto made = worked(driver->apply(request, context));
  // As after a crash: the file is another one than the server has read.
  auto later = request;
  later.gu_id = fresh(*driver).gu_id;
  std::filesystem::copy_file(host.folder() / "accounts" / object(request), host.folder() / "accounts" / object(later));
  CHECK(!worked(driver->observe(later, context)).has_value());

  const auto outcome = worked(driver->apply(later, context));

  CHECK(Workload(outcome).signed_in() == "PONG");
  CHECK(Workload(made).signed_in() == "PONG");
}

TEST_CASE("nats driver: while its server cannot be started, nobody says that an account is gone") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto request = fresh(*host.driver());
  const auto made = made_with_stream(host, request);
  host.kill_all();
  {
    const Usurper other(port_of(made));
    const auto refuses = [](const auto& result) {
      REQUIRE(!result.has_value());
      CHECK(result.error().code() == "delivery.nats_not_started");
      CHECK(result.error().message().find("is used by another program") != std::string::npos);
    };
    refuses(host.driver()->observe(request, context));
    refuses(host.driver()->apply(request, context));
    for (const bool purge : {false, true}) refuses(host.driver()->destroy(request, purge, context));
  }

  const auto seen = worked(host.driver()->observe(request, context));

  REQUIRE(seen.has_value());
  require_same(made, *seen);
  CHECK(Workload(made).messages() == 1);
  worked(host.driver()->destroy(request, true, context));
}

TEST_CASE(
    "nats driver: when its server goes away in a deletion, it is said, and one account or none is there when it is "
    "back") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  struct Row {
    bool purge, is_for_good, is_taken_back;
  };
  int refusals = 0;
  // Killed when it is to read what is left; for good: with its shim, and somebody else has its port.
  for (const Row& row : {Row{false, false, false}, Row{false, true, false}, Row{true, true, false},
                         Row{false, true, true}, Row{true, true, true}}) {
    CAPTURE(row.purge);
    CAPTURE(row.is_for_good);
    CAPTURE(row.is_taken_back);
    const auto request = fresh(*host.driver());
    const auto made = made_with_stream(host, request);
    const auto settings = host.folder() / "home" / "nats.conf";
    const auto before = std::filesystem::last_write_time(settings);
    std::unique_ptr<Usurper> other;
    std::thread killer([&] {
      if (!becomes_true([&] { return std::filesystem::last_write_time(settings) != before; })) return;
      if (row.is_for_good) {
        host.kill_all();
        other = std::make_unique<Usurper>(port_of(made));
      } else {
        ::kill(host.state().pid, SIGKILL);
      }
    });
    DriverContext hasty;
    hasty.deadline = row.is_for_good ? 1s : 20s;

    const auto destroyed = host.driver()->destroy(request, row.purge, hasty);
    killer.join();

    if (row.is_for_good) REQUIRE(other != nullptr);
    if (!row.is_for_good) worked(destroyed);
    if (!destroyed.has_value()) {  // else it had heard of it before it was killed
      ++refusals;
      CHECK(destroyed.error().code() == "delivery.nats_refused");
      const auto seen = host.driver()->observe(request, context);
      REQUIRE(!seen.has_value());
      CHECK(seen.error().code() == "delivery.nats_not_started");
    }
    other.reset();
    if (!row.is_taken_back) {
      worked(host.driver()->destroy(request, row.purge, context));
      CHECK(!worked(host.driver()->observe(request, context)).has_value());
      CHECK(kept_of(host, request) == (row.purge ? 0 : 1));
    }
    const auto back = worked(host.driver()->apply(request, context));
    CHECK(is_let_in(back));
    if (row.is_taken_back && !destroyed.has_value()) CHECK(Workload(back).messages() == 1);
    worked(host.driver()->destroy(request, true, context));
    CHECK(!is_let_in(back));
    CHECK(kept_of(host, request) == 0);
    CHECK(!std::filesystem::exists(host.folder() / "home/store/jetstream" / object(request)));
  }
  CHECK(refusals > 0);
}

TEST_CASE("no password of a NATS account is on disk in clear, in a log or in arguments") {
  auto& host = Host::shared();
  if (!host.has_nats()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  std::string said;
  DriverContext listening;
  listening.log = [&](std::string_view line) { said += line; };
  const auto outcome = worked(driver->apply(request, listening));
  CHECK(Workload(outcome).signed_in() == "PONG");
  const auto& password = request.known_secrets.at("password").reveal();

  CHECK(host.places_of(password).empty());
  CHECK(said.find(password) == std::string::npos);
  CHECK(std::filesystem::status(host.folder() / "home" / "nats.conf").permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("without NATS on the machine a plan says what to install") {
  auto& host = Host::shared();
  const auto driver = make_nats_driver(
      std::make_unique<NatsServer>(host.data() / "absent", host.shims(), host.spawner(), host.nowhere()), host.clock);

  const auto checked = driver->check(resource_request("nats"));

  REQUIRE(!checked);
  CHECK(checked.error().code() == "delivery.tool_missing");
  CHECK(checked.error().hint().find("apt install nats-server") != std::string::npos);
  const auto made = driver->apply(fresh(*driver), context);
  REQUIRE(!made);
  CHECK(made.error().code() == "delivery.tool_missing");
}
