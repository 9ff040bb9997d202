#pragma once

#include <string>
#include <string_view>

// The values of quoted and block scalars, from their source text.
//
// libfyaml 0.7.12 finds these scalars rightly but decodes some of them wrongly: several '' in one scalar, an escaped
// line break after an escape, more-indented lines in a folded block. Length and text then disagree, so that memory
// leaks and bytes of the heap become part of the value. Plain scalars are right. This can go when every supported
// system has a libfyaml that passes the tests about scalar texts.
namespace towpath::yaml {

/// `source` begins behind the opening quote and holds the closing one.
std::string decode_single_quoted(std::string_view source);

/// `source` as above; libfyaml has checked its escapes.
std::string decode_double_quoted(std::string_view source);

enum class BlockStyle { literal, folded };

/// What stands behind '|' or '>': how the end is kept and how far the text is indented.
struct BlockHeader {
  char chomping = ' ';  ///< '-' no line break at the end, '+' all of them, ' ' one.
  int indentation = 0;  ///< Relative to the parent; 0 when the first line decides.
};

/// Finds the header at the end of `line`, the first that begins with the style's indicator and reaches the end.
BlockHeader find_block_header(std::string_view line, BlockStyle style);

/// The value of a block scalar. `source` begins with the line below the header; it may go on behind the scalar.
/// `parent` is the column from 0 of the collection it is in, -1 outside of any.
std::string decode_block(std::string_view source, BlockStyle style, BlockHeader header, int parent);

}  // namespace towpath::yaml
