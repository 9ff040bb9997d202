#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace towpath::mask {

class MaskAutomaton;

/// The values that must not appear in an output, with the forms they take there: Base64 at each of the three
/// alignments, JSON, URI, XML, shell and expression escapes, the lines of a text, the leaves of a JSON document.
/// The list of forms follows actions/runner (HostContext.cs); text shorter than four characters is never registered,
/// because masking it would destroy the output (actions/runner#326). Thread-safe.
class Masker {
 public:
  Masker();
  ~Masker();
  Masker(const Masker&) = delete;
  Masker& operator=(const Masker&) = delete;

  /// From now on `secret` and its forms are masked. False when nothing of it is long enough to be registered.
  bool add(std::string_view secret);

  /// `text` with every occurrence replaced by "***"; overlapping occurrences become one.
  std::string mask(std::string_view text) const;

 private:
  friend class MaskedStream;
  std::shared_ptr<const MaskAutomaton> automaton() const;

  mutable std::mutex mutex_;  // guards all below
  std::set<std::string, std::less<>> patterns_;
  // shared: streams go on with the automaton they hold while a new one is built. Null after add().
  mutable std::shared_ptr<const MaskAutomaton> automaton_;
};

/// Masks an output that comes in pieces cut anywhere. Holds back only what may still become a secret, which is less
/// than the longest registered text. The masker must outlive it. One thread.
class MaskedStream {
 public:
  explicit MaskedStream(const Masker& masker);
  ~MaskedStream();
  MaskedStream(const MaskedStream&) = delete;
  MaskedStream& operator=(const MaskedStream&) = delete;

  /// The part of the output so far that is safe to show and was not returned before. Secrets added to the masker since
  /// the last call also apply to what is held back.
  std::string feed(std::string_view bytes);

  /// What is held back; the stream is at its end, or nothing more is expected soon.
  std::string flush();

 private:
  struct Interval {
    std::uint64_t begin = 0, end = 0;  ///< Offsets in the stream.
    bool shown = false;                ///< Its asterisks are out; the rest of it is dropped.
  };

  void scan(std::string_view bytes);
  void record(std::uint64_t begin, std::uint64_t end);
  std::string release(std::uint64_t limit);

  const Masker& masker_;
  std::shared_ptr<const MaskAutomaton> automaton_;  // shared with the masker, see there
  std::uint32_t state_ = 0;
  std::string pending_;               ///< Not released yet.
  std::uint64_t pending_offset_ = 0;  ///< Of pending_[0] in the stream.
  std::deque<Interval> found_;        ///< In pending_; ordered, disjoint.
};

}  // namespace towpath::mask
