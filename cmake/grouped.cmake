# Compiling sources in groups parses the headers once for eight of them: a clean build takes less than half the time. The
# presets `test`, `asan`, `tsan` and `release` do it (CMAKE_UNITY_BUILD). These sources stay alone, because they use a
# short name in their unnamed namespace that another one of their target uses, too. A source that has to join them shows
# itself as a redefinition in `scripts/test`; the preset `dev` and `scripts/tidy` compile every one alone.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
set(OPTRACK_ALONE
  src/cli/completion_zsh.cpp src/cli/context_command.cpp src/cli/log_lines.cpp src/cli/logs_command.cpp
  src/cli/parse.cpp src/cli/printing.cpp src/cli/provider_command.cpp src/cli/replay_command.cpp
  src/cli/show_command.cpp
  src/emulate/start_request.cpp
  src/model/event_line.cpp src/model/event_reader.cpp src/model/json_place.cpp src/model/json_unseen.cpp
  src/model/local_id.cpp src/model/nearest.cpp src/model/operation_fold.cpp src/model/start_secrets.cpp
  src/net/transfer.cpp
  src/print/annotations.cpp src/print/markup.cpp src/print/plain_lines.cpp src/print/printers.cpp src/print/show.cpp
  src/print/task_chart.cpp src/print/workflow_commands.cpp
  src/protocol/lxd.cpp src/protocol/lxd_types.cpp
  src/registry/selector.cpp
  src/track/condition.cpp src/track/condition_progress.cpp src/track/delta_logs.cpp src/track/entrance.cpp
  src/track/lasting.cpp src/track/leading.cpp src/track/lease_keeper.cpp src/track/local_recorder.cpp
  src/track/poll_policy.cpp src/track/resolve.cpp src/track/retry_after.cpp src/track/wait_end.cpp
  src/track/wait_loop.cpp
  tests/cli/hooks_test.cpp tests/cli/label_test.cpp tests/cli/live_view_test.cpp tests/cli/query_test.cpp
  tests/cli/wait_test.cpp
  tests/contract/leases_test.cpp tests/contract/sqlite_file_test.cpp tests/contract/system_test.cpp
  tests/contract/transport_test.cpp
  tests/fault/emulated_faults_test.cpp tests/fault/emulated_starts_test.cpp tests/fault/registry_trouble_test.cpp
  tests/fault/shared_waits_test.cpp
  tests/real/lxd_lifecycle_test.cpp
  tests/support/main.cpp tests/support/told_run.cpp
  tests/unit/library/operation_scope_test.cpp tests/unit/library/tracked_stream_test.cpp
  tests/unit/library/tracker_test.cpp
  tests/unit/print/ci_printers_test.cpp tests/unit/print/plain_printer_test.cpp tests/unit/print/printers_test.cpp
  tests/unit/print/report_test.cpp tests/unit/print/task_chart_test.cpp tests/unit/print/tty_printer_test.cpp
  tests/unit/print/live/live_layout_test.cpp
  tests/unit/protocol/eryph_poll_test.cpp tests/unit/protocol/eryph_test.cpp tests/unit/protocol/lxd_output_test.cpp
  tests/unit/protocol/lxd_test.cpp
  tests/unit/registry/selector_test.cpp
  tests/unit/track/begin_test.cpp tests/unit/track/cancel_when_test.cpp tests/unit/track/condition_test.cpp
  tests/unit/track/delta_test.cpp tests/unit/track/lasting_test.cpp tests/unit/track/local_recorder_test.cpp
  tests/unit/track/retry_after_test.cpp tests/unit/track/wait_trouble_test.cpp tests/unit/track/wait_view_test.cpp)
list(TRANSFORM OPTRACK_ALONE PREPEND ${PROJECT_SOURCE_DIR}/)
