#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace towpath {

/// What kind of failure this is, for code that must branch and for the transport that must choose a
/// status. Kinds are few on purpose; the detail is in Error::code.
enum class ErrorKind { invalid_input, not_found, conflict, unauthenticated, forbidden, unavailable, failed };

/// One rejected value in user input.
struct FieldError {
  std::string path;     ///< JSON Pointer (RFC 6901) into the submitted document, e.g. "/spec/owner".
  std::string message;  ///< What is wrong, without the path.
  bool operator==(const FieldError&) const = default;
};

/// A failure the caller or the user can act on. Failures only an operator can act on (disk full,
/// broken SQL, lost connection) are exceptions and stop at the nearest boundary.
class Error {
 public:
  /// `code` is stable, lower_snake, prefixed by the module ("catalog.duplicate_entity"); it is API.
  Error(ErrorKind kind, std::string code, std::string message)
      : kind_(kind), code_(std::move(code)), message_(std::move(message)) {}

  /// Adds what the user can do next. Shown by the CLI on its own line and by the UI under the message.
  Error with_hint(std::string hint) && {
    hint_ = std::move(hint);
    return std::move(*this);
  }
  Error with_field(std::string path, std::string message) && {
    fields_.push_back({std::move(path), std::move(message)});
    return std::move(*this);
  }
  /// When trying again makes sense, for a failure that passes. Becomes the header Retry-After.
  Error with_retry_after(std::chrono::seconds wait) && {
    retry_after_ = wait;
    return std::move(*this);
  }
  void add_field(std::string path, std::string message) { fields_.push_back({std::move(path), std::move(message)}); }

  ErrorKind kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  const std::vector<FieldError>& fields() const { return fields_; }
  /// Zero when nothing is known.
  std::chrono::seconds retry_after() const { return retry_after_; }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string message_;
  std::string hint_;
  std::vector<FieldError> fields_;
  std::chrono::seconds retry_after_{0};
};

inline Error not_found(std::string code, std::string message) {
  return {ErrorKind::not_found, std::move(code), std::move(message)};
}
inline Error invalid_input(std::string code, std::string message) {
  return {ErrorKind::invalid_input, std::move(code), std::move(message)};
}
inline Error conflict(std::string code, std::string message) {
  return {ErrorKind::conflict, std::move(code), std::move(message)};
}
inline Error unauthenticated(std::string code, std::string message) {
  return {ErrorKind::unauthenticated, std::move(code), std::move(message)};
}
inline Error forbidden(std::string code, std::string message) {
  return {ErrorKind::forbidden, std::move(code), std::move(message)};
}
inline Error unavailable(std::string code, std::string message) {
  return {ErrorKind::unavailable, std::move(code), std::move(message)};
}
inline Error failed(std::string code, std::string message) {
  return {ErrorKind::failed, std::move(code), std::move(message)};
}

/// The kind as text ("not_found"), as the API and the CLI's exit codes use it.
std::string_view to_string(ErrorKind kind);

}  // namespace towpath
