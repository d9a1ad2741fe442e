// Fuzz target: any bytes are an entry of the cache, or none; what is read is written as the same bytes.
//
// A file's digest would stop all but whole files, so the reader of what follows it is given the bytes, too, as they are.
#include <cstdint>
#include <string>
#include <string_view>

#include "codegen/cache/directory.h"
#include "codegen/cache/entry.h"
#include "frontend/support/check.h"

namespace krait {
namespace {

void readAsEntry(std::string_view bytes) {
  const std::optional<cache::Entry> entry = cache::readEntry(bytes);
  if (!entry) return;
  CHECK(cache::writeEntry(*entry) == bytes, "an entry that is written otherwise than it was read");
  const uint32_t objects = cache::objectCount(*entry);
  for (const cache::Fact& fact : entry->facts) CHECK(fact.owner < objects, "a fact about an unknown object");
  for (const cache::CodeSite& site : entry->sites) CHECK(site.function_object < objects, "a site in an unknown function");
  for (const uint32_t captured : entry->captured) CHECK(captured < objects, "an unknown captured array");
}

void readAsFile(std::string_view bytes) {
  if (const std::optional<cache::SoundFile> file = cache::checkFile(bytes)) readAsEntry(file->entry);
}

}  // namespace
}  // namespace krait

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  krait::readAsEntry(bytes);
  krait::readAsFile(bytes);
  return 0;
}
