// The insertion sort of axes that NumPy's iterators make.
#include "runtime/iteration_order.h"

#include <algorithm>
#include <cstdlib>

extern "C" {

// An axis moves outwards past those of smaller strides. Of a stride of 0 it can't be said whether it is smaller: such an
// axis is stepped over, and stays where it is if nothing beyond it is smaller.
void kr_iteration_order(int64_t ndim, int64_t* extents, int64_t* strides) {
  for (int64_t axis = 1; axis < ndim; ++axis) {
    int64_t place = axis;
    for (int64_t outer = axis - 1; outer >= 0; --outer) {
      if (strides[axis] == 0 || strides[outer] == 0) continue;
      if (std::llabs(strides[outer]) >= std::llabs(strides[axis])) break;
      place = outer;
    }
    std::rotate(extents + place, extents + axis, extents + axis + 1);
    std::rotate(strides + place, strides + axis, strides + axis + 1);
  }
}

}  // extern "C"
