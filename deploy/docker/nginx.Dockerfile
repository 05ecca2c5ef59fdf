# The edge, and the web client that it serves.
FROM node:26-trixie-slim AS web
RUN npm install --global --no-fund --no-audit pnpm@12
WORKDIR /app
# The manifests first: the dependencies are installed again only when one of these changes.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.base.json ./
COPY services/contract/package.json services/contract/
COPY services/client/package.json services/client/
COPY services/web/package.json services/web/
# Some networks stall when a build opens a hundred connections at once.
RUN pnpm install --frozen-lockfile --network-concurrency 16 --filter @socketlink/web...
COPY services/contract/src services/contract/src
COPY services/client/src services/client/src
COPY services/web services/web
RUN npm run --silent --prefix services/web build

FROM nginx:1.30
COPY nginx/nginx.conf nginx/upstream-docker.conf nginx/listen-docker.conf nginx/unlimited.conf /etc/nginx/
COPY --from=web /app/services/web/dist /etc/nginx/web
USER nginx
EXPOSE 8080
# Whatever nginx writes goes below /tmp, so that the rest of the file system can be read-only.
ENTRYPOINT ["nginx", "-p", "/tmp/", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"]
CMD []
