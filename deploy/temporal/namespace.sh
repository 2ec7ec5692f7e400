#!/bin/sh
# Create the namespace, set its retention and register the search attributes; it may run again at any time.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where, TEMPORAL_RETENTION how long closed histories are kept.
set -eu

here=$(dirname "$0")

# A server that has just started, or just been given a namespace, takes a moment to serve it.
patiently() {
    tries=30
    until "$@"; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            echo "given up: $*" >&2
            return 1
        fi
        sleep 2
    done
}

namespace() {
    verb=$1
    shift
    temporal operator namespace "$verb" --namespace "$TEMPORAL_NAMESPACE" "$@"
}

type_of() {
    temporal operator search-attribute list | awk -v name="$1" '$1 == name { print $2 }'
}

register() {
    registered=$(type_of "$1")
    if [ "$registered" = "$2" ]; then
        return
    elif [ -n "$registered" ]; then
        echo "search attribute $1 is $registered, not $2: remove it, or rename the new one" >&2
        exit 1
    fi
    temporal operator search-attribute create --name "$1" --type "$2"
}

patiently temporal operator cluster health
if namespace describe > /dev/null 2>&1; then
    namespace update --retention "$TEMPORAL_RETENTION"
else
    namespace create --retention "$TEMPORAL_RETENTION"
fi
patiently temporal operator search-attribute list > /dev/null

while read -r name type; do
    register "$name" "$type"
done < "$here/search-attributes.txt"
