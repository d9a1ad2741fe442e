// Fuzz target: any bytes are an object that is mapped and relocated, or are refused with a reason. Nothing of it is run.
//
// The first byte says where symbols from outside lie: near, so that calls go straight there, or further away than 2 GB.
#include <cstdint>
#include <string>

#include "codegen/cache/load_object.h"
#include "frontend/support/check.h"

namespace krait {
namespace {

class Somewhere : public cache::SymbolSource {
 public:
  explicit Somewhere(bool is_near) : is_near_(is_near) {}

  [[nodiscard]] void* find(std::string_view name) const override {
    if (name == "absent") return nullptr;
    return is_near_ ? reinterpret_cast<void*>(&near_by) : reinterpret_cast<void*>(uintptr_t{0x100000});
  }

 private:
  static void near_by() {}
  bool is_near_;
};

void load(bool is_near, cache::Bytes object) {
  cache::LoadedObject loaded;
  std::string problem;
  const bool is_loaded = cache::loadObject(object, Somewhere(is_near), loaded, problem);
  CHECK(is_loaded == problem.empty(), problem);
  for (const auto& [name, address] : loaded.exported) CHECK(loaded.address(name) != nullptr || address == nullptr, name);
}

}  // namespace
}  // namespace krait

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) krait::load((data[0] & 1) != 0, {data + 1, size - 1});
  return 0;
}
