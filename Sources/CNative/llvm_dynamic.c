#include "llvm_dynamic.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void *Ref;

// Each function that is used, with its prototype: X(result, name, parameters).
#define FUNCTIONS(X)                                                                              \
  X(char *, LLVMGetDefaultTargetTriple, (void))                                                   \
  X(char *, LLVMGetHostCPUName, (void))                                                           \
  X(char *, LLVMGetHostCPUFeatures, (void))                                                       \
  X(void, LLVMDisposeMessage, (char *))                                                           \
  X(int, LLVMGetTargetFromTriple, (const char *, Ref *, char **))                                 \
  X(Ref, LLVMCreateTargetMachine,                                                                 \
    (Ref, const char *, const char *, const char *, int, int, int))                               \
  X(void, LLVMDisposeTargetMachine, (Ref))                                                        \
  X(Ref, LLVMCreateTargetDataLayout, (Ref))                                                       \
  X(void, LLVMDisposeTargetData, (Ref))                                                           \
  X(void, LLVMSetModuleDataLayout, (Ref, Ref))                                                    \
  X(void, LLVMSetTarget, (Ref, const char *))                                                     \
  X(Ref, LLVMCreateMemoryBufferWithMemoryRangeCopy, (const char *, size_t, const char *))         \
  X(int, LLVMParseIRInContext, (Ref, Ref, Ref *, char **))                                        \
  X(void, LLVMDisposeModule, (Ref))                                                               \
  X(char *, LLVMPrintModuleToString, (Ref))                                                       \
  X(Ref, LLVMCreatePassBuilderOptions, (void))                                                    \
  X(void, LLVMDisposePassBuilderOptions, (Ref))                                                   \
  X(Ref, LLVMRunPasses, (Ref, const char *, Ref, Ref))                                            \
  X(char *, LLVMGetErrorMessage, (Ref))                                                           \
  X(void, LLVMDisposeErrorMessage, (char *))                                                      \
  X(int, LLVMTargetMachineEmitToMemoryBuffer, (Ref, Ref, int, char **, Ref *))                    \
  X(const char *, LLVMGetBufferStart, (Ref))                                                      \
  X(size_t, LLVMGetBufferSize, (Ref))                                                             \
  X(void, LLVMDisposeMemoryBuffer, (Ref))                                                         \
  X(Ref, LLVMOrcCreateNewThreadSafeContext, (void))                                               \
  X(Ref, LLVMOrcThreadSafeContextGetContext, (Ref))                                               \
  X(void, LLVMOrcDisposeThreadSafeContext, (Ref))                                                 \
  X(Ref, LLVMOrcCreateNewThreadSafeModule, (Ref, Ref))                                            \
  X(void, LLVMOrcDisposeThreadSafeModule, (Ref))                                                  \
  X(Ref, LLVMOrcCreateLLJITBuilder, (void))                                                       \
  X(void, LLVMOrcLLJITBuilderSetJITTargetMachineBuilder, (Ref, Ref))                              \
  X(Ref, LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine, (Ref))                            \
  X(Ref, LLVMOrcCreateLLJIT, (Ref *, Ref))                                                        \
  X(Ref, LLVMOrcDisposeLLJIT, (Ref))                                                              \
  X(Ref, LLVMOrcLLJITGetMainJITDylib, (Ref))                                                      \
  X(char, LLVMOrcLLJITGetGlobalPrefix, (Ref))                                                     \
  X(Ref, LLVMOrcLLJITAddLLVMIRModule, (Ref, Ref, Ref))                                            \
  X(Ref, LLVMOrcLLJITLookup, (Ref, uint64_t *, const char *))                                     \
  X(Ref, LLVMOrcLLJITMangleAndIntern, (Ref, const char *))                                        \
  X(Ref, LLVMOrcAbsoluteSymbols, (void *, size_t))                                                \
  X(Ref, LLVMOrcJITDylibDefine, (Ref, Ref))                                                       \
  X(Ref, LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess, (Ref *, char, void *, void *))     \
  X(void, LLVMOrcJITDylibAddGenerator, (Ref, Ref))                                                \
  X(void, LLVMContextSetDiagnosticHandler, (Ref, void (*)(Ref, void *), void *))                  \
  X(char *, LLVMGetDiagInfoDescription, (Ref))                                                    \
  X(int, LLVMGetDiagInfoSeverity, (Ref))                                                          \
  X(void, LLVMInstallFatalErrorHandler, (void (*)(const char *)))

