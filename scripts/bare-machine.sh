#!/bin/sh
# Proves the two commands of the README on a machine that has nothing: a bare Debian 12 root folder with this
# machine's Node and npm, a fresh clone of this checkout's HEAD, and a chroot. Needs root and mmdebstrap.
#
#   scripts/bare-machine.sh [FOLDER] [COMMAND …]     default: a new folder, then `npm run demo` and `npm test`
#   KEEP=1 keeps the folder
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
root=${1:-$(mktemp -d /var/tmp/acog-bare.XXXXXX)}
[ $# -gt 0 ] && shift

[ "$(id -u)" = 0 ] || { echo 'bare-machine: run as root' >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo 'bare-machine: apt-get install mmdebstrap' >&2; exit 1; }

finish() {
  for mount in dev/shm dev proc; do
    if mountpoint -q "$root/$mount"; then umount -l "$root/$mount"; fi
  done
  if [ -z "${KEEP:-}" ]; then rm -rf --one-file-system "$root"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

now() { date +%s; }
timed() {
  what=$1
  shift
  began=$(now)
  status=0
  "$@" || status=$?
  echo "bare-machine: $what took $(($(now) - began)) s, exit $status"
  return $status
}

# the same package sources, keys and proxy settings as this machine, whatever they are
bootstrap() {
  mmdebstrap --variant=minbase --include=ca-certificates,git --skip=check/empty bookworm "$root" - <"$root.sources"
}

sources() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | grep '^deb ' || true
  cat /etc/apt/sources.list.d/*.sources 2>/dev/null || true
}

sources >"$root.sources"
timed 'the bare system' bootstrap
rm -f "$root.sources"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
[ -d /etc/apt/auth.conf.d ] && cp -a /etc/apt/auth.conf.d/. "$root/etc/apt/auth.conf.d/"
cp -a /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
cp -a /etc/ssl/certs/. "$root/etc/ssl/certs/"

node=$(readlink -f "$(command -v node)")
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
cp "$node" "$root/usr/bin/node"
mkdir -p "$root/usr/lib/node_modules"
cp -a "$npm" "$root/usr/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/bin/npm"
ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/bin/npx"
for file in /root/.npmrc /etc/npmrc "${NODE_EXTRA_CA_CERTS:-}" "${SSL_CERT_FILE:-}"; do
  if [ -f "$file" ]; then mkdir -p "$root$(dirname "$file")" && cp -L "$file" "$root$file"; fi
done
git clone --quiet "file://$here" "$root/root/acog"

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"

inside() {
  env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    $(env | grep -iE '^(https?_proxy|no_proxy|npm_config_[a-z_]+|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)=' || true) \
    chroot "$root" sh -c "cd /root/acog && $*"
}

if [ $# -gt 0 ]; then
  timed "$*" inside "$*"
else
  timed 'npm run demo' inside npm run demo
  timed 'npm run demo, again' inside npm run demo
  timed 'npm test' inside npm test
fi
left=$(find /proc -maxdepth 2 -name root -lname "$root" 2>/dev/null | wc -l)
echo "bare-machine: $left processes left"
[ "$left" = 0 ]
