#!/usr/bin/env bash
# Puts in place what building (argument: build) or testing (argument: test)
# needs from the system. Go and Node come first and are only checked; the rest is
# installed through apt, and only what is missing. Quiet when there is nothing to do.
set -euo pipefail

for_what=${1:-test}
case $for_what in
build) packages=(ca-certificates make) ;;
test) packages=(ca-certificates chromium fonts-noto-cjk make postgresql procps strace) ;;
*)
	echo "usage: scripts/deps.sh [build|test]" >&2
	exit 2
	;;
esac

say() { echo "deps: $*" >&2; }

# at_least NAME WANT HAVE: versions as 1.26
at_least() {
	if [ "$(printf '%s\n%s\n' "$2" "$3" | sort -V | head -n 1)" != "$2" ]; then
		say "$1 $3 is too old, $2 or newer is needed"
		exit 1
	fi
}

command -v go >/dev/null || { say "Go is missing; install Go 1.26 or newer and put it in the PATH"; exit 1; }
command -v node >/dev/null || { say "Node is missing; install Node 20 or newer and put it in the PATH"; exit 1; }
command -v npm >/dev/null || { say "npm is missing; it comes with Node (Debian: apt-get install npm)"; exit 1; }
go_version=$(go env GOVERSION)
at_least Go 1.26 "${go_version#go}"
at_least Node 20 "$(node -p process.versions.node)"

# present PACKAGE: what counts is that its files are there, however they came.
present() {
	case $1 in
	chromium) command -v chromium >/dev/null || [ -n "${CHROMIUM:-}" ] ;;
	postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
	procps) command -v ps >/dev/null ;;
	make | strace) command -v "$1" >/dev/null ;;
	*) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

if ! command -v apt-get >/dev/null; then
	say "this is not Debian; please see to it yourself that these are installed: ${packages[*]}"
	exit 0
fi

missing=()
for p in "${packages[@]}"; do
	present "$p" || missing+=("$p")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
	say "missing: ${missing[*]}"
	say "only root can install packages; run: sudo apt-get install --no-install-recommends ${missing[*]}"
	exit 1
fi

say "installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive

# A mirror that hiccups is the most usual reason for a red build: try four times.
for pause in 2 10 30 0; do
	if apt-get update -qq >"$log" 2>&1 &&
		apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "${missing[@]}" >>"$log" 2>&1; then
		exit 0
	fi
	if [ "$pause" != 0 ]; then
		say "apt failed, trying again in $pause s"
		sleep "$pause"
	fi
done
cat "$log" >&2
say "apt could not install ${missing[*]}; its words are above"
exit 1
