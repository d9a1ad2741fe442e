// narrow-none: where a test has shown that a value is not None, what is used is krait.required(value).
//
//   %c = is %x, %none                        %c = is %x, %none
//   if_ %c {                                 if_ %c {
//     ret %none                                ret %none
//   }                                 ==>    }
//   %y = add %x, %one                        %v = call none @builtin krait.required, %x, ""
//                                            %y = add %v, %one
//
// Whether a value may be None is known to type inference only, which drops the call where it may not. On entry:
// structured form, names resolved.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void narrowNone(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
