# Compiling sources in groups parses the headers once for many of them: a clean build takes a third of the time. The presets
# `test`, `asan`, `tsan` and `release` do it (CMAKE_UNITY_BUILD), and so does `scripts/tidy` without files; the preset `dev`
# compiles every source alone. So what stands in unnamed namespaces needs a name of its own within a target: a source that
# takes one of another shows itself as a redefinition in `scripts/test`. A test file whose helpers have common names has a
# namespace named like itself.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 24)
if(CMAKE_UNITY_BUILD)
  # Precompiling headers costs more than it saves where they are read so seldom.
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()
