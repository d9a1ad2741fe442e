# KRAIT_RUNTIME_ABI: what machine code that was built ahead of time relies on, as text.
#
# The version, the version of Python whose bytecode was read, and a digest of the headers that are the contract between compiled code
# and the runtime (RUNTIME_INTERFACE in test/tools/check_includes.py): built code runs with every build of the package that has the
# same. Changing one of them changes the digest at the next build.
set(KRAIT_RUNTIME_INTERFACE abi.h list_abi.h parallel_abi.h errors.def symbols.def vector_math/functions.def)
set(runtime_interface_digests)
foreach(name ${KRAIT_RUNTIME_INTERFACE})
  file(SHA256 ${PROJECT_SOURCE_DIR}/runtime/${name} digest)
  string(APPEND runtime_interface_digests "${name} ${digest}\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/runtime/${name})
endforeach()
string(SHA256 runtime_interface_digest "${runtime_interface_digests}")
string(SUBSTRING ${runtime_interface_digest} 0 16 runtime_interface_digest)
set(KRAIT_RUNTIME_ABI "${PROJECT_VERSION}-cp${Python_VERSION_MAJOR}${Python_VERSION_MINOR}-${runtime_interface_digest}")
