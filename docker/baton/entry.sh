#!/bin/sh
# The password of ARI is made by the service "init" and only lies in the volume.
set -eu
ARI_PASSWORD=$(cat /data/ari-password)
# The network is the host's, so the address that phones must use can be seen from here.
SIP_HOST=${SIP_HOST:-$(node -p 'require("./scripts/lib/project-asterisk.cjs").addressForPhones(process.env.SIP_BIND)')}
MUSIC_CLASSES=${MUSIC_CLASSES:-$(node -p 'require("./scripts/lib/project-asterisk.cjs").addedMusicClasses("/data/asterisk-local")')}
export ARI_PASSWORD SIP_HOST MUSIC_CLASSES
exec node --enable-source-maps dist/main.js