struct comp_llvm {
  void *library;
  char *triple;
  char *cpu;
  char *features;
  unsigned version;
  Ref target;
#define MEMBER(result, name, parameters) result(*name) parameters;
  FUNCTIONS(MEMBER)
#undef MEMBER
};

struct comp_llvm_code {
  comp_llvm *llvm;
  Ref jit;
  void *entry;
};

// One use of the compiler, on a thread of its own: LLVM recurses deeply, and what it cannot go on from
// must not end the process.
typedef struct {
  comp_llvm *llvm;
  const char *text;
  size_t length;
  const char *passes;
  // The function whose address is wanted; null where a listing is.
  const char *entry;
  const comp_llvm_symbol *symbols;
  size_t symbol_count;
  bool is_assembly;

  comp_llvm_code *code;
  char *listing;
  char *error;

  pthread_mutex_t lock;
  pthread_cond_t ended;
  bool has_ended;
} Job;

static _Thread_local Job *present_job;

// LLVMOrcCSymbolMapPair: a name and an evaluated symbol (address, then flags of two bytes).
typedef struct {
  Ref name;
  struct {
    uint64_t address;
    struct {
      uint8_t generic;
      uint8_t target;
    } flags;
  } symbol;
} SymbolPair;

enum { severity_error = 0, stack_size = 256 << 20 };
enum { exported_and_callable = 1 | 4, optimize_aggressively = 3, position_independent = 2 };
enum { code_model_small = 3, assembly_file = 0 };

static char *message(const char *what, const char *detail) {
  size_t size = strlen(what) + strlen(detail) + 3;
  char *text = malloc(size);
  if (text != NULL) snprintf(text, size, "%s: %s", what, detail);
  return text;
}

static char *taken(const comp_llvm *llvm, const char *what, char *detail) {
  char *text = message(what, detail != NULL ? detail : "unknown");
  if (detail != NULL) llvm->LLVMDisposeMessage(detail);
  return text;
}

static char *failure(const comp_llvm *llvm, const char *what, Ref error) {
  char *detail = llvm->LLVMGetErrorMessage(error);
  char *text = message(what, detail);
  llvm->LLVMDisposeErrorMessage(detail);
  return text;
}

static void end_job(Job *job) {
  pthread_mutex_lock(&job->lock);
  job->has_ended = true;
  pthread_cond_signal(&job->ended);
  pthread_mutex_unlock(&job->lock);
}

// An error that LLVM goes on from; by itself it would end the process. The first one is kept.
static void note_diagnostic(Ref diagnostic, void *context) {
  Job *job = context;
  if (job->llvm->LLVMGetDiagInfoSeverity(diagnostic) != severity_error || job->error != NULL) return;
  job->error = taken(job->llvm, "the code cannot be made",
                     job->llvm->LLVMGetDiagInfoDescription(diagnostic));
}

// An error that LLVM cannot go on from, nor can the thread: the job is told, and the thread waits for
// the end of the process.
static void stop_at_fatal_error(const char *reason) {
  Job *job = present_job;
  if (job == NULL) return;
  free(job->error);
  job->error = message("the compiler stopped", reason);
  job->code = NULL;
  job->listing = NULL;
  end_job(job);
  for (;;) pause();
}

