#!/bin/sh
# Makes local stand-ins for the base images that Dockerfile and docker-compose.yml name, where no registry answers.
#
# usage: stand-ins.sh            make what is missing (an image found locally or pulled is left as it is)
#        stand-ins.sh --remove   remove the stand-ins again
#
# A stand-in is Debian by debootstrap under exactly the tag of the real image. Python and PostgreSQL are the packages
# of SUITE, whose versions are those of the tags, so Dockerfile and compose file stay as a user has them.
# The packages come from the mirror that this machine's apt uses (NEWSDESK_DEBIAN_MIRROR names another one). This
# machine's own certificates and pip settings go into the stand-ins: never push them anywhere.
set -eu
cd "$(dirname "$0")/../.."

SUITE=trixie
LABEL=newsdesk.stand-in
python_image=$(sed -n 's/^ARG PYTHON_IMAGE=//p' Dockerfile)
database_image=$(sed -n 's/^ *image: *\(postgres:.*\)$/\1/p' docker-compose.yml)
# A stand-in made by another state of these two files is made anew.
recipe=$(cat tests/compose/stand-ins.sh tests/compose/postgres-entrypoint.sh | sha256sum | cut -c1-16)

say() { echo "stand-ins: $*"; }
give_up() { say "$*" >&2; exit 1; }
recipe_of() { docker image inspect --format "{{ index .Config.Labels \"$LABEL\" }}" "$1" 2>/dev/null || true; }

mirror() {
    if [ -n "${NEWSDESK_DEBIAN_MIRROR:-}" ]; then
        echo "$NEWSDESK_DEBIAN_MIRROR"
    else
        apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' \
            | sed 's:/$::' | head -n 1
    fi
}

# usage: bootstrap FOLDER PACKAGES
bootstrap() {
    command -v debootstrap >/dev/null || give_up "debootstrap is missing: run tools/install-system-packages.sh as root"
    [ "$(id -u)" = 0 ] || give_up "debootstrap needs root: run as root, or load the images $python_image and $database_image"
    [ -n "$(mirror)" ] || give_up "apt knows no Debian mirror: name one in NEWSDESK_DEBIAN_MIRROR"
    eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
    if [ -n "${http_proxy:-}" ]; then export http_proxy; fi
    mkdir -p "$work/packages"
    if ! debootstrap --variant=minbase --include="$2" --cache-dir="$work/packages" "$SUITE" "$1" "$(mirror)" \
        >"$work/debootstrap.log" 2>&1; then
        tail -n 20 "$work/debootstrap.log" >&2
        give_up "debootstrap could not make Debian $SUITE"
    fi
    rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/usr/share/doc "$1"/usr/share/man
}

# Certificates and pip settings of this machine, so that `pip install` in a build works behind the same proxy as here.
take_our_way_out() {
    if [ -d /usr/local/share/ca-certificates ]; then
        cp -R /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
    fi
    chroot "$1" update-ca-certificates >/dev/null 2>&1
    if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$1/etc/pip.conf"; fi
}

# usage: pip_settings  -> ENV words for what pip is told by environment here
pip_settings() {
    for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST; do
        value=$(printenv "$name" || true)
        if [ -n "$value" ]; then printf ' %s="%s"' "$name" "$value"; fi
    done
}

make_python() {
    root=$work/python
    bootstrap "$root" ca-certificates,netbase,tzdata,python3,python3-venv
    take_our_way_out "$root"
    ln -s /usr/bin/python3 "$root/usr/local/bin/python"
    tar -C "$root" --numeric-owner -c . | docker import \
        --change "LABEL $LABEL=$recipe" \
        --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' \
        --change "ENV LANG=C.UTF-8$(pip_settings)" \
        --change 'CMD ["python3"]' \
        - "$python_image" >/dev/null
}

make_database() {
    root=$work/database
    bootstrap "$root" ca-certificates,tzdata,postgresql
    bin=$(cd "$root" && echo usr/lib/postgresql/*/bin)
    # As in the real image: uid 999, an empty data folder that is a volume, the entrypoint, a server that listens.
    chroot "$root" usermod --uid 999 postgres
    rm -rf "$root"/var/lib/postgresql/* "$root"/etc/postgresql/*
    install -d -m 1777 "$root/var/lib/postgresql/data"
    install -d -m 3777 "$root/run/postgresql"
    chown -R 999 "$root/var/lib/postgresql" "$root/run/postgresql"
    echo "listen_addresses = '*'" >>"$(echo "$root"/usr/share/postgresql/*/postgresql.conf.sample)"
    install -m 755 tests/compose/postgres-entrypoint.sh "$root/usr/local/bin/docker-entrypoint.sh"
    tar -C "$root" --numeric-owner -c . | docker import - "$database_image" >/dev/null
    # `docker import` cannot set the stop signal, a build can.
    docker build --quiet --tag "$database_image" - >/dev/null 2>"$work/build.log" <<DOCKERFILE || cat "$work/build.log" >&2
FROM $database_image
LABEL $LABEL=$recipe
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/$bin PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
}

# usage: provide IMAGE MAKER
provide() {
    if docker image inspect "$1" >/dev/null 2>&1 && [ -z "$(recipe_of "$1")" ]; then
        say "$1 is here"
    # A stand-in gives way as soon as the real image can be had.
    elif timeout 300 docker pull --quiet "$1" >/dev/null 2>&1; then
        say "$1 was pulled"
    elif [ "$(recipe_of "$1")" = "$recipe" ]; then
        say "STAND-IN in use: $1 is Debian $SUITE made on this machine earlier, because no registry answers"
    else
        say "STAND-IN in use: no registry answers, so $1 is made from Debian $SUITE (about a minute)"
        "$2"
    fi
}

remove() {
    for image in "$python_image" "$database_image"; do
        if [ -n "$(recipe_of "$image")" ]; then docker image rm "$image" >/dev/null && say "$image removed"; fi
    done
}

if [ "${1:-}" = --remove ]; then remove; exit; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
provide "$python_image" make_python
provide "$database_image" make_database
