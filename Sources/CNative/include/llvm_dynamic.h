// LLVM's C API, opened at run time: what is used of it to turn a module's text into machine code.
//
// Nothing here needs LLVM's headers or its library to build; the prototypes are our own.

#ifndef COMP_LLVM_DYNAMIC_H
#define COMP_LLVM_DYNAMIC_H

#include <stddef.h>

/// An opened LLVM library. One a process; it is never closed.
typedef struct comp_llvm comp_llvm;

/// Machine code made of one module.
typedef struct comp_llvm_code comp_llvm_code;

/// A function of ours that the code may call.
typedef struct {
  const char *name;
  const void *address;
} comp_llvm_symbol;

/// Opens the library at a path, or by its name on the loader's paths, and sets it up for this
/// machine's processor. Gives nil and a text (to be freed with `free`) where that fails.
comp_llvm *comp_llvm_open(const char *path, char **error);

/// The processor's name and its features as LLVM writes them, `+avx2,+fma,…`. Not to be freed.
const char *comp_llvm_cpu(const comp_llvm *llvm);
const char *comp_llvm_features(const comp_llvm *llvm);

/// The version's first number; 0 where the library does not tell.
unsigned comp_llvm_version(const comp_llvm *llvm);

/// Compiles a module. `passes` is a pipeline as `opt -passes=` takes it, `entry` the function whose
/// address is wanted. Gives nil and a text (to be freed; null where no memory is left) where the module
/// is wrong, the machine cannot run it, or LLVM stops at an error of its own: that ends a thread of this
/// call alone.
comp_llvm_code *comp_llvm_compile(comp_llvm *llvm, const char *text, size_t length,
                                  const char *passes, const char *entry,
                                  const comp_llvm_symbol *symbols, size_t symbol_count,
                                  char **error);

/// The address of the entry.
void *comp_llvm_address(const comp_llvm_code *code);

void comp_llvm_dispose(comp_llvm_code *code);

/// The module after its passes, as LLVM IR or as assembly; a text to be freed, or null and an error.
char *comp_llvm_listing(comp_llvm *llvm, const char *text, size_t length, const char *passes,
                        int assembly, char **error);

#endif
