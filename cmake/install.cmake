# Puts the program, its man pages and completions, the public headers and a CMake package in place.
include(CMakePackageConfigHelpers)

install(TARGETS optrack RUNTIME COMPONENT program)
install(TARGETS optrack-emulate optrack-jq RUNTIME DESTINATION libexec/optrack COMPONENT program)
if(EXISTS ${PROJECT_SOURCE_DIR}/man)
  install(DIRECTORY man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program FILES_MATCHING PATTERN "*.1")
  install(DIRECTORY man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man7 COMPONENT program FILES_MATCHING PATTERN "*.7")
endif()
# Where each shell looks, under the names it looks for.
foreach(completion
    "optrack.bash|bash-completion/completions|optrack"
    "optrack.zsh|zsh/vendor-completions|_optrack"
    "_optrack|zsh/vendor-completions|_optrack"
    "optrack.fish|fish/vendor_completions.d|optrack.fish")
  string(REPLACE "|" ";" parts ${completion})
  list(GET parts 0 file)
  list(GET parts 1 folder)
  list(GET parts 2 name)
  if(EXISTS ${PROJECT_SOURCE_DIR}/completions/${file})
    install(FILES completions/${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} RENAME ${name} COMPONENT program)
  endif()
endforeach()
install(FILES LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/optrack)
install(TARGETS optrack_library optrack_core optrack_io EXPORT optrack
  ARCHIVE COMPONENT library FILE_SET HEADERS COMPONENT library)
install(EXPORT optrack NAMESPACE optrack:: FILE optrackTargets.cmake DESTINATION ${package_dir} COMPONENT library)
configure_package_config_file(cmake/optrackConfig.cmake.in ${PROJECT_BINARY_DIR}/optrackConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/optrackConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/optrackConfig.cmake ${PROJECT_BINARY_DIR}/optrackConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT library)
