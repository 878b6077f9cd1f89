#!/bin/sh
# Strangers decide how much is written into the security log, and while Baton is away nobody empties it.
set -eu
LOG=/asterisk-security/security.log
MAX_BYTES=8388608
# As many open files as are allowed. Engines give containers 1,024 unless asked, and nothing says so when calls fail for it.
ulimit -Sn "$(ulimit -Hn)"
while sleep 5; do
  size=$(stat -c %s "$LOG" 2>/dev/null || echo 0)
  if [ "$size" -gt "$MAX_BYTES" ]; then : >"$LOG"; fi
done &
exec /usr/sbin/asterisk -f -n -C /asterisk/etc/asterisk.conf
