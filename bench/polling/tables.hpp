// SPDX-License-Identifier: MIT
#pragma once

#include "polling/report.hpp"

/// The tables of docs/polling.md, each from the classes of optrack, each figure beside the expected one.
namespace polling {

/// How much to compute.
enum class Extent {
  brief,  ///< What a test has time for, without optimisation.
  whole,
};

void show_vectors(Report& report);
void show_scores(Report& report, Extent extent);
void show_cells(Report& report, Extent extent);
void show_misleading(Report& report, Extent extent);
void show_drift(Report& report, Extent extent);
void show_progress(Report& report);
void show_equal_polls(Report& report, Extent extent);
void show_variations(Report& report, Extent extent);
void show_freshness(Report& report);

}  // namespace polling
