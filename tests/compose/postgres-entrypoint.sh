#!/bin/sh
# The entrypoint of the database stand-in: what docker-compose.yml uses of the official image's docker-entrypoint.sh.
set -eu
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

prepare() {
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "Error: Database is uninitialized and superuser password is not specified. Set POSTGRES_PASSWORD." >&2
        exit 1
    fi
    password_file=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$password_file"
    # POSTGRES_INITDB_ARGS is a list of arguments.
    # shellcheck disable=SC2086
    initdb --username="$user" --pwfile="$password_file" ${POSTGRES_INITDB_ARGS:-}
    rm "$password_file"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    # Not yet on the network: nobody may take the half-made database for a ready one.
    pg_ctl --wait --options="-c listen_addresses=''" start
    if [ "$database" != postgres ]; then
        psql --username="$user" --dbname=postgres --set=ON_ERROR_STOP=1 --set=name="$database" <<SQL
CREATE DATABASE :"name";
SQL
    fi
    pg_ctl --wait --mode=fast stop
}

if [ "$1" = postgres ]; then
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    if [ ! -s "$PGDATA/PG_VERSION" ]; then prepare; fi
fi
exec "$@"
