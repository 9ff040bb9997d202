#pragma once

#include <cstdint>
#include <string_view>

namespace towpath::observe {

/// Walks the fields of one protobuf message (protobuf.dev, "Encoding"); groups are refused. The bytes must outlive it.
///
///     ProtoReader message(bytes);
///     while (message.next())
///       if (message.field() == 5) name = message.bytes();
///     if (message.is_broken()) ...
///
/// A field of another wire type than is asked for reads as zero or empty, as protobuf readers skip it. One thread.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes) : rest_(bytes) {}
  /// False at the end, and when what follows is no field.
  bool next();
  bool is_broken() const { return is_broken_; }

  std::uint32_t field() const { return field_; }
  std::uint64_t varint() const { return wire_ == 0 ? number_ : 0; }
  std::uint64_t fixed64() const { return wire_ == 1 ? number_ : 0; }
  double real() const;
  std::string_view bytes() const { return wire_ == 2 ? bytes_ : std::string_view(); }

 private:
  bool read_varint(std::uint64_t& out);
  bool read_fixed(std::size_t size, std::uint64_t& out);

  std::string_view rest_, bytes_;
  std::uint32_t field_ = 0, wire_ = 0;
  std::uint64_t number_ = 0;
  bool is_broken_ = false;
};

}  // namespace towpath::observe
