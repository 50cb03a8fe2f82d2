// The C library, Dispatch, Synchronization, and what is essential of Foundation: the rest of it has tables of locales and
// calendars, which Comp does not use, and takes as long to load as a short program takes to check.
@_exported import Dispatch
@_exported import Synchronization

#if canImport(FoundationEssentials)
  @_exported import FoundationEssentials
  #if canImport(Glibc)
    @_exported import Glibc
  #elseif canImport(Musl)
    @_exported import Musl
  #endif
#else
  @_exported import Foundation
#endif
