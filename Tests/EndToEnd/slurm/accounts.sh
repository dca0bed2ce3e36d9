#!/usr/bin/env bash
# Gives the Slurm that up.sh starts its accounts: slurmdbd over a MariaDB of its own, without systemd. MariaDB
# is on the loopback alone; slurmdbd cannot be told to, and answers nobody without the key of our Munge. Needs
# Debian's packages slurmdbd and mariadb-server, and root. up.sh calls it, and down.sh stops both.
#
# usage: accounts.sh FOLDER PORT
set -euo pipefail
folder=$1 port=$2
umask 022
mkdir -p "$folder/db"
mariadb-install-db --no-defaults --user=root --datadir="$folder/db" --skip-test-db \
    --auth-root-authentication-method=normal >"$folder/log/mariadb.log" 2>&1
setsid mariadbd --no-defaults --user=root --datadir="$folder/db" --socket="$folder/run/mariadb.socket" \
    --pid-file="$folder/run/mariadbd.pid" --bind-address=127.0.0.1 --port="$port" \
    --innodb-buffer-pool-size=32M --innodb-log-file-size=16M \
    --skip-name-resolve >>"$folder/log/mariadb.log" 2>&1 &
# slurmdbd wants this file to be its own alone.
(
    umask 077
    cat >"$folder/etc/slurmdbd.conf" <<END
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge.socket.2
DbdHost=localhost
DbdPort=$((port + 1))
SlurmUser=root
LogFile=$folder/log/slurmdbd.log
PidFile=$folder/run/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$port
StorageUser=slurm
StoragePass=slurm
StorageLoc=accounts
END
)
for ((wait = 0; wait < 300; wait++)); do
    mariadb --no-defaults --socket="$folder/run/mariadb.socket" 2>/dev/null <<END && break
CREATE DATABASE IF NOT EXISTS accounts;
CREATE USER IF NOT EXISTS slurm@127.0.0.1 IDENTIFIED BY 'slurm';
GRANT ALL ON accounts.* TO slurm@127.0.0.1;
END
    sleep 0.1
done
# It looks for its configuration beside that of the others.
(cd "$folder" && SLURM_CONF=$folder/etc/slurm.conf setsid slurmdbd >>"$folder/log/start.log" 2>&1)
for ((wait = 0; wait < 20; wait++)); do
    SLURM_CONF=$folder/etc/slurm.conf timeout 5 sacctmgr -i -Q add cluster test >/dev/null 2>&1 && exit 0
    sleep 0.1
done
exit 1
