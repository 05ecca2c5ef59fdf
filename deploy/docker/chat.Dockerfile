# A chat node. Node.js runs TypeScript as it is, but not inside node_modules: so the packages of the workspace lie in
# the image as they lie in the repository, with links between them, and there is no build step.
FROM node:26-trixie-slim AS install
RUN npm install --global --no-fund --no-audit pnpm@12
WORKDIR /app
# The manifests first: the dependencies are installed again only when one of these changes.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY services/contract/package.json services/contract/
COPY services/store/package.json services/store/
COPY services/chat/package.json services/chat/
# Some networks stall when a build opens a hundred connections at once.
RUN pnpm install --prod --frozen-lockfile --network-concurrency 16 --filter @socketlink/chat...
COPY services/contract/src services/contract/src
COPY services/store/src services/store/src
COPY services/chat/src services/chat/src

FROM node:26-trixie-slim
ENV NODE_ENV=production
WORKDIR /app
COPY deploy/docker/check-health.sh deploy/docker/make-secrets.ts deploy/docker/
COPY deploy/redis/users.acl deploy/redis/
COPY --from=install /app ./
# A new volume takes the owner and mode of the folder it is mounted on, so its first user needs no root.
RUN install --directory --owner=node --group=node --mode=0750 /secrets
USER node
EXPOSE 3000
CMD ["node", "--max-semi-space-size=8", "services/chat/src/main.ts"]
