env | sort
echo "$0 $# $- $$ $PPID $SHLVL $BASH_SUBSHELL $PWD"
shopt | sort; set -o
trap -p
ulimit -a
umask
ls -l /proc/self/fd | awk '{print $9, substr($11, 1, 5)}'
grep -E '^(Uid|Gid|Groups|Sig...|Cap...|NoNewPrivs|Seccomp.*|Umask):' /proc/self/status
cat /proc/self/oom_score_adj /proc/self/comm /proc/$$/comm
id; hostname; nice; tty; ps -o pid,ppid,pgid,sid,nlwp,comm -A 2>/dev/null || true
ls -ld /tmp /dev/shm /workspace /run/cloche/job /run/cloche/job/* | awk '{print $1, $3, $4, $5, $9}'
set | grep -vE '^(BASH_|EPOCH|RANDOM|SRANDOM|SECONDS|_=|PIPESTATUS|LINENO)' | sort
