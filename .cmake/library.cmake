# krait_library(<target> <folder> [LLVM] [OPENMP <file>] [LINKS <target>...])
#
# A static library of every .cpp and .S under <folder>, found anew at each build, so that adding a file
# needs no edit here. Sources under <folder>/tools are programs and are left out. A folder without sources
# (only headers, or nothing yet) gives an interface library that links the same things.
# LLVM gives the folder LLVM's headers; nothing else sees them. OPENMP names the one file, if it is there,
# that is compiled with OpenMP; whoever links the library then links libomp.

# A precompiled header is built once, in a library of its own, and reused by all libraries of its kind.
function(krait_precompiled target header)
  set(empty ${PROJECT_BINARY_DIR}/${target}.cpp)
  file(CONFIGURE OUTPUT ${empty} CONTENT "// Carries a precompiled header.\n" @ONLY)
  add_library(${target} OBJECT ${empty})
  target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/${header})
endfunction()

krait_precompiled(krait_std_pch frontend/support/std_pch.h)
krait_precompiled(krait_llvm_pch codegen/llvm_pch.h)
target_link_libraries(krait_llvm_pch PRIVATE krait_llvm)

# The file goes without the precompiled header, which was built without OpenMP.
function(krait_use_openmp target file)
  find_library(KRAIT_LIBOMP omp HINTS /usr/lib/llvm-19/lib REQUIRED)
  set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS -fopenmp=libomp SKIP_PRECOMPILE_HEADERS ON)
  target_link_libraries(${target} PUBLIC ${KRAIT_LIBOMP})
endfunction()

function(krait_library target folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "LLVM" "OPENMP" "LINKS")
  set(root ${PROJECT_SOURCE_DIR}/${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${root}/*.cpp ${root}/*.S)
  list(FILTER sources EXCLUDE REGEX "^${root}/tools/")
  if(NOT sources)
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${arg_LINKS})
    return()
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC ${arg_LINKS})
  if(arg_LLVM)
    target_link_libraries(${target} PRIVATE krait_llvm)
    target_precompile_headers(${target} REUSE_FROM krait_llvm_pch)
  else()
    target_precompile_headers(${target} REUSE_FROM krait_std_pch)
  endif()
  if(arg_OPENMP AND EXISTS ${root}/${arg_OPENMP})
    krait_use_openmp(${target} ${root}/${arg_OPENMP})
  endif()
endfunction()
