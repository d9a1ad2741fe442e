// The ids of the IR. Each indexes a vector of Module or Function.
#pragma once

#include "frontend/support/ids.h"

namespace krait::ir {

using TypeId = Id<struct TypeTag>;
using ConstId = Id<struct ConstTag>;
using NameId = Id<struct NameTag>;
using FuncId = Id<struct FuncTag>;
using ValueId = Id<struct ValueTag>;
using InstId = Id<struct InstTag>;
using BlockId = Id<struct BlockTag>;

}  // namespace krait::ir
