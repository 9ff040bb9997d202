# towpath_module(<name> LAYER <n> [DEPENDS <modules>...] [LINK <libs>...] [LINK_PRIVATE <libs>...] [TEST_DEPENDS <modules>...])
#
# Called from the CMakeLists.txt of the module's own folder. One static library per module. Public headers live in
# include/ and are the only thing other modules can see; everything else is private because it is simply not on their
# include path. Sources are *.cpp of the folder and of its sub-folders other than tests/, testing/, program/, fuzz/ and bench/.
# A module may depend on modules of a lower layer. Inside layers 0, 1 and 4 it may also use modules declared before
# it; inside 2 and 3 it may not: what is needed sideways is an event or a port that src/app plugs in.
# tests/*_test.cpp become the program <name>_tests; testing/*.cpp the library <name>_testing for other modules' tests.
# With TOWPATH_FUZZ each fuzz/<what>_fuzz.cpp becomes the program <name>_<what>_fuzz, part of the target `fuzz`; its seeds
# are the files of fuzz/corpus/<what>.
function(towpath_module name)
  cmake_parse_arguments(M "" "LAYER" "DEPENDS;LINK;LINK_PRIVATE;TEST_DEPENDS" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR})
  # Relative, so that the name of a folder above the checkout excludes nothing.
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE ${dir} ${dir}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "^(.*/)?(tests|testing|program|fuzz|bench)/")
  add_library(towpath_${name} STATIC ${sources})
  set_target_properties(towpath_${name} PROPERTIES TOWPATH_LAYER ${M_LAYER} LINKER_LANGUAGE CXX)
  target_include_directories(towpath_${name} PUBLIC ${dir}/include PRIVATE ${dir})
  foreach(dep IN LISTS M_DEPENDS)
    if(NOT TARGET towpath_${dep})
      message(FATAL_ERROR "${name} depends on '${dep}', which is not declared before it: reorder, or use an event or a port instead of a cycle")
    endif()
    get_target_property(dep_layer towpath_${dep} TOWPATH_LAYER)
    if(dep_layer GREATER M_LAYER)
      message(FATAL_ERROR "${name} (layer ${M_LAYER}) must not depend on ${dep} (layer ${dep_layer})")
    endif()
    if(dep_layer EQUAL M_LAYER AND M_LAYER MATCHES "^[23]$")
      message(FATAL_ERROR "${name} must not depend on ${dep}: business modules of one layer meet through events or ports")
    endif()
    target_link_libraries(towpath_${name} PUBLIC towpath_${dep})
  endforeach()
  target_link_libraries(towpath_${name} PUBLIC ${M_LINK} PRIVATE ${M_LINK_PRIVATE})
  towpath_precompile(towpath_${name})

  file(GLOB migrations CONFIGURE_DEPENDS ${dir}/migrations/*.sql)
  if(migrations)
    set(generated ${CMAKE_BINARY_DIR}/generated/${name}_migrations.cpp)
    add_custom_command(OUTPUT ${generated}
      COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/embed_migrations.py ${name} ${generated} ${migrations}
      DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/tools/embed_migrations.py VERBATIM)
    target_sources(towpath_${name} PRIVATE ${generated})
  endif()

  file(GLOB testing CONFIGURE_DEPENDS ${dir}/testing/*.cpp)
  if(testing)
    add_library(towpath_${name}_testing STATIC ${testing})
    target_include_directories(towpath_${name}_testing PUBLIC ${dir}/testing/include PRIVATE ${dir})
    target_link_libraries(towpath_${name}_testing PUBLIC towpath_${name})
    towpath_precompile(towpath_${name}_testing)
  endif()

  file(GLOB tests CONFIGURE_DEPENDS ${dir}/tests/*_test.cpp)
  if(tests AND BUILD_TESTING)
    set(links ${name} ${M_TEST_DEPENDS})
    if(testing)
      list(APPEND links ${name}_testing)
    endif()
    towpath_test(${name}_tests SOURCES ${tests} LINK ${links})
    target_include_directories(${name}_tests PRIVATE ${dir})
    set_tests_properties(${name}_tests PROPERTIES LABELS unit)
  endif()

  file(GLOB fuzzers CONFIGURE_DEPENDS ${dir}/fuzz/*_fuzz.cpp)
  if(TOWPATH_FUZZ)
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(stem ${fuzzer} NAME_WE)
      add_executable(${name}_${stem} ${fuzzer})
      target_include_directories(${name}_${stem} PRIVATE ${dir})
      target_link_libraries(${name}_${stem} PRIVATE towpath_${name})
      target_link_options(${name}_${stem} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzz ${name}_${stem})
    endforeach()
  endif()
endfunction()

# Sanitizers make a test several times as long.
if(TOWPATH_SANITIZE)
  set(TOWPATH_TEST_PATIENCE 4)
else()
  set(TOWPATH_TEST_PATIENCE 1)
endif()

# towpath_test(<program> SOURCES <files>... LINK <modules>...): a doctest program registered with CTest.
function(towpath_test name)
  cmake_parse_arguments(T "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${T_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  # Else clang says that CHECK_THROWS ignores what is [[nodiscard]].
  target_compile_definitions(${name} PRIVATE DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS)
  target_link_libraries(${name} PRIVATE towpath_test_main towpath_test_paths)
  towpath_precompile(${name})
  foreach(dep IN LISTS T_LINK)
    target_link_libraries(${name} PRIVATE towpath_${dep})
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  math(EXPR timeout "300 * ${TOWPATH_TEST_PATIENCE}")
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout})
endfunction()

if(TOWPATH_FUZZ)
  add_custom_target(fuzz)  # Every fuzz target of every module; tools/fuzz.sh builds and runs them.
endif()
