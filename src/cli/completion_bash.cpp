// SPDX-License-Identifier: MIT
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_shell.hpp"

namespace optrack::cli {

namespace {

constexpr const char* kBashHead = R"(# bash completion for optrack

# Sets `at` to the command that stands before the cursor: "/context/use".
_optrack_at() {
  local i word skip=
  at=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then skip=1; continue; fi
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
)";

constexpr const char* kBashMiddle = R"(    esac
  done
}

_optrack() {
  local at kind= choices= options= cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  _optrack_at
  if [[ $cur == '=' ]]; then cur=; fi
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  case $at:$prev in
)";

constexpr const char* kBashTail = R"(  esac
  case $kind in
    '') ;;
    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    directory) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    *) choices=$("${COMP_WORDS[0]}" __complete "$kind" "$cur" 2>/dev/null) ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$cur")
  if [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}

complete -F _optrack optrack
)";

}  // namespace

std::string bash_completion(const CommandTree& tree) {
  std::string text = kBashHead;
  text += fmt::format("      {}) skip=1 ;;\n", value_option_pattern(tree));
  text += "      -*) ;;\n";
  text += fmt::format("      *) case $at/$word in {}) at=$at/$word ;; esac ;;\n", path_pattern(tree));
  text += kBashMiddle + value_arms(tree, "    ");
  text += fmt::format("    {})\n      return ;;\n", unexplained_values(tree));
  text += "    *) case $at in\n" + word_arms(tree, "      ") + "      esac\n";
  text += fmt::format("      if [[ $cur == -* ]]; then kind=; choices=\"$options {}\"; fi ;;\n",
                      fmt::join(global_names(tree), " "));
  return text + kBashTail;
}

}  // namespace optrack::cli
