# Sourced by demo and serve, which set `root` first: starts one service, waits until it is ready, stops it.
# shellcheck shell=bash

# The repository's root folder, set by the script that sources this.
: "${root:?}"
service_process=
service_url=
service_output=

# start_service BINARY PORT DATABASE OUTPUT LOG: the service's standard output goes to the file OUTPUT,
# its standard error to the open file descriptor LOG. Sets service_url.
start_service() {
    service_output=$4
    : >"$service_output"
    "$1" serve --host 127.0.0.1 --port "$2" --model "$root/Models/hilum-open" \
        --database "$3" --public "$root/Public" >"$service_output" 2>&"$5" &
    service_process=$!
    wait_until 60 announces_address || return 1
    wait_until 120 is_ready || return 1
}

announces_address() {
    service_url=$(sed -n 's/^Listening on \(http:\/\/[^ ]*\)$/\1/p' "$service_output" | head -n 1)
    [[ -n $service_url ]]
}

is_ready() {
    curl --noproxy '*' --silent --fail --output /dev/null --max-time 5 "$service_url/readyz"
}

# wait_until SECONDS CONDITION: polls CONDITION; gives up at the deadline or when the service has ended.
wait_until() {
    local deadline=$((SECONDS + $1))
    until "$2"; do
        if ! kill -0 "$service_process" 2>/dev/null; then
            printf 'The service ended before it was ready.\n' >&2
            return 1
        fi
        if ((SECONDS >= deadline)); then
            printf 'The service was not ready within %s s.\n' "$1" >&2
            return 1
        fi
        sleep 0.1
    done
}

# Asks the service to drain, kills it after 30 s, and returns its exit status.
stop_service() {
    local process=$service_process deadline=$((SECONDS + 30)) status=0
    [[ -n $process ]] || return 0
    service_process=
    kill -TERM "$process" 2>/dev/null || true
    while kill -0 "$process" 2>/dev/null && ((SECONDS < deadline)); do
        sleep 0.1
    done
    if kill -KILL "$process" 2>/dev/null; then
        printf 'The service did not stop within 30 s and was killed.\n' >&2
    fi
    wait "$process" 2>/dev/null || status=$?
    return "$status"
}
