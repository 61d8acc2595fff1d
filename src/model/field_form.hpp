// SPDX-License-Identifier: MIT
#pragma once

namespace optrack {

/// Who reads the fields of an event.
enum class FieldForm {
  shown,    ///< Others: embedded JSON documents, nothing that is not known.
  journal,  ///< We ourselves: embedded documents as text, byte for byte.
};

}  // namespace optrack
