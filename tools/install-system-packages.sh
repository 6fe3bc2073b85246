#!/bin/sh
# Installs what the tests want from Debian (12 or newer) beside Python and make; run it as root.
# All of it is optional: without a part, the tests that need it are skipped and say so.
#
#   docker.io, docker-compose   an engine and compose, for `make test-compose`
#   debootstrap                 makes stand-ins for the base images where no registry can be reached
#   chromium                    opens the web pages in tests
set -eu
if [ "$(id -u)" != 0 ]; then
    echo "install-system-packages.sh: run as root, for example: sudo sh $0" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends docker.io docker-compose debootstrap chromium
# Since Debian 13 the client is a package of its own.
if ! command -v docker >/dev/null; then apt-get install --yes --no-install-recommends docker-cli; fi
