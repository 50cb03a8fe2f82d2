// The C library, Dispatch, and what is essential of Foundation: the rest of it has tables of locales and
// calendars, which Comp does not use, and takes as long to load as a short program takes to check.
@_exported import Dispatch

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
