// From a compilation to an entry: handles become numbers of objects, lines are counted from their functions.
#include "python/compiler/cache_record.h"

#include "codegen/cache/entry.h"

namespace krait::python {
namespace {

using cache::CodeSite;
using cache::Entry;

class Recorder {
 public:
  Recorder(const driver::Compiled& compiled, PythonEnvironment& environment) : compiled_(compiled), environment_(environment) {}

  bool fill(Entry& entry, const driver::CompileRequest& request) {
    return fillCode(entry, request) && addSites(entry) && addCaptured(entry) && addFacts(entry);
  }

 private:
  bool fillCode(Entry&, const driver::CompileRequest&) const;
  bool addSites(Entry&);
  bool addSite(Entry&, const kr_site&);
  bool place(const kr_site&, CodeSite&);
  bool addCaptured(Entry&);
  bool addFacts(Entry&);
  std::optional<uint32_t> number(py::handle object) { return environment_.objects().facts().numberOf(object); }

  const driver::Compiled& compiled_;
  PythonEnvironment& environment_;
};

std::string titleOf(const driver::CompileRequest& request) {
  std::string title = (request.expression ? request.expression->text : request.name) + "(";
  for (const std::string& argument : request.arguments) title += (title.ends_with("(") ? "" : ", ") + argument;
  return title + ")";
}

// A function in the result is named by its handle in this process.
bool Recorder::fillCode(Entry& entry, const driver::CompileRequest& request) const {
  entry.title = titleOf(request);
  entry.result_type = compiled_.result_type;
  entry.argument_slots = compiled_.abi.argument_slots;
  entry.result_slots = compiled_.abi.result_slots;
  entry.long_running = compiled_.abi.long_running != 0;
  entry.symbol = compiled_.symbol;
  entry.object = compiled_.code->object;
  return entry.result_type.find(" #") == std::string::npos && entry.result_type.find("Function(") == std::string::npos;
}

// Where the site stands: in a function, in the library, or in the text of an expression.
bool Recorder::place(const kr_site& site, CodeSite& made) {
  if (site.file == std::string_view(expr::kFileName)) {
    made.file = site.file;
    return site.in_library == 0;
  }
  const PythonEnvironment::CodePlace* place = environment_.placeOf(site.file, site.function, site.line);
  if (place == nullptr || (site.in_library != 0) != !place->library_module.empty()) return false;
  made.library_module = place->library_module;
  if (!place->library_module.empty()) return true;
  const std::optional<uint32_t> function = number(place->function);
  made.function_object = function.value_or(0);
  made.line -= static_cast<int32_t>(place->first_line);
  return function.has_value();
}

bool Recorder::addSite(Entry& entry, const kr_site& site) {
  CodeSite made{.function = site.function, .line = static_cast<int32_t>(site.line)};
  if (!place(site, made)) return false;
  if (site.exception != nullptr) {
    const std::optional<uint32_t> exception = number(environment_.objects().at(site.exception_class));
    if (!exception) return false;
    made.is_user_raise = true;
    made.exception = site.exception;
    made.exception_object = *exception;
  }
  entry.sites.push_back(std::move(made));
  return true;
}

bool Recorder::addSites(Entry& entry) {
  for (const kr_site& site : compiled_.sites) {
    if (!addSite(entry, site)) return false;
  }
  return true;
}

bool Recorder::addCaptured(Entry& entry) {
  for (const lower::CapturedMemory& array : compiled_.captured) {
    const std::optional<uint32_t> object = number(environment_.objects().at(array.handle));
    if (!object) return false;
    entry.captured.push_back(*object);
  }
  return true;
}

bool Recorder::addFacts(Entry& entry) {
  const FactLog& log = environment_.objects().facts();
  entry.facts = log.facts();
  return !log.obstacle();
}

}  // namespace

py::object cacheRecord(const driver::Compiled& compiled, PythonEnvironment& environment, const driver::CompileRequest& request) {
  Entry entry;
  if (!Recorder(compiled, environment).fill(entry, request)) return py::none();
  return py::bytes(cache::writeEntry(entry));
}

}  // namespace krait::python
