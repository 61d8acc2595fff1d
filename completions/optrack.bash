# bash completion for optrack

# Sets `at` to the command that stands before the cursor: "/context/use".
_optrack_at() {
  local i word skip=
  at=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then skip=1; continue; fi
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      --after|--cacert|--cancel-on|--color|--config|--context|--deadline|--description|--each-timeout|--events|--exit-code-map|--fault|--file|--first|--for|--fresh|--grep|--heartbeat|--hook-timeout|--html|--idempotency-key|--interval|--jq|--json|--junit|--label|--level|--limit|--listen|--max-interval|--max-log|--max-outage|--message|--min-interval|--name|--not-found-grace|--notify|--on|--on-interrupt|--on-timeout|--order|--output|--parent|--password-file|--poll-cost|--progress|--protocol|--provider|--reason|--scenario|--seed|--set|--since|--speed|--state-dir|--status|--tail|--task|--timeout|--timeout-exit-code|--token-command|--token-env|--token-file|--type|--url|--user|-C|-f|-l|-m|-n|-o) skip=1 ;;
      -*) ;;
      *) case $at/$word in /start|/run|/track|/wait|/status|/show|/logs|/result|/report|/replay|/list|/cancel|/label|/rm|/ops|/ops/list|/ops/show|/provider|/provider/list|/provider/add|/provider/show|/provider/test|/provider/rm|/context|/context/list|/context/use|/context/show|/context/create|/doctor|/emulate|/completion|/schema|/help|/version) at=$at/$word ;; esac ;;
    esac
  done
}

