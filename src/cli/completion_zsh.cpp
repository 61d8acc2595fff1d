// SPDX-License-Identifier: MIT
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_shell.hpp"

namespace optrack::cli {

namespace {

constexpr const char* kZshHead = R"(#compdef optrack

# Sets `at` to the command that stands before the cursor: "/context/use".
_optrack_at() {
  local i word skip=
  at=
  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
)";

constexpr const char* kZshMiddle = R"(    esac
  done
}

_optrack() {
  local at kind= choices= options= cur=${words[CURRENT]} prev=${words[CURRENT-1]}
  _optrack_at
  if [[ $cur == --*=* ]]; then prev=${cur%%=*}; compset -P '*='; cur=${cur#*=}; fi
  case $at:$prev in
)";

constexpr const char* kZshTail = R"(  esac
  case $kind in
    '') ;;
    file) _files; return ;;
    directory) _files -/; return ;;
    *) choices=$("${words[1]}" __complete "$kind" "$cur" 2>/dev/null) ;;
  esac
  compadd -S '' -- ${(M)${=choices}:#*=}
  compadd -- ${${=choices}:#*=}
}

if [[ $funcstack[1] == _optrack ]]; then _optrack "$@"; else compdef _optrack optrack; fi
)";

}  // namespace

std::string zsh_completion(const CommandTree& tree) {
  std::string text = kZshHead;
  text += fmt::format("      {}) skip=1 ;;\n", value_option_pattern(tree));
  text += "      -*) ;;\n";
  text += fmt::format("      *) case $at/$word in {}) at=$at/$word ;; esac ;;\n", path_pattern(tree));
  text += kZshMiddle + value_arms(tree, "    ");
  text += fmt::format("    {})\n      return ;;\n", unexplained_values(tree));
  text += "    *) case $at in\n" + word_arms(tree, "      ") + "      esac\n";
  text += fmt::format("      if [[ $cur == -* ]]; then kind=; choices=\"$options {}\"; fi ;;\n",
                      fmt::join(global_names(tree), " "));
  return text + kZshTail;
}

}  // namespace optrack::cli
