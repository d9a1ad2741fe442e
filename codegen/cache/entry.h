// What the cache keeps of one compiled root: machine code, and everything that must be as it was when it was compiled.
//
// A compilation asks its host what names mean; the answers are its facts. Looking an entry up is answering the same questions from
// the live program and comparing: `facts` in their order, each starting from an object that an earlier one found. The file is
// described in the README; it holds no code but the object, and nothing in it is ever evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codegen/cache/digest.h"

namespace krait::cache {

// How a fact's value is found.
enum class Step : uint8_t {
  Argument,        // the index-th function among the arguments
  Global,          // a name in the globals of the function `owner`
  Builtin,         // a name in its builtins
  Free,            // a closure variable of it
  Default,         // its index-th default
  KeywordDefault,  // a default of it by name
  Attribute,       // an attribute of `owner`
  Library,         // the source of a module of the package's lib/; no object
  Import,          // "module.name": what runtime errors name without a variable
  kCount,
};

// An object that later facts, sites or captured arrays name, in a fact's value. Objects are numbered as they are found; one that was
// found before has its number from then, and must be the same object again: two functions of one code have one digest and may
// still mean different things.
struct FoundObject {
  std::vector<uint32_t> path;  // indices of items, from the value through nested tuples
  uint32_t number = 0;
};

struct Fact {
  Step step = Step::Global;
  uint32_t owner = 0;  // number of an object
  uint32_t index = 0;
  std::string name;
  bool is_absent = false;           // there was nothing: the name was not defined
  Digest digest;                    // of the value
  std::vector<FoundObject> objects;
};

// The root function is object 0.
constexpr uint32_t kRootObject = 0;

// Where an error may be raised. Lines are counted from the function's own first line, so that a function may move in its file; in the
// library, and in what is no function, from the start.
struct CodeSite {
  uint32_t function_object = 0;     // whose file and first line count, unless it stands in the library
  std::string library_module;       // "" or the module of lib/ that it stands in
  std::string file;                 // "" or what stands for one: "<expression>"; lines count from its start
  std::string function;
  int32_t line = 0;
  bool is_user_raise = false;
  std::string exception;            // of a user's raise: type notation of the arguments
  uint32_t exception_object = 0;    // of a user's raise: the class
};

struct Entry {
  std::string title;       // "module.function(int64, float64[::1])", for people
  std::vector<Fact> facts;
  std::vector<CodeSite> sites;
  std::vector<uint32_t> captured;  // objects: arrays that the code uses in place
  std::string result_type;
  uint32_t argument_slots = 0;
  uint32_t result_slots = 0;
  bool long_running = false;
  std::string symbol;      // of the entry point
  std::string object;      // ELF
};

// What a file of a module that was built ahead of time holds: the signature as the compiler understood it, and the code for it.
struct BuiltEntry {
  std::vector<std::string> arguments;  // type notation
  bool has_result = false;             // the signature names the result's type
  std::string result;
  Entry entry;
};

[[nodiscard]] std::string writeEntry(const Entry&);
[[nodiscard]] std::string writeBuiltEntry(const BuiltEntry&);

// Nothing where the bytes are no entry: every length and every number of an object is checked.
[[nodiscard]] std::optional<Entry> readEntry(std::string_view bytes);
[[nodiscard]] std::optional<BuiltEntry> readBuiltEntry(std::string_view bytes);

}  // namespace krait::cache
