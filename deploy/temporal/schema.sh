#!/bin/sh
# Bring Temporal's two databases to the schema of this image's version; it may run again at any time.
# The databases are there already (deploy/postgres/roles.sql); SQL_* in the environment says where.
set -eu

bring_up() {
    temporal-sql-tool --database "$1" setup-schema --version 0.0
    temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

bring_up temporal temporal
bring_up temporal_visibility visibility
