# towpath_embed(<target> <symbol> <file>): links the file's bytes into <target>. In C++:
#   extern "C" const char <symbol>_begin[]; extern "C" const char <symbol>_end[];
# The file may be made by the build; the object is rebuilt when it changes.
function(towpath_embed target symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(CONFIGURE OUTPUT ${assembly} @ONLY CONTENT
".section .rodata
.balign 16
.global @symbol@_begin
.global @symbol@_end
@symbol@_begin:
.incbin \"@file@\"
@symbol@_end:
.byte 0
.section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file} LANGUAGE ASM)
  target_sources(${target} PRIVATE ${assembly})
endfunction()
