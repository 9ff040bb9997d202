#include "mask/masker.h"

#include <algorithm>

#include "mask_automaton.h"
#include "secret_forms.h"

namespace towpath::mask {
namespace {

constexpr std::string_view replacement = "***";

}  // namespace

Masker::Masker() = default;
Masker::~Masker() = default;

bool Masker::add(std::string_view secret) {
  std::vector<std::string> forms = forms_of(secret);
  const bool is_masked = !forms.empty();
  const std::scoped_lock lock(mutex_);
  for (std::string& form : forms) {
    if (patterns_.insert(std::move(form)).second) automaton_.reset();
  }
  return is_masked;
}

std::shared_ptr<const MaskAutomaton> Masker::automaton() const {
  const std::scoped_lock lock(mutex_);
  if (automaton_ == nullptr) automaton_ = std::make_shared<const MaskAutomaton>(patterns_);
  return automaton_;
}

std::string Masker::mask(std::string_view text) const {
  MaskedStream stream(*this);
  std::string masked = stream.feed(text);
  masked += stream.flush();
  return masked;
}

MaskedStream::MaskedStream(const Masker& masker) : masker_(masker), automaton_(masker.automaton()) {}
MaskedStream::~MaskedStream() = default;

void MaskedStream::record(std::uint64_t begin, std::uint64_t end) {
  Interval merged{begin, end, false};
  while (!found_.empty() && merged.begin < found_.back().end) {
    merged.begin = std::min(merged.begin, found_.back().begin);
    merged.end = std::max(merged.end, found_.back().end);
    merged.shown = merged.shown || found_.back().shown;
    found_.pop_back();
  }
  found_.push_back(merged);
}

// Runs the automaton over bytes that are already at the end of pending_.
void MaskedStream::scan(std::string_view bytes) {
  std::uint64_t offset = pending_offset_ + pending_.size() - bytes.size();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    ++offset;
    if (state_ == 0 && automaton_->is_inert(byte)) continue;
    state_ = automaton_->step(state_, byte);
    if (const std::uint32_t length = automaton_->match(state_); length != 0) record(offset - length, offset);
  }
}

std::string MaskedStream::feed(std::string_view bytes) {
  if (auto current = masker_.automaton(); current != automaton_) {
    automaton_ = std::move(current);
    state_ = 0;
    scan(pending_);  // what is held back is looked at again with the new secrets
  }
  pending_ += bytes;
  scan(bytes);
  return release(pending_offset_ + pending_.size() - automaton_->held(state_));
}

std::string MaskedStream::flush() {
  state_ = 0;
  return release(pending_offset_ + pending_.size());
}

// Everything before `limit` is decided: no match that is still to come can start there.
std::string MaskedStream::release(std::uint64_t limit) {
  std::string out;
  std::uint64_t at = pending_offset_;
  const auto show_until = [&](std::uint64_t end) {
    if (end <= at) return;
    out += std::string_view(pending_).substr(at - pending_offset_, end - at);
    at = end;
  };
  while (!found_.empty() && found_.front().begin < limit) {
    Interval& interval = found_.front();
    if (!interval.shown) {
      show_until(interval.begin);
      out += replacement;
      interval.shown = true;
    }
    at = std::min(interval.end, limit);
    if (interval.end > limit) break;
    found_.pop_front();
  }
  show_until(limit);
  pending_.erase(0, at - pending_offset_);
  pending_offset_ = at;
  return out;
}

}  // namespace towpath::mask