static bool initialize(void *library) {
#if defined(__x86_64__)
  static const char *const names[] = {"LLVMInitializeX86TargetInfo", "LLVMInitializeX86Target",
                                      "LLVMInitializeX86TargetMC", "LLVMInitializeX86AsmPrinter",
                                      "LLVMInitializeX86AsmParser"};
#elif defined(__aarch64__)
  static const char *const names[] = {
      "LLVMInitializeAArch64TargetInfo", "LLVMInitializeAArch64Target",
      "LLVMInitializeAArch64TargetMC", "LLVMInitializeAArch64AsmPrinter",
      "LLVMInitializeAArch64AsmParser"};
#else
  static const char *const names[] = {"LLVMThisProcessorIsNotSupported"};
#endif
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void (*call)(void) = (void (*)(void))dlsym(library, names[i]);
    if (call == NULL) return false;
    call();
  }
  return true;
}

comp_llvm *comp_llvm_open(const char *path, char **error) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    *error = message("it cannot be opened", dlerror());
    return NULL;
  }
  comp_llvm *llvm = calloc(1, sizeof *llvm);
  if (llvm == NULL) {
    *error = message("it cannot be opened", "no memory is left");
    return NULL;
  }
  llvm->library = library;
#define LOAD(result, name, parameters)                                                            \
  llvm->name = (result(*) parameters)dlsym(library, #name);                                       \
  if (llvm->name == NULL) {                                                                       \
    *error = message("it lacks a function, and is too old or too new", #name);                    \
    free(llvm);                                                                                   \
    return NULL;                                                                                  \
  }
  FUNCTIONS(LOAD)
#undef LOAD
  if (!initialize(library)) {
    *error = message("it was built without support for this processor", path);
    free(llvm);
    return NULL;
  }
  llvm->LLVMInstallFatalErrorHandler(stop_at_fatal_error);
  llvm->triple = llvm->LLVMGetDefaultTargetTriple();
  llvm->cpu = llvm->LLVMGetHostCPUName();
  llvm->features = llvm->LLVMGetHostCPUFeatures();
  // The oldest version whose IR is written has no function that tells it.
  llvm->version = 15;
  void (*version)(unsigned *, unsigned *, unsigned *) =
      (void (*)(unsigned *, unsigned *, unsigned *))dlsym(library, "LLVMGetVersion");
  if (version != NULL) {
    unsigned minor, patch;
    version(&llvm->version, &minor, &patch);
  }
  char *detail = NULL;
  if (llvm->LLVMGetTargetFromTriple(llvm->triple, &llvm->target, &detail)) {
    *error = taken(llvm, "it does not know this machine", detail);
    free(llvm);
    return NULL;
  }
  return llvm;
}

const char *comp_llvm_cpu(const comp_llvm *llvm) { return llvm->cpu; }
const char *comp_llvm_features(const comp_llvm *llvm) { return llvm->features; }
unsigned comp_llvm_version(const comp_llvm *llvm) { return llvm->version; }

static Ref machine(comp_llvm *llvm) {
  return llvm->LLVMCreateTargetMachine(llvm->target, llvm->triple, llvm->cpu, llvm->features,
                                       optimize_aggressively, position_independent,
                                       code_model_small);
}

// Parses the text in a context and runs the passes over it.
static Ref module(Job *job, Ref context, Ref target) {
  comp_llvm *llvm = job->llvm;
  llvm->LLVMContextSetDiagnosticHandler(context, note_diagnostic, job);
  Ref buffer = llvm->LLVMCreateMemoryBufferWithMemoryRangeCopy(job->text, job->length, "kernel");
  Ref result = NULL;
  char *detail = NULL;
  if (llvm->LLVMParseIRInContext(context, buffer, &result, &detail)) {
    free(job->error);
    job->error = taken(llvm, "the module cannot be read", detail);
    return NULL;
  }
  Ref layout = llvm->LLVMCreateTargetDataLayout(target);
  llvm->LLVMSetModuleDataLayout(result, layout);
  llvm->LLVMDisposeTargetData(layout);
  llvm->LLVMSetTarget(result, llvm->triple);
  Ref options = llvm->LLVMCreatePassBuilderOptions();
  Ref failed = llvm->LLVMRunPasses(result, job->passes, target, options);
  llvm->LLVMDisposePassBuilderOptions(options);
  if (failed != NULL) {
    free(job->error);
    job->error = failure(llvm, "the passes failed", failed);
    llvm->LLVMDisposeModule(result);
    return NULL;
  }
  return result;
}

static Ref define(comp_llvm *llvm, Ref jit, const comp_llvm_symbol *symbols, size_t count) {
  if (count == 0) return NULL;
  SymbolPair *pairs = calloc(count, sizeof *pairs);
  if (pairs == NULL) return NULL;
  for (size_t i = 0; i < count; i++) {
    pairs[i].name = llvm->LLVMOrcLLJITMangleAndIntern(jit, symbols[i].name);
    pairs[i].symbol.address = (uint64_t)(uintptr_t)symbols[i].address;
    pairs[i].symbol.flags.generic = exported_and_callable;
  }
  Ref unit = llvm->LLVMOrcAbsoluteSymbols(pairs, count);
  free(pairs);
  return llvm->LLVMOrcJITDylibDefine(llvm->LLVMOrcLLJITGetMainJITDylib(jit), unit);
}

// The machine code of a module: the error that kept it from being made, or null.
static Ref place(comp_llvm *llvm, Job *job, Ref jit, Ref unit, uint64_t *address) {
  Ref library = llvm->LLVMOrcLLJITGetMainJITDylib(jit);
  Ref process = NULL;
  Ref failed = llvm->LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
      &process, llvm->LLVMOrcLLJITGetGlobalPrefix(jit), NULL, NULL);
  if (failed == NULL) {
    llvm->LLVMOrcJITDylibAddGenerator(library, process);
    failed = define(llvm, jit, job->symbols, job->symbol_count);
  }
  if (failed != NULL) {
    llvm->LLVMOrcDisposeThreadSafeModule(unit);
    return failed;
  }
  failed = llvm->LLVMOrcLLJITAddLLVMIRModule(jit, library, unit);
  // Here the code is made.
  return failed != NULL ? failed : llvm->LLVMOrcLLJITLookup(jit, address, job->entry);
}

