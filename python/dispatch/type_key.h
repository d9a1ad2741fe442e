// The type of one argument as 64 bits: what the call path compares.
//
// The top byte is the kind, the rest depends on it:
//   Array, NumpyScalar, DType   dtype (bits 0-7), datetime unit (8-15); arrays also ndim (16-23), layout
//   (24-25),
//                               readonly (26)
//   Records                     an array of records: as Array, and packed (27), recarray (28), the id of its dtype (32-55)
//   Record                      one record: readonly, packed and the id, as in Records
//   String, Tuple               an id that State interned: equal strings, equal element keys have equal ids
//   List                        the id of the tuple of the key that all its items have; of the empty tuple, if it is empty
//   Function                    the handle of the jitted function
//   Class                       the address of the class, which is static and never goes away
// A key of 0 is no type: the argument is one that compiled code does not take.
#pragma once

#include <cstdint>

namespace krait {

enum class ArgumentKind : uint8_t {
  Invalid,
  None,
  Bool,
  Int,
  Float,
  Complex,
  String,
  NumpyScalar,
  Array,
  Tuple,
  Function,
  Class,
  DType,
  Records,
  Record,
  List
};

enum class Dtype : uint8_t {
#define KR_DTYPE(name, number, scalar, bytes, rank) name,
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
  count
};
constexpr int kDtypeCount = static_cast<int>(Dtype::count);

enum class ArrayLayout : uint8_t { Strided, C, F };

constexpr uint8_t kNoDtype = 0xff;  // in a DType key: a structured dtype, by the id that Records have

struct TypeKey {
  uint64_t bits = 0;

  constexpr ArgumentKind kind() const { return static_cast<ArgumentKind>(bits >> 56); }
  constexpr uint64_t payload() const { return bits & ((uint64_t{1} << 56) - 1); }
  constexpr Dtype dtype() const { return static_cast<Dtype>(bits & 0xff); }
  constexpr uint8_t unit() const { return static_cast<uint8_t>(bits >> 8); }
  constexpr uint8_t ndim() const { return static_cast<uint8_t>(bits >> 16); }
  constexpr ArrayLayout layout() const { return static_cast<ArrayLayout>((bits >> 24) & 3); }
  constexpr bool isReadonly() const { return (bits >> 26) & 1; }
  constexpr bool isPacked() const { return (bits >> 27) & 1; }  // may lie at any address
  constexpr bool isRecarray() const { return (bits >> 28) & 1; }
  constexpr uint32_t recordId() const { return static_cast<uint32_t>(payload() >> 32); }
  constexpr bool isRecordDtype() const { return kind() == ArgumentKind::DType && static_cast<uint8_t>(bits) == kNoDtype; }
  constexpr bool isValid() const { return bits != 0; }
  constexpr bool operator==(const TypeKey&) const = default;

  static constexpr TypeKey of(ArgumentKind kind, uint64_t payload = 0) {
    return {static_cast<uint64_t>(kind) << 56 | payload};
  }
  static constexpr TypeKey scalar(Dtype dtype, uint8_t unit = 0) {
    return of(ArgumentKind::NumpyScalar, static_cast<uint64_t>(dtype) | uint64_t{unit} << 8);
  }
  static constexpr TypeKey dtypeObject(Dtype dtype, uint8_t unit = 0) {
    return of(ArgumentKind::DType, static_cast<uint64_t>(dtype) | uint64_t{unit} << 8);
  }
  static constexpr TypeKey array(Dtype dtype, uint8_t unit, uint8_t ndim, ArrayLayout layout, bool readonly) {
    return of(ArgumentKind::Array, static_cast<uint64_t>(dtype) | uint64_t{unit} << 8 | uint64_t{ndim} << 16 |
                                       static_cast<uint64_t>(layout) << 24 | uint64_t{readonly} << 26);
  }
  static constexpr TypeKey records(uint32_t id, uint8_t ndim, ArrayLayout layout, bool readonly) {
    return of(ArgumentKind::Records, uint64_t{id} << 32 | uint64_t{ndim} << 16 | static_cast<uint64_t>(layout) << 24 |
                                         uint64_t{readonly} << 26);
  }
  static constexpr TypeKey record(uint32_t id, bool readonly) {
    return of(ArgumentKind::Record, uint64_t{id} << 32 | uint64_t{readonly} << 26);
  }
  static constexpr TypeKey recordDtype(uint32_t id) { return of(ArgumentKind::DType, uint64_t{id} << 32 | kNoDtype); }
  constexpr TypeKey packed(bool is_packed) const { return {bits | uint64_t{is_packed} << 27}; }
  constexpr TypeKey recarray(bool is_recarray) const { return {bits | uint64_t{is_recarray} << 28}; }
};

constexpr int kScalarBytes[] = {
#define KR_DTYPE(name, number, scalar, bytes, rank) bytes,
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
};
constexpr uint8_t kScalarRank[] = {
#define KR_DTYPE(name, number, scalar, bytes, rank) rank,
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
};
constexpr const char* kDtypeNames[] = {
#define KR_DTYPE(name, number, scalar, bytes, rank) #name,
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
};

constexpr int scalarBytes(Dtype dtype) { return kScalarBytes[static_cast<int>(dtype)]; }
constexpr uint8_t scalarRank(Dtype dtype) { return kScalarRank[static_cast<int>(dtype)]; }
constexpr const char* dtypeName(Dtype dtype) { return kDtypeNames[static_cast<int>(dtype)]; }
constexpr bool isComplex(Dtype dtype) { return dtype == Dtype::complex64 || dtype == Dtype::complex128; }
constexpr bool hasUnit(Dtype dtype) { return dtype == Dtype::datetime64 || dtype == Dtype::timedelta64; }

}  // namespace krait
