// A kr_compiled made of an entry: the object is loaded against the runtime's symbols and the table of captured arrays, sites get the
// files and lines where their functions stand now.
#include "python/cache/cached_code.h"

#include <algorithm>
#include <deque>
#include <string_view>
#include <vector>

#include "codegen/cache/load_object.h"
#include "python/cache/identity.h"
#include "python/cache/object_digest.h"
#include "python/dispatch/accept.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/list_arguments.h"
#include "python/dispatch/small_array.h"
#include "runtime/symbols.h"

namespace krait {

namespace {

constexpr std::string_view kCapturedTable = "krait.captured";
constexpr const char* kCapsuleName = "krait.compiled";

struct CachedCode {
  kr_compiled abi{};
  cache::LoadedObject code;
  std::string result_type;
  std::deque<std::string> texts;  // what the sites point to
  std::vector<kr_site> sites;
  std::vector<uint64_t> captured_words;
};

void destroyCached(kr_compiled* abi) { delete static_cast<CachedCode*>(abi->owner); }

// The runtime's symbols by name, and the table of captured arrays of this code.
class Symbols : public cache::SymbolSource {
 public:
  explicit Symbols(void* captured) : captured_(captured) {}

  void* find(std::string_view name) const override {
    if (name == kCapturedTable) return captured_;
    for (const Symbol& symbol : kr_symbol_table()) {
      if (name == symbol.name) return symbol.address;
    }
    return nullptr;
  }

 private:
  void* captured_;
};

class Loader {
 public:
  Loader(const Program& program, const cache::Entry& entry, const Replay& replay)
      : program_(program), entry_(entry), replay_(replay) {}

  CachedCode* load(std::string& problem);

 private:
  bool captureArrays();
  bool captureArray(PyObject* array);
  bool addSites();
  bool addSite(const cache::CodeSite&);
  const char* keep(std::string text) { return code_->texts.emplace_back(std::move(text)).c_str(); }
  [[nodiscard]] PyObject* object(uint32_t number) const { return replay_.objects[number].get(); }

  const Program& program_;
  const cache::Entry& entry_;
  const Replay& replay_;
  std::unique_ptr<CachedCode> code_ = std::make_unique<CachedCode>();
};

// An array's first two slots as an argument are its owner and its memory.
bool Loader::captureArray(PyObject* array) {
  const TypeKey key = keyOf(program_.state, array);
  if (!key.isValid()) return false;
  SmallArray<kr_slot, 32> slots(static_cast<size_t>(slotCount(program_.state, key)));
  kr_slot* out = slots.data();
  if (!acceptArgument(program_.state, array, key, out) || out - slots.data() < 2) return false;
  code_->captured_words.push_back(slots.data()[0].u64);
  code_->captured_words.push_back(slots.data()[1].u64);
  return true;
}

bool Loader::captureArrays() {
  return std::ranges::all_of(entry_.captured, [this](uint32_t number) { return captureArray(object(number)); });
}

bool Loader::addSite(const cache::CodeSite& site) {
  kr_site made{};
  made.function = keep(site.function);
  made.in_library = !site.library_module.empty();
  int64_t line = site.line;
  if (made.in_library != 0) {
    made.file = keep(program_.identity.libraryFile(site.library_module));
  } else if (!site.file.empty()) {
    made.file = keep(site.file);
  } else {
    PyFunctionObject* function = functionOf(program_.state, object(site.function_object));
    auto* code = function == nullptr ? nullptr : reinterpret_cast<PyCodeObject*>(function->func_code);
    const char* file = code == nullptr ? nullptr : PyUnicode_AsUTF8(code->co_filename);
    if (file == nullptr) return false;
    made.file = keep(file);
    line += code->co_firstlineno;
  }
  made.line = static_cast<uint32_t>(line);
  if (site.is_user_raise) made.exception = keep(site.exception);
  made.exception_class = site.exception_object;
  code_->sites.push_back(made);
  return true;
}

bool Loader::addSites() {
  code_->sites.reserve(entry_.sites.size());
  return std::ranges::all_of(entry_.sites, [this](const cache::CodeSite& site) { return addSite(site); });
}

CachedCode* Loader::load(std::string& problem) {
  problem = "an object is not what the code needs";
  if (!captureArrays() || !addSites()) return nullptr;
  const cache::Bytes object(reinterpret_cast<const uint8_t*>(entry_.object.data()), entry_.object.size());
  const Symbols symbols(code_->captured_words.data());
  if (!cache::loadObject(object, symbols, code_->code, problem)) return nullptr;
  auto* entry_point = reinterpret_cast<kr_entry>(code_->code.address(entry_.symbol));
  problem = "the object has no entry point";
  if (entry_point == nullptr) return nullptr;
  code_->result_type = entry_.result_type;
  code_->abi = {entry_point,         code_->result_type.c_str(), entry_.argument_slots,
                entry_.result_slots, code_->sites.data(),        static_cast<uint32_t>(code_->sites.size()),
                entry_.long_running, code_.get(),                destroyCached};
  return code_.release();
}

// Sites count in this tuple.
Reference siteObjects(const Replay& replay) {
  Reference all(PyTuple_New(std::ssize(replay.objects)));
  for (size_t k = 0; all && k < replay.objects.size(); ++k) {
    PyTuple_SET_ITEM(all.get(), static_cast<Py_ssize_t>(k), Py_NewRef(replay.objects[k].get()));
  }
  return all;
}

void destroyCapsule(PyObject* capsule) {
  auto* compiled = static_cast<kr_compiled*>(PyCapsule_GetPointer(capsule, kCapsuleName));
  if (compiled != nullptr) compiled->destroy(compiled);
}

Reference capsuleOf(CachedCode* code) {
  if (code == nullptr) return {};
  Reference capsule(PyCapsule_New(&code->abi, kCapsuleName, destroyCapsule));
  if (!capsule) destroyCached(&code->abi);
  return capsule;
}

}  // namespace

Reference loadProduct(const Program& program, const cache::Entry& entry, const Replay& replay, std::string& problem) {
  const Reference capsule = capsuleOf(Loader(program, entry, replay).load(problem));
  const Reference objects = capsule ? siteObjects(replay) : nullptr;
  Reference product(objects ? PyTuple_Pack(3, capsule.get(), objects.get(), replay.guards.get()) : nullptr);
  PyErr_Clear();
  return product;
}

}  // namespace krait
