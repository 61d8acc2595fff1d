# Flags live on one interface target that only our own code links.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)

option(OPTRACK_WERROR "Treat warnings as errors (developers only)" OFF)
option(OPTRACK_FUZZ "Also build tests/fuzz (clang)" OFF)
set(OPTRACK_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(optrack_strict INTERFACE)
target_compile_features(optrack_strict INTERFACE cxx_std_20)
target_compile_options(optrack_strict INTERFACE
  -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow> -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<BOOL:${OPTRACK_WERROR}>:-Werror>)
if(OPTRACK_SANITIZE)
  # Two checks stand at every access to a member and would be a third of the code: a null pointer ends the program with a
  # report without them, and nothing of ours reads through addresses that could be misaligned.
  target_compile_options(optrack_strict INTERFACE -fsanitize=${OPTRACK_SANITIZE} -fno-sanitize=null,alignment
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(optrack_strict INTERFACE -fsanitize=${OPTRACK_SANITIZE})
endif()
