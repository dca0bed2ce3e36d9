# A part of slurm.sh: a cluster of its own that keeps accounts in a slurmdbd, and forgets jobs at once.
# Needs Debian's packages slurmdbd and mariadb-server. Knows what slurm.sh has defined before it reads this.
# shellcheck shell=bash disable=SC2154

# Starts MariaDB and slurmdbd in a folder; sets $port.
start_accounts() {
    local folder=$1 host
    host=$(hostname -s)
    mkdir -p "$folder"/{db,run,log,etc}
    chown -R mysql "$folder/db" "$folder/run"
    chmod 711 "$folder"
    mariadb-install-db --no-defaults --user=mysql --datadir="$folder/db" --auth-root-authentication-method=normal \
        >"$folder/log/install.log" 2>&1 || return 1
    setsid mariadbd --no-defaults --user=mysql --datadir="$folder/db" --skip-networking \
        --socket="$folder/run/db.socket" --pid-file="$folder/run/db.pid" >"$folder/log/db.log" 2>&1 &
    eventually 60 "[ -S '$folder/run/db.socket' ]"
    port=7117
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    cat >"$folder/etc/slurmdbd.conf" <<END
AuthType=auth/munge
AuthInfo=socket=$work/accounts/cluster/run/munge.socket.2
DbdHost=$host
DbdAddr=127.0.0.1
DbdPort=$port
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm
PidFile=$folder/run/slurmdbd.pid
LogFile=$folder/log/slurmdbd.log
END
    chmod 600 "$folder/etc/slurmdbd.conf"
}

stop_accounts() {
    local file
    for file in slurmdbd db; do
        kill "$(cat "$work/accounts/run/$file.pid" 2>/dev/null)" 2>/dev/null || true
    done
    "$here/slurm/down.sh" "$work/accounts/cluster" || true
}

# What Slurm has ended is told by the accounts, when slurmctld knows nothing of it any more.
accounts() {
    command -v slurmdbd >/dev/null && command -v mariadbd >/dev/null || {
        echo "skipped: accounts need Debian's packages slurmdbd and mariadb-server"
        return 0
    }
    trap stop_accounts EXIT
    start_accounts "$work/accounts" || fail "MariaDB does not start"
    # Its tables are there when it listens.
    BEFORE_CONTROLLER="MYSQL_UNIX_PORT='$work/accounts/run/db.socket' SLURM_CONF='$work/accounts/etc/slurm.conf' \
        setsid slurmdbd >>'$work/accounts/log/start.log' 2>&1;
        for wait in \$(seq 300); do (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.2; done" \
        "$here/slurm/up.sh" "$work/accounts/cluster" 1 4 "AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$port
MinJobAge=2"
    . "$work/accounts/cluster/env.sh"
    project accounts <<'END'
{ "space": { "n": [1, 2] },
  "stages": { "train": "trap '' TERM; touch ready-{n}; test {n} -eq 1 || while :; do sleep 0.05 || :; done" } }
END
    submit
    eventually 30 '[ -e ready-1 ] && [ -e ready-2 ]'
    scancel --signal=KILL --full "$(squeue -h -n train -t running -o %A | sort -u)"
    until_over
    eventually 60 '[ -z "$(squeue -h -t all)" ]'
    rm -f dist/collated.json
    "$hpmake" collate dist >/dev/null 2>&1 || true
    "$hpmake" status dist --json | tr '{' '\n' | grep -q 'Slurm: [A-Z]* (job' ||
        fail "the accounts are not asked: $("$hpmake" status dist --json)"
}
