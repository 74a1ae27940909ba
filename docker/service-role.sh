#!/bin/sh
# Run once by the PostgreSQL image, when it creates the database: the role that the service logs in as.
# It owns nothing here; the migrations grant it what it may read and execute.
set -eu
password=$(cat /run/secrets/service_password)
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=password="$password" \
  --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
CREATE ROLE infitah_service LOGIN PASSWORD :'password';
SQL
