#!/bin/sh
# One streamed chat through Hegui, event by event, with the headers that carry the request id and the label.
#   OPENAI_API_KEY=hg_… sh examples/curl/chat.sh [PROMPT]
set -eu
: "${OPENAI_API_KEY:?set it to a key of your service}"
base="${OPENAI_BASE_URL:-http://127.0.0.1:8815/v1}"
model="${MODEL:-hegui-demo}"
prompt="${1:-说说喝茶}"

# A prompt is text, not JSON: backslashes and quotes have to be escaped.
escaped=$(printf '%s' "$prompt" | sed 's/\\/\\\\/g; s/"/\\"/g')

curl --no-buffer --silent --show-error --fail-with-body --include "$base/chat/completions" \
  --header "Authorization: Bearer $OPENAI_API_KEY" \
  --header 'Content-Type: application/json' \
  --data "{\"model\":\"$model\",\"stream\":true,\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"$escaped\"}]}"
