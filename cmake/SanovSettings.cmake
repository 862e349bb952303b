# How every file is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
# Kernels need -O3: at -O2 the two half-vectors of AVX2 are not unrolled and lose 20%.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(sanov_settings INTERFACE)
# g++ fuses a*b+c across intrinsics unless told not to: results would differ between SIMD targets. Its -Wrestrict errs
# on std::string in version 12 (GCC 105651); clang blames std::stable_sort's own buffer on whoever calls it.
target_compile_options(sanov_settings INTERFACE -Wall -Wextra -Wpedantic -Wno-psabi -ffp-contract=off
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
# Highway: AVX-512, AVX2 or one lane. The two in between would each cost a compilation and have no fused multiply-add.
# The one lane is HWY_SCALAR, as in g++ 12: clang's choice, an emulated vector, takes it a minute a kernel.
target_compile_definitions(sanov_settings INTERFACE "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4)" HWY_BROKEN_EMU128=1)
target_include_directories(sanov_settings INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
if(SANOV_SANITIZE)
  target_compile_options(sanov_settings INTERFACE -fsanitize=${SANOV_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(sanov_settings INTERFACE -fsanitize=${SANOV_SANITIZE})
endif()

find_package(fmt 9 REQUIRED)
find_package(hwy 1.0.3 REQUIRED)
find_package(TBB REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
if(SANOV_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