_optrack() {
  local at kind= choices= options= cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  _optrack_at
  if [[ $cur == '=' ]]; then cur=; fi
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  case $at:$prev in
    /start:-f|/start:--file) kind=file ;;
    /start:--parent) kind=selector ;;
    /start:--provider) kind=provider ;;
    /start:--after) kind=selector ;;
    /start:--on-timeout) choices='detach cancel' ;;
    /start:--on-interrupt) choices='detach cancel ask' ;;
    /start:--level) choices='debug info warning error' ;;
    /start:--order) choices='time task' ;;
    /run:-f|/run:--file) kind=file ;;
    /run:--parent) kind=selector ;;
    /run:--provider) kind=provider ;;
    /run:--after) kind=selector ;;
    /run:--on-timeout) choices='detach cancel' ;;
    /run:--on-interrupt) choices='detach cancel ask' ;;
    /run:--level) choices='debug info warning error' ;;
    /run:--order) choices='time task' ;;
    /track:--protocol) choices='eryph lxd' ;;
    /wait:--on-timeout) choices='detach cancel' ;;
    /wait:--on-interrupt) choices='detach cancel ask' ;;
    /wait:--level) choices='debug info warning error' ;;
    /wait:--order) choices='time task' ;;
    /logs:--level) choices='debug info warning error' ;;
    /report:--html) kind=file ;;
    /report:--junit) kind=file ;;
    /replay:--level) choices='debug info warning error' ;;
    /replay:--order) choices='time task' ;;
    /list:--type) kind=type ;;
    /list:--provider) kind=provider ;;
    /cancel:--reason) choices='manual timeout signal condition parent' ;;
    /provider/add:--protocol) choices='eryph lxd' ;;
    /provider/add:--token-file) kind=file ;;
    /provider/add:--password-file) kind=file ;;
    /emulate:--scenario) kind=file ;;
    /emulate:--token-file) kind=file ;;
    *:-C|*:--context) kind=context ;;
    *:-o|*:--output) choices='auto tty plain github gitlab ndjson json id exec= quiet html= junit=' ;;
    *:--color) choices='auto always never' ;;
    *:--progress) choices='auto tty plain none' ;;
    *:--config) kind=directory ;;
    *:--state-dir) kind=directory ;;
    *:--cacert) kind=file ;;
    *:--after|*:--cacert|*:--cancel-on|*:--color|*:--config|*:--context|*:--deadline|*:--description|*:--each-timeout|*:--events|*:--exit-code-map|*:--fault|*:--file|*:--first|*:--for|*:--fresh|*:--grep|*:--heartbeat|*:--hook-timeout|*:--html|*:--idempotency-key|*:--interval|*:--jq|*:--json|*:--junit|*:--label|*:--level|*:--limit|*:--listen|*:--max-interval|*:--max-log|*:--max-outage|*:--message|*:--min-interval|*:--name|*:--not-found-grace|*:--notify|*:--on|*:--on-interrupt|*:--on-timeout|*:--order|*:--output|*:--parent|*:--password-file|*:--poll-cost|*:--progress|*:--protocol|*:--provider|*:--reason|*:--scenario|*:--seed|*:--set|*:--since|*:--speed|*:--state-dir|*:--status|*:--tail|*:--task|*:--timeout|*:--timeout-exit-code|*:--token-command|*:--token-env|*:--token-file|*:--type|*:--url|*:--user|*:-C|*:-f|*:-l|*:-m|*:-n|*:-o)
      return ;;
    *) case $at in
      '') choices='start run track wait status show logs result report replay list cancel label rm ops provider context doctor emulate completion schema help version' ;;
      /start) options='-f --file --name -l --label --parent --provider --after --idempotency-key --retry-start --dry-run --id-only -w --wait --all --any --first --fail-fast --cancel-rest --for --follow-result --timeout --each-timeout --deadline --on-timeout --on-interrupt --cancel-on --max-outage --not-found-grace --interval --min-interval --max-interval --poll-cost --fresh --since --events --level --max-log --order --heartbeat --on --hook-timeout --notify --timeout-exit-code --exit-code-map --exit-code-from-result'; kind=type ;;
      /run) options='-f --file --name -l --label --parent --provider --after --idempotency-key --retry-start --dry-run --all --any --first --fail-fast --cancel-rest --for --follow-result --timeout --each-timeout --deadline --on-timeout --on-interrupt --cancel-on --max-outage --not-found-grace --interval --min-interval --max-interval --poll-cost --fresh --since --events --level --max-log --order --heartbeat --on --hook-timeout --notify --timeout-exit-code --exit-code-map --exit-code-from-result'; kind=type ;;
      /track) options='--name -l --label --protocol --id-only' ;;
      /wait) options='--all --any --first --fail-fast --cancel-rest --for --follow-result --timeout --each-timeout --deadline --on-timeout --on-interrupt --cancel-on --max-outage --not-found-grace --interval --min-interval --max-interval --poll-cost --fresh --since --events --level --max-log --order --heartbeat --on --hook-timeout --notify --timeout-exit-code --exit-code-map --exit-code-from-result --allow-empty --keys'; kind=selector ;;
      /status) options='--allow-empty --offline'; kind=selector ;;
      /show) options='--offline'; kind=selector ;;
      /logs) options='-f --follow --task --level --grep -n --tail --since --offline'; kind=selector ;;
      /result) options=''; kind=selector ;;
      /report) options='--html --junit'; kind=selector ;;
      /replay) options='--speed --events --level --max-log --order'; kind=file ;;
      /list) options='-a --active --status --type -l --label --name --since -n --limit --all --remote --provider' ;;
      /cancel) options='--reason -m --message -w --wait --dry-run -y --yes --allow-empty'; kind=selector ;;
      /label) options='--allow-empty'; kind=selector ;;
      /rm) options='-f --force --allow-empty'; kind=selector ;;
      /ops) options=''; choices='list show' ;;
      /ops/list) options='--protocol' ;;
      /ops/show) options='--protocol'; kind=type ;;
      /provider) options=''; choices='list add show test rm' ;;
      /provider/list) options='' ;;
      /provider/add) options='--protocol --url --default --token-file --token-env --token-command --user --password-file --no-auth --set' ;;
      /provider/show) options=''; kind=provider ;;
      /provider/test) options='--limit'; kind=provider ;;
      /provider/rm) options=''; kind=provider ;;
      /context) options=''; choices='list use show create' ;;
      /context/list) options='' ;;
      /context/use) options='--create'; kind=context ;;
      /context/show) options=''; kind=context ;;
      /context/create) options='--description' ;;
      /doctor) options='--limit --offline' ;;
      /emulate) options='--listen --scenario --fault --speed --token-file --seed --list-faults' ;;
      /completion) options=''; choices='bash zsh fish' ;;
      /schema) options=''; choices='events record' ;;
      /help) options=''; choices='conditions configuration durations environment events exit-codes json output selectors start run track wait status show logs result report replay list cancel label rm ops provider context doctor emulate completion schema help version' ;;
      /version) options='' ;;
      esac
      if [[ $cur == -* ]]; then kind=; choices="$options -C --context -o --output --json --jq --color --progress -q --quiet -v --verbose --config --state-dir --no-registry --insecure --cacert --utc --ascii --help"; fi ;;
  esac
  case $kind in
    '') ;;
    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    directory) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    *) choices=$("${COMP_WORDS[0]}" __complete "$kind" "$cur" 2>/dev/null) ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$cur")
  if [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}

complete -F _optrack optrack
