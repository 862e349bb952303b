# sanov_room(rank USES numerics inference [PRIVATE hwy::hwy …])
#
# One folder is one room: a static library sanov_<room> of its *.cc, and (with SANOV_TESTS) one test program
# <room>_test of its *_test.cc, and (with SANOV_FUZZ) one fuzzer of each *_fuzz.cc. What sanov_catalogue made before it belongs to it. USES names the rooms whose headers it may include; CMake links just those, and
# cmake/check_rooms.py fails on an #include outside them. PRIVATE names outside libraries.
function(sanov_room name)
  cmake_parse_arguments(room "" "" "USES;PRIVATE;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz)\\.cc$")
  if(room_EXCLUDE)
    list(REMOVE_ITEM sources ${room_EXCLUDE})
    list(REMOVE_ITEM tests ${room_EXCLUDE})
  endif()

  add_library(sanov_${name} STATIC ${sources} ${SANOV_GENERATED})
  add_library(sanov::${name} ALIAS sanov_${name})
  set_target_properties(sanov_${name} PROPERTIES EXPORT_NAME ${name})
  list(TRANSFORM room_USES PREPEND sanov:: OUTPUT_VARIABLE uses)
  target_link_libraries(sanov_${name} PUBLIC ${uses} PRIVATE $<BUILD_INTERFACE:sanov_settings> ${room_PRIVATE})
  target_include_directories(sanov_${name} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(sanov_${name} PUBLIC cxx_std_20)
  set_property(GLOBAL APPEND PROPERTY SANOV_ROOMS sanov_${name})

  sanov_fuzzers(sanov_${name})

  if(SANOV_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE sanov_${name} ${room_PRIVATE} sanov_settings GTest::gmock GTest::gtest_main
      rapidcheck)
    target_precompile_headers(${name}_test PRIVATE <gtest/gtest.h>)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

# sanov_header_room(autograd USES base losses): a room of headers alone, which make no library. What it USES is for
# cmake/check_rooms.py to hold it to.
function(sanov_header_room)
endfunction()

# sanov_fuzzers(library): with SANOV_FUZZ, one program of each *_fuzz.cc in this folder.
function(sanov_fuzzers library)
  if(NOT SANOV_FUZZ)
    return()
  endif()
  file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cc)
  foreach(fuzzer IN LISTS fuzzers)
    get_filename_component(program ${fuzzer} NAME_WE)
    add_executable(${program} ${fuzzer})
    target_link_libraries(${program} PRIVATE ${library} sanov_settings)
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
  endforeach()
endfunction()
