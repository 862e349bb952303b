# cmake --install: the rooms' libraries and headers, what find_package(sanov) reads, and the command.
#
# A wheel (scikit-build-core sets SKBUILD) carries the Python module alone.
if(SKBUILD)
  return()
endif()
include(CMakePackageConfigHelpers)

get_property(rooms GLOBAL PROPERTY SANOV_ROOMS)

# sanov::sanov is every room that does without libarrow.
add_library(sanov_umbrella INTERFACE)
add_library(sanov::sanov ALIAS sanov_umbrella)
set_target_properties(sanov_umbrella PROPERTIES EXPORT_NAME sanov)
list(TRANSFORM rooms REPLACE "^sanov_" "sanov::" OUTPUT_VARIABLE room_names)
target_link_libraries(sanov_umbrella INTERFACE ${room_names})

# What an installation consists of: `ninja install_targets` builds that and no test.
add_custom_target(install_targets)
add_dependencies(install_targets ${rooms})

install(TARGETS ${rooms} sanov_umbrella EXPORT sanovTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(tree IN ITEMS ${PROJECT_SOURCE_DIR}/sanov ${PROJECT_BINARY_DIR}/generated/sanov)
  install(DIRECTORY ${tree}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sanov
    FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN "*-inl.h" EXCLUDE PATTERN "*_test*" EXCLUDE)
endforeach()

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sanov)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/sanovConfig.cmake.in ${PROJECT_BINARY_DIR}/sanovConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sanovConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sanovConfig.cmake ${PROJECT_BINARY_DIR}/sanovConfigVersion.cmake
  DESTINATION ${config_dir})
install(EXPORT sanovTargets NAMESPACE sanov:: DESTINATION ${config_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET sanov)
  add_dependencies(install_targets sanov)
  # The prefix can be moved: the command looks for its libraries beside itself.
  set_target_properties(sanov PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/sanov")
  install(TARGETS sanov RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  if(COMMAND sanov_install_arrow)
    sanov_install_arrow(lib/sanov)
  endif()
endif()
