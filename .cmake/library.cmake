# krait_library(<target> <folder> [LLVM] [LINKS <target>...])
#
# A static library of every .cpp and .S under <folder>, found anew at each build, so that adding a file
# needs no edit here. Sources under <folder>/tools are programs and are left out. A folder without sources
# (only headers, or nothing yet) gives an interface library that links the same things.
# LLVM gives the folder LLVM's headers; nothing else sees them. runtime/parallel.cpp is left out too: it is a module of its own.

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

function(krait_library target folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "LLVM" "" "LINKS")
  set(root ${PROJECT_SOURCE_DIR}/${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${root}/*.cpp ${root}/*.S)
  list(FILTER sources EXCLUDE REGEX "^${root}/(tools/|parallel.cpp$)")
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
endfunction()
