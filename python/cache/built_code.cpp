// Looking built code up, and writing it.
#include "python/cache/built_code.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "codegen/cache/directory.h"
#include "codegen/cache/file.h"
#include "python/cache/cached_code.h"
#include "python/cache/code_cache.h"
#include "python/cache/object_digest.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

using cache::CpuVariant;
using cache::Digest;
using cache::Fact;

std::string pathOf(const std::string& folder, const Digest& key) { return folder + key.hex() + ".krait"; }

// The name of the first file to look at.
std::optional<Digest> firstKey(const Program& program, CpuVariant cpu, const std::string& text) {
  const std::optional<Digest> root = digestObject(program.state, program.root);
  if (!root) return std::nullopt;
  return cache::Hasher().text("krait built").text(runtimeAbi()).text(cache::variantName(cpu)).digest(*root).text(text).finish();
}

struct Sought {
  bool is_there = false;  // a file with its name
  std::optional<cache::BuiltEntry> built;  // nothing where the file is damaged
};

Sought readBuilt(const std::string& folder, const Digest& key) {
  const std::optional<std::string> bytes = cache::readFile(pathOf(folder, key));
  if (!bytes) return {};
  const std::optional<cache::SoundFile> sound = cache::checkFile(*bytes);
  if (!sound || sound->key != key) return {true, std::nullopt};
  return {true, cache::readBuiltEntry(sound->entry)};
}

constexpr std::array<const char*, static_cast<size_t>(cache::Step::kCount)> kStepNames = {
    "the argument", "the global name", "the builtin", "the closure variable", "default value", "the default value of",
    "the attribute", "the library module", "the class"};

std::string nameOf(PyObject* object, const char* attribute) {
  const Reference name(PyObject_GetAttrString(object, attribute));
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  PyErr_Clear();
  return text == nullptr ? "" : text;
}

// "the global name 'SCALE' of norm"
std::string describe(const Fact& fact, PyObject* owner) {
  const std::string what = fact.name.empty() ? std::to_string(fact.index) : "'" + fact.name + "'";
  const std::string whose = nameOf(owner, "__qualname__");
  const std::string step = kStepNames.at(static_cast<size_t>(fact.step));
  return step + " " + what + " of " + (whose.empty() ? nameOf(owner, "__name__") : whose);
}

std::string describeChange(const cache::Entry& entry, const Replay& replay) {
  if (replay.facts_met >= entry.facts.size()) return "the program could not be asked";
  const Fact& fact = entry.facts[replay.facts_met];
  return describe(fact, replay.objects[fact.owner].get()) + " is not what it was when the module was built";
}

// One search among the files of a level. False: there is none.
class Search {
 public:
  Search(const Program& program, const std::string& folder, BuiltCode& found)
      : program_(program), folder_(folder), found_(found) {}

  bool run(Digest key) {
    for (int step = 0; step < kMostVariants; ++step) {
      const Sought sought = readBuilt(folder_, key);
      if (!sought.is_there) return step > 0;
      if (!sought.built) return fails("the file " + pathOf(folder_, key) + " is damaged");
      Replay replay;
      if (replayFacts(program_, sought.built->entry, replay)) return load(*sought.built, replay);
      if (step == 0) fails(describeChange(sought.built->entry, replay));
      key = nextKey(key, replay);
    }
    return true;
  }

 private:
  bool fails(std::string problem) {
    found_.problem = std::move(problem);
    return true;
  }

  bool load(const cache::BuiltEntry& built, const Replay& replay) {
    found_.signature.arguments = built.arguments;
    if (built.has_result) found_.signature.result = built.result;
    std::string problem;
    found_.product = loadProduct(program_, built.entry, replay, problem);
    return fails(found_.product ? "" : problem);
  }

  const Program& program_;
  const std::string& folder_;
  BuiltCode& found_;
};

Program programOf(Dispatcher* self) {
  return {*self->state, cacheOf(*self->state).identity(), reinterpret_cast<PyObject*>(self), {}};
}

bool isWanted(CpuVariant cpu, CpuVariant chosen) { return chosen == CpuVariant::Host ? cache::canRun(cpu) : cpu == chosen; }

// A step of the library finds no object: later facts keep their numbers.
void dropLibraryFacts(cache::Entry& entry) {
  std::erase_if(entry.facts, [](const Fact& fact) { return fact.step == cache::Step::Library; });
}

bool writeFile(const std::string& path, std::string_view bytes) {
  const cache::FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  return file.isOpen() && cache::writeAll(file, bytes);
}

// The end of the chain of files for this function, or the file that holds for it already.
Digest placeFor(const Program& program, const std::string& folder, Digest key) {
  for (int step = 0; step < kMostVariants; ++step) {
    const Sought sought = readBuilt(folder, key);
    Replay replay;
    if (!sought.built || replayFacts(program, sought.built->entry, replay)) return key;
    key = nextKey(key, replay);
  }
  return key;
}

}  // namespace

const char* runtimeAbi() { return KRAIT_RUNTIME_ABI; }

std::optional<BuiltModule> findBuiltModule(PyFunctionObject* function) {
  PyObject* file = PyDict_GetItemString(function->func_globals, "__file__");
  const char* path = file != nullptr && PyUnicode_Check(file) ? PyUnicode_AsUTF8(file) : nullptr;
  PyErr_Clear();
  if (path == nullptr) return std::nullopt;
  const std::string_view whole = path;
  const size_t name = whole.rfind('/') + 1;  // 0 where there is no slash
  const std::string_view stem = whole.substr(name, whole.rfind('.') - name);
  BuiltModule found;
  found.folder = std::string(whole.substr(0, name)) + "__krait__/";
  found.manifest = found.folder + std::string(stem) + ".json";
  return access(found.manifest.c_str(), F_OK) == 0 ? std::optional(std::move(found)) : std::nullopt;
}

BuiltCode loadBuilt(Dispatcher* self, const BuiltModule& module, const std::string& text) {
  BuiltCode found;
  const std::optional<CpuVariant> chosen = cache::chosenVariant(found.problem);
  if (!chosen) return found;
  const Program program = programOf(self);
  for (const CpuVariant cpu : cache::kBuiltVariants) {
    const std::optional<Digest> key = isWanted(cpu, *chosen) ? firstKey(program, cpu, text) : std::nullopt;
    if (key && Search(program, module.folder, found).run(*key)) return found;
  }
  return found;
}

std::optional<std::string> storeBuilt(BuiltRequest request, const std::string& folder, std::string& problem) {
  dropLibraryFacts(request.built.entry);
  const Program program = programOf(request.function);
  const std::optional<Digest> first = firstKey(program, request.cpu, request.text);
  if (!first) {
    problem = "the function has no digest";
    return std::nullopt;
  }
  const Digest key = placeFor(program, folder, *first);
  const std::string path = pathOf(folder, key);
  if (writeFile(path, cache::sealFile(key, cache::writeBuiltEntry(request.built)))) return path.substr(folder.size());
  problem = path + ": " + strerror(errno);
  return std::nullopt;
}

}  // namespace krait
