// SPDX-License-Identifier: MIT
//
// Reproduces the tables of the polling policy from optrack's own classes: no clock, no network. Every figure
// stands beside the expected one; the exit code is 1 when one is out of its tolerance.
//
//     policy_tables [--short]

#include <cstdio>
#include <cstring>

#include "polling/tables.hpp"

int main(int argc, char** argv) {
  using namespace polling;
  const bool brief = argc > 1 && std::strcmp(argv[1], "--short") == 0;
  if (argc > 2 || (argc == 2 && !brief)) {
    std::fprintf(stderr, "usage: policy_tables [--short]\n");
    return 2;
  }
  const Extent extent = brief ? Extent::brief : Extent::whole;
  Report report;
  show_vectors(report);
  show_scores(report, extent);
  show_cells(report, extent);
  show_misleading(report, extent);
  if (!brief) show_drift(report, extent);
  show_progress(report);
  show_freshness(report);
  if (!brief) show_variations(report, extent);
  if (!brief) show_equal_polls(report, extent);
  std::printf("\n%d of %d figures are within their tolerance\n", report.checked() - report.wrong(), report.checked());
  return report.wrong() == 0 ? 0 : 1;
}
