#!/bin/sh
# Install what the charts need beside Python: fonts for the names of clients whose script
# DejaVu Sans, which comes with matplotlib, does not hold (Chinese, Japanese, Korean, Hindi, ...).
#
#   sh scripts/setup_system.sh
#
# Does nothing where the packages are there. Debian and its descendants only; elsewhere it says
# what to install. Without these fonts everything works, but such characters are drawn as boxes.
set -eu

packages="fonts-noto-cjk fonts-noto-core"

stop() {
    printf '%s\n' "$@" >&2
    exit 2
}

command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 ||
    stop "This system has no apt-get, so nothing was installed." \
        "Install the Noto fonts in its own way: Noto Sans and Noto Sans CJK, all scripts."

missing=""
for package in $packages; do
    status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null) || status=""
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "Fonts are there: $packages"
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    stop "Installing$missing takes an administrator and there is no sudo." \
        "Ask for: apt-get install$missing"
fi

echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word a package
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "Installed$missing"
