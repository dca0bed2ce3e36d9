#!/usr/bin/env bash
# Starts a Slurm of its own on this machine for tests, as root: several slurmd as so many nodes, fake
# GPUs, loopback only, without systemd and cgroups. Needs Debian's packages slurmctld, slurmd,
# slurm-client, munge and slurm-wlm-basic-plugins, and a host name that resolves to 127.x.
#
#     FOLDER/env.sh is for the clients: it sets SLURM_CONF
#
# usage: [ACCOUNTS=yes] up.sh FOLDER [NODES [CPUS [LINES]]]; LINES are added to slurm.conf. With ACCOUNTS
# there are accounts; see accounts.sh
set -euo pipefail
umask 022
folder=$1 nodes=${2:-3} cpus=${3:-8} lines=${4:-}
gpus=4
# Inside of a job these would steer our own clients.
unset ${!SLURM_@} ${!SBATCH_@}

fail() {
    echo "slurm: $*" >&2
    tail -n 3 "$folder"/log/*.log >&2 2>/dev/null || true
    "$(dirname "$0")/down.sh" "$folder" >/dev/null 2>&1 || true
    exit 1
}

host=$(hostname -s)
case $(getent ahostsv4 "$(hostname)" | awk 'NR == 1 { print $1 }') in
127.*) ;;
*) fail "the host name $host must resolve to 127.x, or Slurm would listen to the network" ;;
esac

# A port for the controller, one for each node, and two for the accounts.
port=7017
while for ((number = port; number <= port + nodes + 2; number++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$number") 2>/dev/null && break
done && ((number <= port + nodes + 2)); do
    port=$((port + nodes + 3))
done

mkdir -p "$folder"/{etc,run,log,state,spool,dev}
chmod 755 "$folder" "$folder/run" "$folder/log"
if [ "$nodes" = 1 ]; then
    names=n1 ports=$((port + 1))
else
    names="n[1-$nodes]" ports="[$((port + 1))-$((port + nodes))]"
fi

# A GPU has to be a character device, or CUDA_VISIBLE_DEVICES stays empty.
for ((gpu = 0; gpu < gpus; gpu++)); do
    mknod -m 666 "$folder/dev/nvidia$gpu" c 1 3 2>/dev/null || ln -sf /dev/null "$folder/dev/nvidia$gpu"
done
echo "NodeName=$names Name=gpu File=$folder/dev/nvidia[0-$((gpus - 1))]" >"$folder/etc/gres.conf"
echo "export SLURM_CONF=$folder/etc/slurm.conf" >"$folder/env.sh"
export SLURM_CONF=$folder/etc/slurm.conf

# slurmdbd has a Munge of its own where one says so, and does not look at AuthInfo.
accounts='AccountingStorageType=accounting_storage/none'
[ -z "${ACCOUNTS:-}" ] || accounts="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=$((port + nodes + 2))
AccountingStoragePass=$folder/run/munge.socket.2"

# cred_expire is also how long a requeued job is held back. The scheduler runs at once and not every
# half minute. MaxArraySize is left as clusters have it, which is 1001.
cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/run/munge.socket.2,cred_expire=5
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd.%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
$accounts
SlurmdParameters=config_overrides
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=64
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=1,sched_min_interval=100000,sched_interval=5,bf_interval=5
MaxJobCount=50000
MinJobAge=300
KillWait=5
MailProg=/bin/true
GresTypes=gpu
NodeName=$names NodeHostname=$host NodeAddr=127.0.0.1 Port=$ports CPUs=$cpus RealMemory=16000 Gres=gpu:$gpus State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
$lines
END

head -c 1024 /dev/urandom >"$folder/etc/munge.key"
chmod 400 "$folder/etc/munge.key"
munged --force --key-file="$folder/etc/munge.key" --socket="$folder/run/munge.socket.2" \
    --pid-file="$folder/run/munged.pid" --log-file="$folder/log/munged.log" \
    --seed-file="$folder/run/munged.seed" || fail "munged does not start"
[ -z "${ACCOUNTS:-}" ] || "$(dirname "$0")/accounts.sh" "$folder" $((port + nodes + 1)) ||
    fail "slurmdbd does not start"
# Each goes into the background by itself, into a session of its own.
(cd "$folder" && setsid slurmctld -f "$SLURM_CONF" >>"$folder/log/start.log" 2>&1) ||
    fail "slurmctld does not start"
for ((node = 1; node <= nodes; node++)); do
    mkdir -p "$folder/spool/n$node"
    (cd "$folder" && setsid slurmd -N "n$node" -f "$SLURM_CONF" >>"$folder/log/start.log" 2>&1) ||
        fail "slurmd does not start"
done

for ((wait = 0; wait < 200; wait++)); do
    up=$(timeout 10 sinfo -h -p main -N -o %T 2>/dev/null | grep -cxE 'idle|mixed|allocated') || true
    [ "$up" = "$nodes" ] && exit 0
    sleep 0.2
done
fail "the nodes do not come up"
