# Finds Apache Arrow's C++ libraries, for the one target that reads files (sanov_tables).
#
# First an installed package (find_package(Arrow) 21 or newer, with ArrowDataset and Parquet). Else the libraries inside the pyarrow
# wheel: pyarrow's folder is SANOV_PYARROW, by default what the project's virtual environment or python3 says. The wheel
# has no links without a version (libarrow.so.2600 only), so the targets name the files in full.
#
# Makes the target sanov_arrow. sanov_install_arrow(lib/sanov) then installs what came out of a wheel.
set(SANOV_PYARROW "" CACHE PATH "Folder of the pyarrow package whose libarrow is used where no Arrow is installed")
set(SANOV_ARROW_WHEEL "" CACHE INTERNAL "Libraries that came out of the pyarrow wheel")

# Asks a Python where its pyarrow is; sets `out` to the folder, or to nothing.
function(sanov_ask_pyarrow python out)
  set(${out} "" PARENT_SCOPE)
  execute_process(COMMAND ${python} -c "import pyarrow; print(pyarrow.get_library_dirs()[0])"
    OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(${out} "${folder}" PARENT_SCOPE)
  endif()
endfunction()

function(sanov_arrow_from_wheel folder)
  add_library(sanov_arrow INTERFACE)
  set(files)
  foreach(library arrow_dataset arrow_acero parquet arrow_compute arrow)
    file(GLOB found "${folder}/lib${library}.so" "${folder}/lib${library}.so.*[0-9]")
    list(FILTER found EXCLUDE REGEX "\\.so\\.[0-9]+\\.")
    if(NOT found)
      message(FATAL_ERROR "${folder} holds no lib${library}.so: set SANOV_PYARROW to the folder of pyarrow 21 or newer, or "
        "SANOV_TABLES=OFF")
    endif()
    list(GET found 0 file)
    add_library(sanov_wheel_${library} SHARED IMPORTED GLOBAL)
    set_target_properties(sanov_wheel_${library} PROPERTIES IMPORTED_LOCATION "${file}")
    target_link_libraries(sanov_arrow INTERFACE sanov_wheel_${library})
    list(APPEND files "${file}")
  endforeach()
  target_include_directories(sanov_arrow SYSTEM INTERFACE "${folder}/include")
  set(SANOV_ARROW_WHEEL "${files}" CACHE INTERNAL "")
  set(SANOV_ARROW_FOLDER "${folder}" CACHE INTERNAL "")
  message(STATUS "Arrow: from the pyarrow wheel in ${folder}")
endfunction()

if(NOT SANOV_PYARROW)
  find_package(Arrow QUIET)
  find_package(ArrowDataset QUIET)
  find_package(Parquet QUIET)
endif()
if(NOT SANOV_PYARROW AND ArrowDataset_FOUND AND Parquet_FOUND AND Arrow_VERSION VERSION_GREATER_EQUAL 21)
  add_library(sanov_arrow INTERFACE)
  target_link_libraries(sanov_arrow INTERFACE ArrowDataset::arrow_dataset_shared Parquet::parquet_shared Arrow::arrow_shared)
  if(TARGET ArrowCompute::arrow_compute_shared)
    target_link_libraries(sanov_arrow INTERFACE ArrowCompute::arrow_compute_shared)
  endif()
  message(STATUS "Arrow: ${Arrow_VERSION}, an installed package")
else()
  set(folder "${SANOV_PYARROW}")
  foreach(python "${PROJECT_SOURCE_DIR}/.venv/bin/python" python3)
    if(NOT folder)
      sanov_ask_pyarrow(${python} folder)
    endif()
  endforeach()
  if(NOT folder)
    message(FATAL_ERROR "Reading tables needs Apache Arrow: install its C++ package or `pip install pyarrow`, say where with "
      "-DSANOV_PYARROW=…, or configure with -DSANOV_TABLES=OFF")
  endif()
  sanov_arrow_from_wheel("${folder}")
endif()

# Installs the wheel's libraries with their licence into `destination`. The programs that need them look there by an
# INSTALL_RPATH relative to $ORIGIN, so that the prefix can be moved. Nothing to do for an installed Arrow package.
function(sanov_install_arrow destination)
  if(NOT SANOV_ARROW_WHEEL)
    return()
  endif()
  install(FILES ${SANOV_ARROW_WHEEL} DESTINATION ${destination})
  set(about "${SANOV_ARROW_FOLDER}/../pyarrow-*.dist-info")
  file(GLOB licences "${about}/licenses/*" "${about}/LICENSE*" "${about}/NOTICE*")
  install(FILES ${licences} DESTINATION ${destination}/arrow-licence)
endfunction()
