# sanov_catalogue(measures measure doc): reads <room>.def, fails where a line lacks its .cc or its _test.cc, and makes,
# with cmake/catalogue.py, the header that declares each entry under its docstring (its class comes from <measure>.h) and
# the table of docstrings, which the function <doc> looks up. A further argument names the module in cmake/ that writes the
# headers instead.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(sanov_catalogue room entry finder)
  set(here ${CMAKE_CURRENT_SOURCE_DIR})
  set(def ${here}/${room}.def)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${def})
  file(STRINGS ${def} lines REGEX "^SANOV_[A-Z]+\\(")
  set(files)
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^SANOV_[A-Z]+\\([A-Za-z]+, *([a-z0-9_]+), *([a-z0-9_]+)\\)$")
      message(FATAL_ERROR "${def}: cannot read this line: ${line}")
    endif()
    foreach(file ${CMAKE_MATCH_2}.cc ${CMAKE_MATCH_2}_test.cc)
      if(NOT EXISTS ${here}/${file})
        message(FATAL_ERROR "${def}: ${CMAKE_MATCH_1} needs sanov/${room}/${file}")
      endif()
    endforeach()
    list(APPEND files ${here}/${CMAKE_MATCH_2}.cc)
  endforeach()
  list(REMOVE_DUPLICATES files)

  set(out ${PROJECT_BINARY_DIR}/generated/sanov/${room})
  add_custom_command(OUTPUT ${out}/${room}.h ${out}/docs.cc
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/cmake/catalogue.py ${def} ${out} ${entry} ${finder} ${ARGN}
    DEPENDS ${def} ${files} ${PROJECT_SOURCE_DIR}/cmake/catalogue.py
    COMMENT "Writing sanov/${room}/${room}.h from ${room}.def")
  set(SANOV_GENERATED ${out}/${room}.h ${out}/docs.cc PARENT_SCOPE)
endfunction()