static void compile(Job *job, Ref target) {
  comp_llvm *llvm = job->llvm;
  Ref safe = llvm->LLVMOrcCreateNewThreadSafeContext();
  Ref made = module(job, llvm->LLVMOrcThreadSafeContextGetContext(safe), target);
  if (made == NULL) {
    llvm->LLVMOrcDisposeThreadSafeContext(safe);
    llvm->LLVMDisposeTargetMachine(target);
    return;
  }
  Ref unit = llvm->LLVMOrcCreateNewThreadSafeModule(made, safe);
  llvm->LLVMOrcDisposeThreadSafeContext(safe);
  Ref builder = llvm->LLVMOrcCreateLLJITBuilder();
  llvm->LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(
      builder, llvm->LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(target));
  Ref jit = NULL;
  Ref failed = llvm->LLVMOrcCreateLLJIT(&jit, builder);
  if (failed != NULL) {
    llvm->LLVMOrcDisposeThreadSafeModule(unit);
    free(job->error);
    job->error = failure(llvm, "the compiler cannot be set up", failed);
    return;
  }
  uint64_t address = 0;
  failed = place(llvm, job, jit, unit, &address);
  if (failed != NULL) {
    // What LLVM noted before says more than that a symbol is not there.
    char *error = failure(llvm, "the code cannot be placed", failed);
    if (job->error == NULL) {
      job->error = error;
    } else {
      free(error);
    }
  }
  comp_llvm_code *code = job->error == NULL ? calloc(1, sizeof *code) : NULL;
  if (code == NULL) {
    failed = llvm->LLVMOrcDisposeLLJIT(jit);
    if (failed != NULL) llvm->LLVMDisposeErrorMessage(llvm->LLVMGetErrorMessage(failed));
    return;
  }
  code->llvm = llvm;
  code->jit = jit;
  code->entry = (void *)(uintptr_t)address;
  job->code = code;
}

