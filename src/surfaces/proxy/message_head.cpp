#include "message_head.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace towpath::proxy {

namespace {

constexpr std::size_t most_fields = 128;

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c + 32)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto token_table = make_token_table();

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return token_table[static_cast<unsigned char>(c)]; });
}

/// Visible characters, blanks and tabs, and bytes beyond ASCII.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

bool is_target(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Calls `use` with each comma-separated word.
template <class Use>
void each_word(std::string_view list, Use use) {
  while (true) {
    const auto comma = list.find(',');
    if (const auto word = trimmed(list.substr(0, comma)); !word.empty()) use(word);
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

/// What the fields say about framing and connection, gathered while they are read.
struct Gathered {
  std::string_view length_text, coding, host;
  bool has_length = false, has_coding = false, has_host = false, has_two_hosts = false, has_bad_length = false;
  bool says_close = false, says_keep_alive = false, says_upgrade = false, names_fields = false, has_upgrade = false;
};

void gather(const HeaderField& field, Gathered& g) {
  // By length first: nearly every field is none of these.
  switch (field.name.size()) {
    case 4:
      if (equals_ignoring_case(field.name, "host")) {
        g.has_two_hosts |= g.has_host;
        g.has_host = true;
        g.host = field.value;
      }
      break;
    case 7:
      g.has_upgrade |= equals_ignoring_case(field.name, "upgrade");
      break;
    case 10:
      if (equals_ignoring_case(field.name, "connection"))
        each_word(field.value, [&g](std::string_view word) {
          if (equals_ignoring_case(word, "close"))
            g.says_close = true;
          else if (equals_ignoring_case(word, "keep-alive"))
            g.says_keep_alive = true;
          else if (equals_ignoring_case(word, "upgrade"))
            g.says_upgrade = true;
          else
            g.names_fields = true;
        });
      break;
    case 14:
      if (equals_ignoring_case(field.name, "content-length")) {
        g.has_bad_length |= g.has_length;
        g.has_length = true;
        g.length_text = field.value;
      }
      break;
    case 17:
      if (equals_ignoring_case(field.name, "transfer-encoding")) {
        g.coding = g.has_coding ? std::string_view("several") : field.value;
        g.has_coding = true;
      }
      break;
    default:
      break;
  }
}

std::optional<HeadProblem> read_fields(std::string_view lines, MessageHead& head, Gathered& gathered) {
  head.fields.clear();
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return HeadProblem{400, "a header line has no colon"};
    const HeaderField field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
    if (!is_token(field.name)) return HeadProblem{400, "a header name has a character that is not allowed"};
    if (!is_field_value(field.value)) return HeadProblem{400, "a header value has a control character"};
    if (head.fields.size() == most_fields) return HeadProblem{431, "the request has more than 128 headers"};
    head.fields.push_back(field);
    gather(field, gathered);
  }
  return std::nullopt;
}

std::optional<HeadProblem> settle_framing(const Gathered& g, MessageHead& head) {
  if (g.has_coding) {
    // Both together is how requests are smuggled past proxies; other codings are not ours to undo.
    if (g.has_length) return HeadProblem{400, "both Content-Length and Transfer-Encoding are given"};
    if (head.minor == 0) return HeadProblem{400, "HTTP/1.0 has no Transfer-Encoding"};
    if (!equals_ignoring_case(g.coding, "chunked"))
      return HeadProblem{501, "the only transfer coding understood is 'chunked'"};
    head.framing = Framing::chunked;
  } else if (g.has_length) {
    const auto* end = g.length_text.data() + g.length_text.size();
    const auto [at, error] = std::from_chars(g.length_text.data(), end, head.length);
    if (g.has_bad_length || error != std::errc() || at != end)
      return HeadProblem{400, "Content-Length is not one number"};
    head.framing = head.length > 0 ? Framing::length : Framing::none;
  }
  head.keep_alive = !g.says_close && (head.minor >= 1 || g.says_keep_alive);
  head.wants_upgrade = g.says_upgrade && g.has_upgrade;
  head.connection_names_fields = g.names_fields;
  return std::nullopt;
}

/// "HTTP/1.0" or "HTTP/1.1".
bool read_version(std::string_view text, int& minor) {
  if (text.size() != 8 || text.substr(0, 7) != "HTTP/1." || (text[7] != '0' && text[7] != '1')) return false;
  minor = text[7] - '0';
  return true;
}

void reset(MessageHead& head) {
  auto fields = std::move(head.fields);  // Keeps its memory.
  head = MessageHead();
  head.fields = std::move(fields);
}

/// Splits the start line off; what is left are the header lines.
std::string_view take_start_line(std::string_view& bytes) {
  bytes.remove_suffix(2);  // The empty line; each line before it still ends with CRLF.
  const auto end = bytes.find("\r\n");
  const auto line = bytes.substr(0, end);
  bytes.remove_prefix(end + 2);
  return line;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

const HeaderField* MessageHead::find(std::string_view lower_name) const {
  for (const auto& field : fields)
    if (equals_ignoring_case(field.name, lower_name)) return &field;
  return nullptr;
}

std::size_t head_length(std::string_view bytes, std::size_t searched) {
  const auto end = bytes.find("\r\n\r\n", searched < 3 ? 0 : searched - 3);
  return end == std::string_view::npos ? 0 : end + 4;
}

std::optional<HeadProblem> parse_request(std::string_view bytes, MessageHead& head) {
  reset(head);
  const auto line = take_start_line(bytes);
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return HeadProblem{400, "the request line is not 'METHOD target HTTP/1.1'"};
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  if (!read_version(line.substr(last + 1), head.minor))
    return HeadProblem{505, "the protocol is not HTTP/1.0 or HTTP/1.1"};
  if (!is_token(head.method) || !is_target(head.target))
    return HeadProblem{400, "the request line has a character that is not allowed"};
  Gathered gathered;
  if (auto problem = read_fields(bytes, head, gathered)) return problem;
  if (gathered.has_two_hosts || (!gathered.has_host && head.minor >= 1))
    return HeadProblem{400, "there must be exactly one Host header"};
  head.host = gathered.host;
  head.path = head.target;
  constexpr std::string_view scheme = "http://";
  if (head.target.size() > scheme.size() && equals_ignoring_case(head.target.substr(0, scheme.size()), scheme)) {
    const auto rest = head.target.substr(scheme.size());
    const auto slash = rest.find_first_of("/?");
    head.host = rest.substr(0, slash);
    head.path = slash == std::string_view::npos ? "/" : rest.substr(slash);
  } else if (head.target[0] != '/' && !(head.target == "*" && head.method == "OPTIONS")) {
    return HeadProblem{head.method == "CONNECT" ? 405 : 400, "the request target is not a path"};
  }
  return settle_framing(gathered, head);
}

std::optional<HeadProblem> parse_response(std::string_view bytes, std::string_view request_method, MessageHead& head) {
  reset(head);
  const auto line = take_start_line(bytes);
  if (line.size() < 12 || !read_version(line.substr(0, 8), head.minor) || line[8] != ' ' ||
      (line.size() > 12 && line[12] != ' '))
    return HeadProblem{502, "the status line is malformed"};
  const auto [at, error] = std::from_chars(line.data() + 9, line.data() + 12, head.status);
  if (error != std::errc() || at != line.data() + 12 || head.status < 100)
    return HeadProblem{502, "the status is not a number"};
  head.reason = line.size() > 13 ? line.substr(13) : std::string_view();
  if (!is_field_value(head.reason)) return HeadProblem{502, "the status line has a control character"};
  Gathered gathered;
  if (auto problem = read_fields(bytes, head, gathered)) return HeadProblem{502, problem->reason};
  if (auto problem = settle_framing(gathered, head)) return HeadProblem{502, problem->reason};
  const bool has_no_body = head.status < 200 || head.status == 204 || head.status == 304 || request_method == "HEAD";
  if (has_no_body)
    head.framing = Framing::none;
  else if (!gathered.has_coding && !gathered.has_length)
    head.framing = Framing::until_close;
  if (head.framing == Framing::until_close) head.keep_alive = false;
  return std::nullopt;
}

bool is_hop_by_hop(const MessageHead& head, std::string_view name) {
  constexpr std::string_view always[] = {"te",
                                         "upgrade",
                                         "connection",
                                         "keep-alive",
                                         "proxy-connection",
                                         "transfer-encoding",
                                         "proxy-authorization",
                                         "proxy-authenticate"};
  for (const auto known : always)
    if (equals_ignoring_case(name, known)) return true;
  if (!head.connection_names_fields) return false;
  bool is_named = false;
  for (const auto& field : head.fields)
    if (equals_ignoring_case(field.name, "connection"))
      each_word(field.value, [&](std::string_view word) { is_named |= equals_ignoring_case(word, name); });
  return is_named;
}

std::size_t ChunkScanner::scan(std::string_view bytes) {
  constexpr std::size_t most_overhead = 16 * 1024;
  std::size_t at = 0;
  while (at < bytes.size() && !is_done() && !is_broken()) {
    if (state_ == State::data) {
      const auto step = std::min<std::uint64_t>(left_, bytes.size() - at);
      left_ -= step;
      at += step;
      if (left_ == 0) state_ = State::data_end_cr;
      continue;
    }
    const char c = bytes[at++];
    const auto expect = [&](char wanted, State next) { state_ = c == wanted ? next : State::broken; };
    switch (state_) {
      case State::size: {
        const int value = c >= '0' && c <= '9'                 ? c - '0'
                          : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10
                                                               : -1;
        if (value >= 0 && digits_ < 15) {
          left_ = left_ * 16 + static_cast<std::uint64_t>(value);
          ++digits_;
        } else if (digits_ == 0 || value >= 0) {
          state_ = State::broken;
        } else {
          state_ = c == '\r' ? State::size_end : c == ';' || c == ' ' || c == '\t' ? State::extension : State::broken;
        }
        break;
      }
      case State::extension:
        if (c == '\r')
          state_ = State::size_end;
        else if (c == '\n' || ++overhead_ > most_overhead)
          state_ = State::broken;
        break;
      case State::size_end:
        expect('\n', left_ == 0 ? State::trailer_start : State::data);
        digits_ = 0;
        break;
      case State::data_end_cr:
        expect('\r', State::data_end_lf);
        break;
      case State::data_end_lf:
        expect('\n', State::size);
        break;
      case State::trailer_start:
        state_ = c == '\r' ? State::final_lf : c == '\n' ? State::broken : State::trailer;
        break;
      case State::trailer:
        if (c == '\r')
          state_ = State::trailer_end;
        else if (c == '\n' || ++overhead_ > most_overhead)
          state_ = State::broken;
        break;
      case State::trailer_end:
        expect('\n', State::trailer_start);
        break;
      case State::final_lf:
        expect('\n', State::done);
        break;
      case State::data:
      case State::done:
      case State::broken:
        break;
    }
  }
  return at;
}

}  // namespace towpath::proxy
