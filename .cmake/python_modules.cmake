# The two extension modules, and the shared library with OpenMP.
#
#   krait._dispatch   the call path: small, loaded by `import krait`, holds the only copy of the runtime
#   krait._compiler   everything with LLVM in it, loaded at the first compile; it is handed the addresses
#                     of the runtime by _dispatch and links none of it
#   _threads.so       runtime/parallel.cpp and libomp, loaded at the first parallel loop
#
# Each build folder gets a ready-to-import package in <build>/python/krait: links to the .py files of the
# source tree beside the modules built here. Several build folders therefore never disturb each other.

file(GLOB KRAIT_DISPATCH_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/dispatch/*.cpp
  ${PROJECT_SOURCE_DIR}/python/cache/*.cpp
  ${PROJECT_SOURCE_DIR}/python/expressions/*.cpp)
file(GLOB KRAIT_COMPILER_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/compiler/*.cpp)
if(NOT KRAIT_DISPATCH_SOURCES AND NOT KRAIT_COMPILER_SOURCES)
  return()
endif()

# Without this a build outside pip would take whichever Python comes first in PATH.
if(NOT DEFINED Python_EXECUTABLE AND EXISTS ${PROJECT_SOURCE_DIR}/.venv/bin/python)
  set(Python_EXECUTABLE ${PROJECT_SOURCE_DIR}/.venv/bin/python CACHE FILEPATH "Python to build for")
endif()
find_package(Python 3.11 COMPONENTS Interpreter Development.Module REQUIRED)

include(.cmake/runtime_abi.cmake)
set_source_files_properties(${PROJECT_SOURCE_DIR}/python/cache/built_code.cpp PROPERTIES
  COMPILE_DEFINITIONS KRAIT_RUNTIME_ABI="${KRAIT_RUNTIME_ABI}")

function(krait_ask_python variable package)
  execute_process(COMMAND ${Python_EXECUTABLE} -c "import ${package}; print(${package}.get_include())"
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status ERROR_QUIET)
  if(status)
    message(FATAL_ERROR "${Python_EXECUTABLE} has no ${package}: run `make setup`, or pip install ${package}.")
  endif()
  set(${variable} ${answer} PARENT_SCOPE)
endfunction()
krait_ask_python(KRAIT_NUMPY_INCLUDE numpy)
krait_ask_python(KRAIT_PYBIND11_INCLUDE pybind11)

set(KRAIT_STAGE ${PROJECT_BINARY_DIR}/python/krait)
file(MAKE_DIRECTORY ${KRAIT_STAGE})
file(GLOB entries CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/krait/*)
list(FILTER entries EXCLUDE REGEX "__pycache__$")
file(GLOB staged ${KRAIT_STAGE}/*)
foreach(link ${staged})  # a file that was removed from the source tree must not live on as a dangling link
  if(IS_SYMLINK ${link} AND NOT EXISTS ${link})
    file(REMOVE ${link})
  endif()
endforeach()
foreach(entry ${entries})
  cmake_path(GET entry FILENAME name)
  file(CREATE_LINK ${entry} ${KRAIT_STAGE}/${name} SYMBOLIC)
endforeach()

# krait_module(<target> <name> <sources>...): only the names of module_exports.map stay visible, so that
# another LLVM or pybind11 in the process can never be confused with ours.
function(krait_module target name)
  Python_add_library(${target} MODULE WITH_SOABI ${ARGN})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${KRAIT_STAGE})
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${PROJECT_SOURCE_DIR}/.cmake/module_exports.map
    -Wl,--gc-sections -Wl,-O2 -Wl,-z,pack-relative-relocs
    -Wl,-z,now -Wl,--as-needed -Wl,--build-id=sha1)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/.cmake/module_exports.map)
  install(TARGETS ${target} LIBRARY DESTINATION krait)
endfunction()

if(KRAIT_DISPATCH_SOURCES)
  krait_module(krait_dispatch _dispatch ${KRAIT_DISPATCH_SOURCES})
  # The path of a call crosses files; inlined, it is a few nanoseconds shorter.
  if(NOT KRAIT_SANITIZE)
    target_compile_options(krait_dispatch PRIVATE $<$<CONFIG:Release>:-flto=thin>)
    target_link_options(krait_dispatch PRIVATE $<$<CONFIG:Release>:-flto=thin>)
  endif()
  target_include_directories(krait_dispatch SYSTEM PRIVATE ${KRAIT_NUMPY_INCLUDE})
  target_link_libraries(krait_dispatch PRIVATE krait_cache krait_runtime krait_expr krait_support)
endif()
if(KRAIT_COMPILER_SOURCES)
  krait_module(krait_compiler _compiler ${KRAIT_COMPILER_SOURCES})
  target_include_directories(krait_compiler SYSTEM PRIVATE ${KRAIT_PYBIND11_INCLUDE})
  target_link_libraries(krait_compiler PRIVATE krait_driver krait_llvm)
endif()

find_library(KRAIT_LIBOMP omp HINTS /usr/lib/llvm-19/lib REQUIRED)
cmake_path(GET KRAIT_LIBOMP PARENT_PATH libomp_folder)
add_library(krait_threads MODULE ${PROJECT_SOURCE_DIR}/runtime/parallel.cpp)
set_target_properties(krait_threads PROPERTIES PREFIX "" OUTPUT_NAME _threads LIBRARY_OUTPUT_DIRECTORY ${KRAIT_STAGE}
  BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN;${libomp_folder}")  # libomp may lie beside it: krait build --standalone
target_compile_options(krait_threads PRIVATE -fopenmp=libomp)
target_link_libraries(krait_threads PRIVATE ${KRAIT_LIBOMP})
install(TARGETS krait_threads LIBRARY DESTINATION krait)
