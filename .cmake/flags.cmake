# Compiler and linker flags that hold for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

include_directories(${PROJECT_SOURCE_DIR})  # includes are written from the repository root

# -ffp-contract=off: results are the same bits as CPython's, so a*b + c is never fused.
set(KRAIT_FLAGS
  -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers
  -Werror=return-type -Werror=switch -Werror=unused-result -Werror=uninitialized
  -ffunction-sections -fdata-sections -ffp-contract=off -fno-math-errno)
add_compile_options("$<$<COMPILE_LANGUAGE:C,CXX>:${KRAIT_FLAGS}>")
add_link_options(-fuse-ld=lld)

# A timestamp in a precompiled header would make every ccache look-up after a clean build a miss.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")

# Compiled for one instruction set each, and called where the processor has it. No vector passes between files that are not.
set(vector_math ${PROJECT_SOURCE_DIR}/runtime/vector_math)
set_source_files_properties(${vector_math}/avx2.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON
  COMPILE_OPTIONS "-mavx2;-mfma;-Wno-psabi")
set_source_files_properties(${vector_math}/avx512.cpp ${vector_math}/integer_division.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON
  COMPILE_OPTIONS "-mavx512f;-mavx512dq;-mavx512bw;-mavx512vl;-mfma;-mprefer-vector-width=512;-Wno-psabi")

# Assertions stay on wherever optimised code is built for development rather than for use.
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-UNDEBUG)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

if(KRAIT_SANITIZE)
  # vptr checks would need type information across the boundary to the prebuilt LLVM; function checks read a
  # signature before the callee's first instruction, which code compiled at run time does not have.
  add_compile_options(
    -fsanitize=${KRAIT_SANITIZE} -fno-sanitize=vptr,function -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KRAIT_SANITIZE})
endif()

# The shared form of the address sanitizer serves both our programs and, by LD_PRELOAD, a Python that is not
# instrumented but loads our modules. libFuzzer needs the static one.
if(KRAIT_SANITIZE MATCHES "address" AND NOT KRAIT_SANITIZE MATCHES "fuzzer")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libclang_rt.asan-x86_64.so
    OUTPUT_VARIABLE asan_runtime OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  cmake_path(GET asan_runtime PARENT_PATH asan_folder)
  add_link_options(-shared-libsan -Wl,-rpath,${asan_folder})
endif()

if(KRAIT_TIDY)
  find_program(KRAIT_CLANG_TIDY clang-tidy-19 REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${KRAIT_CLANG_TIDY} --quiet)
endif()
