# How fast the program starts is mostly the dynamic linker's work: curl alone brings 33 libraries.
# Each C++ library more costs relocations. Whole-process CPU of a probe linked like optrack, medians
# of 60 interleaved runs, relative to curl itself (--version / a GET):
#   everything shared, as Debian has it                1.03 / 1.34
#   without cpp-httplib (which brings libstdc++.so)    0.83 / 1.23
#   and SQLite and utf8proc static                     0.77 / 1.14
#   and libstdc++, libgcc and fmt static               0.68 / 1.02
# -z now, -z lazy and -no-pie made no difference beyond the noise (0.02).
option(OPTRACK_QUICK_START "Link SQLite, utf8proc, RE2 and fmt into the program, so that it starts faster" OFF)

set(OPTRACK_FMT fmt::fmt)
if(OPTRACK_QUICK_START)
  # Debian has no static fmt; its headers hold everything.
  set(OPTRACK_FMT fmt::fmt-header-only)
  find_library(SQLITE3_STATIC libsqlite3.a REQUIRED)
  find_library(UTF8PROC_STATIC libutf8proc.a REQUIRED)
  find_library(RE2_STATIC libre2.a REQUIRED)
  set_target_properties(PkgConfig::RE2 PROPERTIES INTERFACE_LINK_LIBRARIES "${RE2_STATIC};Threads::Threads")
  set_target_properties(SQLite::SQLite3 PROPERTIES
    IMPORTED_LOCATION ${SQLITE3_STATIC} INTERFACE_LINK_LIBRARIES "m;${CMAKE_DL_LIBS};Threads::Threads")
  set_target_properties(PkgConfig::UTF8PROC PROPERTIES
    INTERFACE_LINK_LIBRARIES ${UTF8PROC_STATIC} INTERFACE_COMPILE_DEFINITIONS UTF8PROC_STATIC)
endif()

function(optrack_quick_start target)
  target_link_options(${target} PRIVATE -Wl,--as-needed -Wl,-O1 -Wl,--gc-sections
    $<$<BOOL:${OPTRACK_QUICK_START}>:-static-libstdc++ -static-libgcc>)
endfunction()
