# Chooses the compiler and the compiler cache before project() looks for them, so that a plain
# `cmake -B build`, a preset and `pip install .` all end with the same tools. -DCMAKE_CXX_COMPILER wins
# over this choice; the environment does not, because pip puts the compiler of Python's own build there.

function(krait_default_compiler language program)
  if(DEFINED CMAKE_${language}_COMPILER)
    return()
  endif()
  find_program(KRAIT_${language}_COMPILER ${program} HINTS /usr/lib/llvm-19/bin)
  if(NOT KRAIT_${language}_COMPILER)
    message(FATAL_ERROR "${program} was not found. On Debian: `make setup`, or apt-get install clang-19 lld-19.")
  endif()
  set(CMAKE_${language}_COMPILER ${KRAIT_${language}_COMPILER} CACHE FILEPATH "${language} compiler")
endfunction()

krait_default_compiler(C clang-19)
krait_default_compiler(CXX clang++-19)

# ccache can cache files that use a precompiled header only if told that defines and time stamps inside
# the header do not matter; -fno-pch-timestamp (flags.cmake) is the other half of that bargain.
find_program(KRAIT_CCACHE ccache)
if(KRAIT_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${KRAIT_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher} CACHE STRING "C compiler launcher")
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher} CACHE STRING "C++ compiler launcher")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type")
endif()