static void list(Job *job, Ref target) {
  comp_llvm *llvm = job->llvm;
  Ref safe = llvm->LLVMOrcCreateNewThreadSafeContext();
  Ref made = module(job, llvm->LLVMOrcThreadSafeContextGetContext(safe), target);
  if (made != NULL && job->is_assembly) {
    char *detail = NULL;
    Ref buffer = NULL;
    if (llvm->LLVMTargetMachineEmitToMemoryBuffer(target, made, assembly_file, &detail, &buffer)) {
      free(job->error);
      job->error = taken(llvm, "no assembly can be written", detail);
    } else {
      size_t size = llvm->LLVMGetBufferSize(buffer);
      job->listing = malloc(size + 1);
      if (job->listing != NULL) {
        memcpy(job->listing, llvm->LLVMGetBufferStart(buffer), size);
        job->listing[size] = 0;
      }
      llvm->LLVMDisposeMemoryBuffer(buffer);
    }
  } else if (made != NULL) {
    char *printed = llvm->LLVMPrintModuleToString(made);
    job->listing = strdup(printed);
    llvm->LLVMDisposeMessage(printed);
  }
  if (made != NULL) llvm->LLVMDisposeModule(made);
  llvm->LLVMOrcDisposeThreadSafeContext(safe);
  llvm->LLVMDisposeTargetMachine(target);
}

static void *work(void *argument) {
  Job *job = argument;
  present_job = job;
  Ref target = machine(job->llvm);
  if (target == NULL) {
    job->error = message("no code can be made for this machine", job->llvm->triple);
  } else if (job->entry != NULL) {
    compile(job, target);
  } else {
    list(job, target);
  }
  present_job = NULL;
  end_job(job);
  return NULL;
}

// Carries out a job on a thread of its own, and waits until it has ended or has come to where LLVM
// stops; such a thread is left behind.
static void run(Job *job) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_mutex_init(&job->lock, NULL);
  pthread_cond_init(&job->ended, NULL);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (pthread_create(&thread, &attributes, work, job) != 0) {
    job->error = message("the compiler cannot be set up", "no thread can be made");
  } else {
    pthread_mutex_lock(&job->lock);
    while (!job->has_ended) pthread_cond_wait(&job->ended, &job->lock);
    pthread_mutex_unlock(&job->lock);
  }
  pthread_attr_destroy(&attributes);
  pthread_cond_destroy(&job->ended);
  pthread_mutex_destroy(&job->lock);
}

comp_llvm_code *comp_llvm_compile(comp_llvm *llvm, const char *text, size_t length,
                                  const char *passes, const char *entry,
                                  const comp_llvm_symbol *symbols, size_t symbol_count,
                                  char **error) {
  Job job = {.llvm = llvm,
             .text = text,
             .length = length,
             .passes = passes,
             .entry = entry,
             .symbols = symbols,
             .symbol_count = symbol_count};
  run(&job);
  if (job.code == NULL) {
    *error = job.error;
  } else {
    free(job.error);
  }
  return job.code;
}

void *comp_llvm_address(const comp_llvm_code *code) { return code->entry; }

void comp_llvm_dispose(comp_llvm_code *code) {
  Ref failed = code->llvm->LLVMOrcDisposeLLJIT(code->jit);
  if (failed != NULL) {
    code->llvm->LLVMDisposeErrorMessage(code->llvm->LLVMGetErrorMessage(failed));
  }
  free(code);
}

char *comp_llvm_listing(comp_llvm *llvm, const char *text, size_t length, const char *passes,
                        int assembly, char **error) {
  Job job = {.llvm = llvm,
             .text = text,
             .length = length,
             .passes = passes,
             .is_assembly = assembly != 0};
  run(&job);
  if (job.listing == NULL) {
    *error = job.error;
  } else {
    free(job.error);
  }
  return job.listing;
}
