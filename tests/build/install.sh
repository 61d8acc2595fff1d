#!/bin/bash
# Installs the build into a temporary prefix, looks at what is there and builds a consumer with it.
# usage: install.sh CMAKE BUILD_DIR COMPILER
set -euo pipefail
cmake=$1 build=$2 compiler=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
prefix=$place/usr
"$cmake" --install "$build" --prefix "$prefix" >"$place/log" || { cat "$place/log"; exit 1; }

missing=0
expect() {
  if ! compgen -G "$prefix/$1" >/dev/null; then
    echo "not installed: $1"
    missing=1
  fi
}
libraries=$(cd "$prefix" && dirname "$(find lib* -name 'liboptrack_core.a')")
expect bin/optrack
for header in "$top"/include/optrack/*.hpp; do
  expect "include/optrack/$(basename "$header")"
done
expect include/optrack/version.hpp
expect "$libraries/cmake/optrack/optrackConfig.cmake"
expect "$libraries/cmake/optrack/optrackConfigVersion.cmake"
for page in "$top"/man/*.[1-9]; do
  [ -e "$page" ] || continue
  expect "share/man/man${page##*.}/$(basename "$page")"
done
if [ -d "$top/completions" ]; then
  expect share/bash-completion/completions/optrack
  expect share/zsh/vendor-completions/_optrack
  expect share/fish/vendor_completions.d/optrack.fish
fi
[ "$missing" -eq 0 ]

leak=$(grep -rlIF -e "$top" -e "$build" "$prefix/lib" "$prefix/include" || true)
[ -z "$leak" ] || { echo "names the build machine: $leak"; exit 1; }

said=$("$prefix/bin/optrack" --version)
echo "installed: $said"

configure=(-S "$here/consumer" -B "$place/consumer" "-DCMAKE_CXX_COMPILER=$compiler" "-DCMAKE_PREFIX_PATH=$prefix")
"$cmake" "${configure[@]}" >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
"$cmake" --build "$place/consumer" >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
said=$("$place/consumer/consumer" 1h30m completed)
[ "$said" = "5400000 ms, final" ] || { echo "the consumer said: $said"; exit 1; }
said=$(XDG_STATE_HOME="$place/state" "$place/consumer/operation_scope")
[ "${said%%$'\n'*}" = "import: completed" ] || { echo "the example said: $said"; exit 1; }
[ "$(XDG_STATE_HOME="$place/state" HOME="$place" "$prefix/bin/optrack" list >/dev/null; echo $?)" = 0 ] ||
  { echo "the installed program cannot read what the library recorded"; exit 1; }
echo "a consumer builds and runs"
