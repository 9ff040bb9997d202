# towpath_precompile(<targets>...): with TOWPATH_PRECOMPILED, which needs clang, the targets read the headers that nearly
# every file includes from one precompiled header. It halves the time of a sanitizer build. Other builds do without, so
# that a header that forgets an include is found. <filesystem> stays out: it makes std::quoted visible everywhere.
option(TOWPATH_PRECOMPILED "Compile with a precompiled header (clang only)" OFF)

if(TOWPATH_PRECOMPILED)
  find_package(Boost 1.81 REQUIRED COMPONENTS json)
  set(precompiled_headers <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <cstdlib> <cstring>
    <deque> <functional> <iterator> <map> <memory> <mutex> <optional> <set> <span> <stdexcept> <stop_token> <string>
    <string_view> <thread> <utility> <variant> <vector> <boost/json.hpp> <fmt/core.h> <fmt/format.h>)
  # One header for libraries and programs alike, with or without a library that asks for threads.
  set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
  add_compile_options(-pthread)
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp CONTENT "")
  add_library(towpath_precompiled OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
  target_link_libraries(towpath_precompiled PRIVATE fmt::fmt Boost::json Threads::Threads)
  target_precompile_headers(towpath_precompiled PRIVATE ${precompiled_headers})
  # Under a name of its own: only what a command makes is waited for before anything is compiled.
  set(precompiled ${CMAKE_BINARY_DIR}/generated/precompiled.pch)
  set(compiled ${CMAKE_BINARY_DIR}/CMakeFiles/towpath_precompiled.dir/cmake_pch.hxx.pch)
  add_custom_command(OUTPUT ${precompiled} COMMAND ${CMAKE_COMMAND} -E copy ${compiled} ${precompiled} DEPENDS ${compiled} VERBATIM)
  add_custom_target(towpath_precompiled_header DEPENDS ${precompiled})
  # The compiler cache goes by this sum: the precompiled header itself holds the checkout's path and differs everywhere.
  string(SHA256 sum "${precompiled_headers} ${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${fmt_VERSION}")
  file(CONFIGURE OUTPUT ${precompiled}.sum CONTENT ${sum})
endif()

function(towpath_precompile)
  if(TOWPATH_PRECOMPILED)
    foreach(target IN LISTS ARGN)
      add_dependencies(${target} towpath_precompiled_header)
      # Not by REUSE_FROM, which names it by the checkout's path, and the compiler cache would know it in no other. Ninja
      # compiles in the build folder.
      target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include-pch generated/precompiled.pch>")
    endforeach()
  endif()
endfunction()
