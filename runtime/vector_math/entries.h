// The vector forms of functions.def, under the names that KR_VECTOR_NAME(lanes, rest) makes, with KR_DOUBLE_LANES or
// KR_FLOAT_LANES lanes.
#define KR_ENTRY1(lanes, Vector, T, rest, call) \
  Vector KR_VECTOR_NAME(lanes, rest)(Vector x) { return Kernels<T, lanes>::call(x); }
#define KR_ENTRY2(lanes, Vector, T, rest, call) \
  Vector KR_VECTOR_NAME(lanes, rest)(Vector x, Vector y) { return Kernels<T, lanes>::call(x, y); }
#define KR_VECTOR_KERNEL1(name)                                     \
  KR_ENTRY1(KR_DOUBLE_LANES, Doubles, double, v_kr_vm_##name, name) \
  KR_ENTRY1(KR_FLOAT_LANES, Floats, float, v_kr_vm_##name##f, name)
#define KR_VECTOR_KERNEL2(name)                                      \
  KR_ENTRY2(KR_DOUBLE_LANES, Doubles, double, vv_kr_vm_##name, name) \
  KR_ENTRY2(KR_FLOAT_LANES, Floats, float, vv_kr_vm_##name##f, name)
#define KR_VECTOR_LIBRARY1(name)                                                     \
  KR_ENTRY1(KR_DOUBLE_LANES, Doubles, double, v_##name, template each<each_##name>) \
  KR_ENTRY1(KR_FLOAT_LANES, Floats, float, v_##name##f, template each<each_##name>)
#define KR_VECTOR_LIBRARY2(name)                                                      \
  KR_ENTRY2(KR_DOUBLE_LANES, Doubles, double, vv_##name, template each<each_##name>) \
  KR_ENTRY2(KR_FLOAT_LANES, Floats, float, vv_##name##f, template each<each_##name>)

extern "C" {
#include "runtime/vector_math/functions.def"
}
