# krait_unit: GoogleTest over test/unit. krait_dispatch_fakes: the extension module of hand-made compiled
# functions that test/python uses; it lands in <build>/test_modules, beside the package and not in it, as does
# fail_allocation.so, which takes the place of malloc in tests of lack of memory. Fuzz
# targets: one program per test/fuzz/fuzz_*.cpp, built only under a fuzzer sanitizer (preset `fuzz`). lit and
# pytest run from the source tree (test/tools/run_all.sh).

file(GLOB_RECURSE KRAIT_UNIT_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/test/unit/*.cpp)
if(KRAIT_UNIT_SOURCES)
  find_package(GTest REQUIRED)
  add_executable(krait_unit ${KRAIT_UNIT_SOURCES})
  target_compile_options(krait_unit PRIVATE -UNDEBUG)
  target_compile_definitions(krait_unit PRIVATE KRAIT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(krait_unit PRIVATE krait_driver krait_runtime krait_llvm GTest::gtest GTest::gtest_main)
  target_link_options(krait_unit PRIVATE -Wl,--gc-sections)
endif()

file(GLOB KRAIT_FAKES_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/dispatch/fakes/*.cpp)
if(KRAIT_FAKES_SOURCES)
  Python_add_library(krait_dispatch_fakes MODULE WITH_SOABI ${KRAIT_FAKES_SOURCES})
  set_target_properties(krait_dispatch_fakes PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test_modules)
  target_include_directories(krait_dispatch_fakes SYSTEM PRIVATE ${KRAIT_NUMPY_INCLUDE})
  target_link_libraries(krait_dispatch_fakes PRIVATE krait_runtime krait_support)
endif()

add_library(krait_fail_allocation MODULE ${PROJECT_SOURCE_DIR}/test/tools/fail_allocation.cpp)
set_target_properties(krait_fail_allocation PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test_modules
                      PREFIX "" OUTPUT_NAME fail_allocation)
target_compile_options(krait_fail_allocation PRIVATE -fno-builtin -fno-sanitize=all)
target_link_options(krait_fail_allocation PRIVATE -fno-sanitize=all)

if(KRAIT_SANITIZE MATCHES "fuzzer")
  file(GLOB fuzz_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/test/fuzz/fuzz_*.cpp)
  foreach(source ${fuzz_sources})
    cmake_path(GET source STEM name)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE krait_passes krait_bytecode krait_expr krait_typeinfer krait_cache)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()
