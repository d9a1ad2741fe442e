# Target krait_llvm: the static libraries of LLVM 19 and their headers, and target krait_llvm_pch, the
# precompiled LLVM headers that the libraries using LLVM share.
#
# llvm-config is asked instead of find_package(LLVM): the latter insists on the development packages of
# every optional dependency (libedit, curl, z3), none of which the components used here reach.

find_program(LLVM_CONFIG NAMES llvm-config-19 HINTS /usr/lib/llvm-19/bin REQUIRED)

function(krait_ask_llvm variable)
  execute_process(COMMAND ${LLVM_CONFIG} --link-static ${ARGN}
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(answer UNIX_COMMAND "${answer}")
  set(${variable} ${answer} PARENT_SCOPE)
endfunction()

set(KRAIT_LLVM_COMPONENTS
  core x86codegen x86asmparser x86desc x86info x86disassembler passes irreader asmparser
  target mc object debuginfodwarf)
krait_ask_llvm(llvm_include --includedir)
krait_ask_llvm(llvm_archives --libfiles ${KRAIT_LLVM_COMPONENTS})
krait_ask_llvm(llvm_rtti --has-rtti)

# BLAKE3 alone, for what must not load LLVM: the few members of the archive that it needs.
krait_ask_llvm(llvm_support --libdir)
add_library(krait_blake3 INTERFACE)
target_include_directories(krait_blake3 SYSTEM INTERFACE ${llvm_include})
target_link_libraries(krait_blake3 INTERFACE ${llvm_support}/libLLVMSupport.a)

find_package(Threads REQUIRED)
find_library(KRAIT_ZSTD zstd REQUIRED)
find_library(KRAIT_ZLIB z REQUIRED)

add_library(krait_llvm INTERFACE)
target_include_directories(krait_llvm SYSTEM INTERFACE ${llvm_include})
target_compile_definitions(krait_llvm INTERFACE
  _GNU_SOURCE __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS __STDC_LIMIT_MACROS)
target_link_libraries(krait_llvm INTERFACE
  ${llvm_archives} ${KRAIT_ZLIB} ${KRAIT_ZSTD} Threads::Threads ${CMAKE_DL_LIBS} rt m)
if(NOT llvm_rtti STREQUAL "YES")
  target_compile_options(krait_llvm INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
endif()
