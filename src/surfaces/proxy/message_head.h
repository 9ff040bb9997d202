#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::proxy {

struct HeaderField {
  std::string_view name, value;
};

/// How the end of a message's body is found (RFC 9112 section 6.3).
enum class Framing { none, length, chunked, until_close };

/// A request or response head over the bytes it was read from. Strict where intermediaries have been fooled: one space
/// between parts, CRLF only, no folded lines, no blank before a colon, one Content-Length or one chunked coding, never
/// both.
struct MessageHead {
  std::string_view method, target;  ///< Of a request.
  std::string_view host;            ///< Of a request, as sent, with port; from an absolute target when it has one.
  std::string_view path;            ///< Of a request: target from the first '/' of the path on, query included.
  int status = 0;                   ///< Of a response.
  std::string_view reason;
  int minor = 1;  ///< HTTP/1.<minor>
  std::vector<HeaderField> fields;
  Framing framing = Framing::none;
  std::uint64_t length = 0;
  bool keep_alive = true;
  bool wants_upgrade = false;            ///< Connection names "upgrade" and there is an Upgrade field.
  bool connection_names_fields = false;  ///< Connection names more than close, keep-alive and upgrade.

  const HeaderField* find(std::string_view lower_name) const;
};

struct HeadProblem {
  int status = 400;  ///< For the client; meaningless for a response.
  std::string_view reason;
};

/// Length of the head including its empty line, looked for in `bytes`, of which the first `searched` are known not to
/// end it; 0 when it is not complete.
std::size_t head_length(std::string_view bytes, std::size_t searched);

/// Reads a complete head into `head` (reused between messages). Empty when all is well.
std::optional<HeadProblem> parse_request(std::string_view bytes, MessageHead& head);
/// `request_method` decides with the status whether there is a body.
std::optional<HeadProblem> parse_response(std::string_view bytes, std::string_view request_method, MessageHead& head);

/// True for fields that concern one connection only (RFC 9110 section 7.6.1), by their own name or because the
/// Connection field of `head` names them.
bool is_hop_by_hop(const MessageHead& head, std::string_view name);

/// ASCII, without regard to case.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Finds the end of a chunked body in bytes that pass by unchanged.
class ChunkScanner {
 public:
  /// How many of `bytes` belong to the body; all of them unless is_done() or is_broken() afterwards.
  std::size_t scan(std::string_view bytes);
  bool is_done() const { return state_ == State::done; }
  bool is_broken() const { return state_ == State::broken; }

 private:
  enum class State {
    size,
    extension,
    size_end,
    data,
    data_end_cr,
    data_end_lf,
    trailer_start,
    trailer,
    trailer_end,
    final_lf,
    done,
    broken
  };
  State state_ = State::size;
  std::uint64_t left_ = 0;
  int digits_ = 0;
  std::size_t overhead_ = 0;  ///< Bytes of extension and trailers, limited.
};

}  // namespace towpath::proxy
