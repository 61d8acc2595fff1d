#!/bin/bash
# Packs the build as Debian packages and looks at their contents and dependencies.
# usage: deb.sh CMAKE BUILD_DIR
set -euo pipefail
cpack=$(dirname "$1")/cpack build=$2

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# Not in the build folder: other tests use it at the same time.
(cd "$place" && "$cpack" --config "$build/CPackConfig.cmake" -G DEB -B "$place") >"$place/log" 2>&1 ||
  { cat "$place/log"; exit 1; }

program=("$place"/optrack_*.deb) library=("$place"/liboptrack-dev_*.deb)
contents=$(dpkg-deb --contents "${program[0]}")
developer=$(dpkg-deb --contents "${library[0]}")
depends=$(dpkg-deb --field "${program[0]}" Depends)
echo "$depends"

expect() {
  grep -qE -- "$2" <<<"$1" || { echo "not in the package: $2"; exit 1; }
}
expect "$contents" '\./usr/bin/optrack$'
expect "$contents" '\./usr/share/doc/optrack/LICENSE$'
expect "$depends" 'libc6 \('
expect "$developer" '\./usr/include/optrack/wait\.hpp$'
expect "$developer" 'cmake/optrack/optrackConfig\.cmake$'
if grep -qE '/include/|\.a$' <<<"$contents"; then
  echo "the program's package holds files for developers"
  exit 1
fi
if grep -qvE ' root/root ' <<<"$contents"; then
  echo "not everything belongs to root"
  exit 1
fi
