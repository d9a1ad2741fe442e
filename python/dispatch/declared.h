// Signatures that the user gave: @jit("float64(float64[:])") and f.compile("float64(float64[:])").
//
// They are compiled at once; where a name is not defined yet, by the first call. In a module that was built ahead of time
// they wait for the first call, when everything that the module defines is there, and are then loaded
// (python/cache/built_code.h); nothing is compiled in it, unless KRAIT_COMPILE_BUILT=1. While `krait build` imports a module
// they wait, too.
#pragma once

#include "python/dispatch/dispatcher.h"

namespace krait {

enum class When { Now, AtFirstCall };

// False with an exception: it can't be understood, compiled or loaded.
bool declareSignature(Dispatcher*, PyObject* signature, When);

// Loads what waits. False with an exception; everything that is not loaded then waits on.
bool loadWaiting(Dispatcher*);

// A specialisation of this signature was dropped. Whether it was declared; it then waits again.
bool awaitAgain(Dispatcher*, const Signature&);

// Null: the module of the function was not built. Asked once.
const BuiltModule* builtModuleOf(Dispatcher*);

// KRAIT_COMPILE_BUILT=1: what a built module lacks is compiled.
bool mayCompileBuilt();

// Raises NotBuiltError for a signature; `problem` says what is wrong with its code, if there is some.
std::nullptr_t refuseUnbuilt(Dispatcher*, const std::string& signature, const std::string& problem);

}  // namespace krait
