#include "otlp/proto_reader.h"

#include <bit>

namespace towpath::observe {

bool ProtoReader::read_varint(std::uint64_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool ProtoReader::read_fixed(std::size_t size, std::uint64_t& out) {
  if (rest_.size() < size) return false;
  out = 0;
  for (std::size_t i = 0; i < size; ++i)
    out |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
  rest_.remove_prefix(size);
  return true;
}

bool ProtoReader::next() {
  if (rest_.empty() || is_broken_) return false;
  std::uint64_t key = 0;
  is_broken_ = !read_varint(key) || key >> 3 == 0 || key >> 32 != 0;
  if (is_broken_) return false;
  field_ = static_cast<std::uint32_t>(key >> 3);
  wire_ = static_cast<std::uint32_t>(key & 7);
  bytes_ = {};
  switch (wire_) {
    case 0:
      is_broken_ = !read_varint(number_);
      break;
    case 1:
      is_broken_ = !read_fixed(8, number_);
      break;
    case 2: {
      std::uint64_t size = 0;
      is_broken_ = !read_varint(size) || size > rest_.size();
      if (is_broken_) break;
      bytes_ = rest_.substr(0, size);
      rest_.remove_prefix(size);
      break;
    }
    case 5:
      is_broken_ = !read_fixed(4, number_);
      break;
    default:
      is_broken_ = true;
  }
  return !is_broken_;
}

double ProtoReader::real() const { return std::bit_cast<double>(fixed64()); }

}  // namespace towpath::observe
