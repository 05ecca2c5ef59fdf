#!/bin/bash
# Succeeds when the node's /healthz answers 200. In bash alone: a Node.js process for each check would cost a node
# more than the check is worth.
exec 3<>"/dev/tcp/127.0.0.1/${SOCKETLINK_PORT:-3000}" || exit 1
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[[ $status == 200 ]]
