// fuse-stores: loops over elements that store into one array after the other go over it once.
//
//   map_into %c (%x = %c) {                   version {
//     %y = mul %x, %s                           map_into %c (%x = %c, %z = %a) {
//     give %y                                     %y = mul %x, %s
//   }                                             %r = add %y, %z
//   %t = broadcast %c, %a                ==>      give %r
//   fit 0 %c, %t                                }
//   map_into %c (%x = %c, %z = %a) {          } else {
//     %r = add %x, %z                           as on the left
//     give %r                                 }
//   }
//
// The test in front of the version (codegen/lower/apart_test.h) shows that nothing that is read shares memory with
// the array, so that no store is seen by a later read but that of the element itself, and that all shapes fit, so
// that no error comes between two stores. What stands between the loops may be moved in front of them or is only
// about shapes. On entry and exit: typed, structured form, with the releases placed.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void fuseStores(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
